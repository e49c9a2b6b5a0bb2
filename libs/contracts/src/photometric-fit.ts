import { z } from 'zod';
import { bandSchema } from './identifiers.js';

/**
 * A fitted number. `random` is its 1 sigma error clustered by star, `systematic` the 1 sigma errors
 * of named causes, `total` all of them in quadrature.
 */
export const fittedSchema = z.object({
  value: z.number(),
  random: z.number().min(0),
  systematic: z.array(z.object({ name: z.string().min(1), value: z.number().min(0) })),
  total: z.number().min(0),
});
export type Fitted = z.infer<typeof fittedSchema>;

/** What is odd about a night: extinction that changes with time or direction, a cloud in a frame. */
export const conditionSchema = z.object({
  kind: z.enum(['cloud-in-frame', 'extinction-in-time', 'extinction-in-direction']),
  /** Stem of the frame, for a cloud in one. */
  frame: z.string().nullable(),
  /** Loss of light (positive: fainter) in mag, with its error; a rate per hour for time. */
  value: z.number(),
  sigma: z.number().min(0),
  /** Probability of so much or more on a photometric night, all tests of the set counted. */
  falseAlarm: z.number().min(0).max(1),
  sentence: z.string(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** Weighted mean of what the fit leaves in one cell of a map, mag (positive: fainter), with its error. */
const residualCellSchema = z.object({
  /** Middle: azimuth and altitude in deg; x and y in px; or Julian date and 0. */
  at: z.tuple([z.number(), z.number()]).readonly(),
  mean: z.number(),
  sigma: z.number().min(0),
  count: z.int().min(1),
});

/** Where the zeropoint of the maps comes from. */
export const zeropointChoiceSchema = z.enum(['default', 'fitted', 'history']);
export type ZeropointChoice = z.infer<typeof zeropointChoiceSchema>;

/**
 * `photometric-fit`: zeropoint and extinction of one band of a set, a JSON document.
 *
 *     M - m + ... : -2.5 log10(DN/s above the atmosphere, all of the star's light, flat of stars)
 *     m = M + colourTerm (B-V) + extinction X - zeropoint
 *
 * Extinction is positive, mag per airmass. Under compat the terms are those of the old pipeline
 * (colour term 0.04 towards the other side, off-centre rule), written with these signs.
 */
export const photometricFitSchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  set: z.int().min(1).max(8),
  band: bandSchema,
  camera: z.string().min(1),
  compat: z.enum(['none', 'nsnsd']),
  airmassFormula: z.string(),
  /** Range of the airmasses fitted; null without a fit. */
  airmassRange: z.tuple([z.number(), z.number()]).nullable(),
  /** The zeropoint maps are calibrated with. */
  applied: z.object({
    choice: zeropointChoiceSchema,
    zeropointMag: z.number(),
    uncertaintyMag: z.number().min(0).nullable(),
    origin: z.string().min(1),
  }),
  /** The camera's constant, and the zeropoints of its other sets. */
  defaultZeropoint: z.object({
    value: z.number(),
    uncertainty: z.number().min(0).nullable(),
    origin: z.string().min(1),
  }),
  history: z
    .object({
      /** Sets the history is made of, never this one. */
      sets: z.int().min(1),
      zeropointMag: z.number(),
      uncertaintyMag: z.number().min(0),
      /** Scatter from set to set beyond their errors, mag. */
      scatterMag: z.number().min(0),
      /** This set's zeropoint minus the history's, in errors of the difference; null without a fit. */
      driftSigma: z.number().nullable(),
    })
    .nullable(),
  /** Zeropoint, extinction and the other terms free; null when there are too few stars. */
  free: z
    .object({
      zeropoint: fittedSchema,
      extinction: fittedSchema,
      colourTerm: fittedSchema,
      /** Coefficient of -2.5 log10 of the pixel's relative solid angle: 1 when the flat is one of uniform radiance. Null under compat, which has a rule. */
      fieldTerm: fittedSchema.nullable(),
      /** Of zeropoint, extinction, colour term, field term: random part, row by row. */
      covariance: z.array(z.number()).length(16).nullable(),
      /** Robust scatter of the used measurements, mag. */
      scatterMag: z.number().min(0),
    })
    .nullable(),
  /** Extinction with the zeropoint fixed at the default. */
  fixed: z.object({ extinction: fittedSchema, scatterMag: z.number().min(0) }).nullable(),
  measurements: z.object({
    frames: z.int().min(0),
    stars: z.int().min(0),
    measured: z.int().min(0),
    used: z.int().min(0),
  }),
  /** Why there is no free fit; null when there is. */
  reason: z.string().nullable(),
  /** Over the sky, over the array, and in time; null without a free fit. */
  residualMaps: z
    .object({
      sky: z.array(residualCellSchema),
      field: z.array(residualCellSchema),
      time: z.array(residualCellSchema),
    })
    .nullable(),
  photometric: z.boolean().nullable(),
  conditions: z.array(conditionSchema),
  frames: z.array(
    z.object({
      frame: z.string().min(1),
      /** Loss of light against the fit (positive: fainter), with its error, mag; null when unmeasured. */
      lossMag: z.number().nullable(),
      sigmaMag: z.number().min(0).nullable(),
      used: z.int().min(0),
      measured: z.int().min(0),
      /** Of them those nothing speaks against. */
      usable: z.int().min(0),
      /** Why the frame, or most of it, was not used; null for nothing odd. */
      reason: z.string().nullable(),
    }),
  ),
});
export type PhotometricFit = z.infer<typeof photometricFitSchema>;

/** `zeropoint-history`: zeropoints of a camera and band, by set, a snapshot taken when a run is planned. */
export const zeropointHistorySchema = z.object({
  format: z.literal(1),
  camera: z.string().min(1),
  band: bandSchema,
  sets: z.array(
    z.object({
      night: z.string().min(1),
      set: z.int().min(1).max(8),
      /** Middle of the set, UTC; null when unknown. */
      julianDate: z.number().nullable(),
      zeropointMag: z.number(),
      uncertaintyMag: z.number().positive(),
    }),
  ),
});
export type ZeropointHistory = z.infer<typeof zeropointHistorySchema>;

/** A row of `extinction_fit_F.xlsx`: what the old pipeline noted of a set; null where there is none. */
export const extinctionRowSchema = z.object({
  set: z.int().min(1).max(8),
  framesSolved: z.int().min(0),
  /** Measurements, a star counted in every frame it is in. */
  starsUsed: z.int().min(0),
  starsRejected: z.int().min(0),
  /** mag */
  zeropointFree: z.number().nullable(),
  zeropointFreeError: z.number().nullable(),
  /** Slope over airmass: negative for light lost. */
  extinctionFree: z.number().nullable(),
  extinctionFreeError: z.number().nullable(),
  standardErrorFree: z.number().nullable(),
  zeropointDefault: z.number(),
  extinctionFixed: z.number().nullable(),
  extinctionFixedError: z.number().nullable(),
  standardErrorFixed: z.number().nullable(),
  colourCoefficientDefault: z.number().nullable(),
  colourCoefficientFree: z.number().nullable(),
  colourCoefficientFreeError: z.number().nullable(),
  /** arcmin per px */
  xScale: z.number().nullable(),
  yScale: z.number().nullable(),
  averageScale: z.number().nullable(),
  exposureSeconds: z.number(),
});
export type ExtinctionRow = z.infer<typeof extinctionRowSchema>;
