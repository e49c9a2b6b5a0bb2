import { z } from 'zod';
import { bandSchema } from './identifiers.js';

const relative = z.number();
const sigma = z.number().min(0);
/** Mean place on the array, px, the first pixel's centre being (0, 0). */
const place = z.object({ x: z.number(), y: z.number() });

/** Two frames over the sky both see. Ratios and differences are the second frame against the first. */
export const overlapPairSchema = z.object({
  /** Stems of the frames, in the order of their names. */
  frames: z.tuple([z.string().min(1), z.string().min(1)]).readonly(),
  areaDeg2: z.number().positive(),
  /** Mean direction of the overlap, apparent. */
  azimuthDeg: z.number(),
  altitudeDeg: z.number(),
  /** Robust mean of the ratio over the overlap, its standard error, and the scatter from cell to cell. */
  ratio: z.number().positive(),
  ratioError: sigma,
  scatter: sigma,
  /** The same as a difference, DN/s of an unbinned pixel. */
  difference: z.number(),
  differenceError: sigma,
  /** From middle to middle of the exposures; null when a time is unknown. */
  secondsBetween: z.number().nullable(),
  /** Which parts of the array met. */
  places: z.tuple([place, place]).readonly(),
  /** Ratio - 1 that neither the response over the field nor the smooth change of the sky explains. */
  unexplained: relative,
  /** Ratio - 1 after background matching; null without it. */
  matched: relative.nullable(),
});
export type OverlapPairReport = z.infer<typeof overlapPairSchema>;

const spreadSchema = z.object({
  rms: sigma,
  /** 95 % of the pairs differ by less. */
  p95: sigma,
  largest: sigma,
});

/** How much pairs of frames differ, as ratio - 1 without sign. */
export const overlapSummarySchema = z.object({
  pairs: z.int().min(1),
  /** As measured: the sky that turned and changed between the frames is in it. */
  measured: spreadSchema,
  /** Less response over the field and smooth change of the sky. */
  unexplained: spreadSchema,
  /** After background matching; null without it. */
  matched: spreadSchema.nullable(),
  largestPair: z.tuple([z.string(), z.string()]).readonly(),
});

/** A frame its neighbours contradict. */
export const disagreeingFrameSchema = z.object({
  frame: z.string().min(1),
  /** `whole`: brighter or fainter than all its neighbours; `part`: uneven against them. */
  kind: z.enum(['whole', 'part']),
  /** `whole`: its ratio to them - 1, signed; `part`: rms of the differences over its parts. */
  excess: relative,
  sigma,
  neighbours: z.int().min(1),
  /** Probability of so much or more among frames that agree, all frames of the set counted. */
  falseAlarm: z.number().min(0).max(1),
  sentence: z.string(),
});
export type DisagreeingFrame = z.infer<typeof disagreeingFrameSchema>;

const figure = z.object({ value: z.number(), sigma });

/**
 * `overlap-report`: what the overlaps of the frames of one band of a set say, a JSON document.
 * Brightness is that of the star-free frames; all ratios are of linear light.
 */
export const overlapReportSchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  set: z.int().min(1).max(8),
  band: bandSchema,
  frames: z.int().min(0),
  /** Only sky above it takes part, apparent, deg. */
  lowestAltitudeDeg: z.number(),
  /** Pairs of smaller overlaps are listed and left out of the summary. */
  leastAreaDeg2: z.number().min(0),
  /** Sorted by the frames' names. */
  pairs: z.array(overlapPairSchema),
  /** Null when no overlap is large enough. */
  summary: overlapSummarySchema.nullable(),
  /** Large-scale error of the flat from the pairs; null without an overlap. */
  response: z
    .object({
      /** Squares of the array, rows from the top: relative error of the response, mean 0. */
      columns: z.int().min(1),
      rows: z.int().min(1),
      value: z.array(relative),
      sigma: z.array(sigma),
      /** Over the array: rms of the values, and of their errors. */
      rms: sigma,
      rmsSigma: sigma,
    })
    .nullable(),
  /** Smooth change of the sky, relative, per hour; null without overlaps or times. */
  skyChange: z.object({ zenithPerHour: figure, rmsPerHour: sigma }).nullable(),
  /** Repeatability of one frame's brightness, 1 sigma, relative, with the error of the figure. */
  repeatability: z.object({
    /** Over an overlap, from what is left of the pairs. */
    overlaps: figure.extend({ pairs: z.int().min(1) }).nullable(),
    zenith: z
      .object({
        frames: z.tuple([z.string(), z.string()]).readonly(),
        secondsBetween: z.number().nullable(),
        /** Mean ratio of the later to the earlier - 1, as measured. */
        change: figure,
        /** The same that the change of the sky in the overlaps predicts; null without it. */
        predicted: figure.nullable(),
        /** Of one cell of 8 x 8 px, once a smooth change over the field is allowed for. */
        pointwise: figure,
        cells: z.int().min(1),
      })
      .nullable(),
  }),
  /** The worst first. */
  disagreeing: z.array(disagreeingFrameSchema),
  /** Null unless asked for. */
  matching: z
    .object({
      kind: z.enum(['factor', 'offset']),
      /** What a frame is to be multiplied by, mean 1; or what is to be added, DN/s, mean 0. */
      frames: z.array(z.object({ frame: z.string(), value: z.number(), sigma })),
    })
    .nullable(),
});
export type OverlapReport = z.infer<typeof overlapReportSchema>;
