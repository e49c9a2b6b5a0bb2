import { z } from 'zod';
import { bandSchema } from './identifiers.js';

/** What a fit says that a careful observer would. `code` is stable and kebab-case. */
export const skyCaveatSchema = z.object({
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  sentence: z.string().min(1),
});
export type SkyCaveat = z.infer<typeof skyCaveatSchema>;

/**
 * A number of the natural sky. `sigma` is its 1 sigma error with that of the zeropoint; null for a
 * number fixed by hand. `prior` is what was believed of it before; null for one that follows from others.
 */
export const skyNumberSchema = z.object({
  value: z.number(),
  sigma: z.number().min(0).nullable(),
  fixed: z.boolean(),
  /** It stands at the end of what makes sense: its error is not to be trusted. */
  atLimit: z.boolean(),
  prior: z.object({ value: z.number(), sigma: z.number().min(0), origin: z.string() }).nullable(),
});
export type SkyNumber = z.infer<typeof skyNumberSchema>;

const measuredSchema = z.object({ value: z.number(), sigma: z.number().min(0) });

/** The natural sky as parameters (libs/natural-sky, `NaturalSkyParameters`). Luminances in nL. */
export const naturalSkyParametersSchema = z.object({
  /** At the zenith, above the atmosphere. */
  airglowZenithNl: z.number().min(0),
  /** Fraction per unit of sin(zenith angle), towards an azimuth. */
  airglowGradient: z.number().min(0),
  airglowGradientAzimuthDeg: z.number(),
  airglowDriftPerHour: z.number(),
  airglowReferenceJdUtc: z.number(),
  diffuseFactor: z.number().min(0),
  zodiacalFactor: z.number().min(0),
  galacticFactor: z.number().min(0),
  /** Extinction beyond that of the component maps, mag/airmass. */
  airglowExtinctionOffset: z.number(),
  zodiacalExtinctionOffset: z.number(),
  galacticExtinctionOffset: z.number(),
});

/** A dome of light: amplitude exp((cos(A - azimuth) - 1)/width^2) exp(-altitude/height). */
export const skyDomeSchema = z.object({
  azimuthDeg: measuredSchema,
  widthDeg: measuredSchema,
  /** Altitude in which it falls to 1/e, deg. */
  heightDeg: measuredSchema,
  /** At altitude 0 towards its middle, nL. */
  amplitudeNl: measuredSchema,
  /** Its share of the far glow at the zenith, by its light over the horizon, nL. */
  farGlowNl: measuredSchema,
});
export type SkyDome = z.infer<typeof skyDomeSchema>;

/**
 * The glow of all domes over the whole sky, h being altitude in deg:
 * horizonNl (exp(-h/heightDeg + flatness h^2/(180 heightDeg)) + skirt exp(-h/skirtHeightDeg))
 * (1 + contrast cos h cos(A - towns)).
 */
export const farGlowSchema = z.object({
  zenithNl: measuredSchema,
  horizonNl: z.number().min(0),
  heightDeg: z.number().positive(),
  flatness: z.number(),
  skirt: z.number().min(0),
  skirtHeightDeg: z.number().positive(),
  contrast: z.number(),
});
export type FarGlow = z.infer<typeof farGlowSchema>;

const residualBandSchema = z.object({
  /** Lower and upper altitude, deg. */
  altitudeDeg: z.tuple([z.number(), z.number()]).readonly(),
  patches: z.int().min(0),
  /** nL; null without a patch. */
  mean: z.number().nullable(),
  /** Robust scatter about zero, nL. */
  scatter: z.number().min(0).nullable(),
});

/** `natural-sky-fit`: the natural sky of a set and the artificial light over it, a JSON document. */
export const naturalSkyFitSchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  set: z.int().min(1).max(8),
  band: bandSchema,
  /** `not-fitted`: the sky did not allow a fit, the numbers are those believed before. */
  outcome: z.enum(['fitted', 'not-fitted']),
  parameters: naturalSkyParametersSchema,
  numbers: z.record(z.string(), skyNumberSchema),
  /** Zenith airglow as observed, through the atmosphere, nL. */
  airglowZenithObservedNl: measuredSchema,
  /**
   * Row by row, of `names`: the natural numbers, the far glow at the zenith (nL) and the zeropoint
   * (relative, positive: observed light too bright); then sizes of the forms in which component maps may
   * be wrong, which are not fitted (`unseenLight` of libs/natural-sky).
   */
  covariance: z.object({ names: z.array(z.string()), values: z.array(z.number()) }),
  domes: z.array(skyDomeSchema),
  farGlow: farGlowSchema.nullable(),
  /** Structure of the natural sky beyond the model, a fraction of it, from each altitude (deg) up. */
  structure: z.object({ fromAltitudeDeg: z.array(z.number()), fraction: z.array(z.number()) }),
  residuals: z.object({
    usableFraction: z.number().min(0).max(1),
    patches: z.int().min(0),
    /** Patches that may count as independent: what is left over is correlated. */
    independentPatches: z.number().min(0),
    /** Robust scatter of observed minus model above 20 deg, nL; null without patches. */
    scatterNl: z.number().min(0).nullable(),
    bands: z.array(residualBandSchema),
  }),
  /** 0 (useless) to 5 (excellent), proposed: a person's grade stands above it. */
  goodness: z.object({ grade: z.int().min(0).max(5), reasons: z.array(z.string()) }),
  caveats: z.array(skyCaveatSchema),
});
export type NaturalSkyFitDocument = z.infer<typeof naturalSkyFitSchema>;
