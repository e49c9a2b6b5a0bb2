import { z } from 'zod';

/**
 * A measured number with its error, 1 sigma. `parts` are its causes, in the unit of the number: `random`
 * what UNCERT of the map says, neighbours within the patch of the star filter counted as one;
 * `systematic` what all cells share (zeropoint, scale, flat); `model` the natural model that was taken
 * away; `gaps` what was interpolated or completed. They add in quadrature.
 */
export const measuredSchema = z.object({
  value: z.number().nullable(),
  uncertainty: z.number().min(0).nullable(),
  parts: z
    .object({
      random: z.number().min(0),
      systematic: z.number().min(0),
      model: z.number().min(0),
      gaps: z.number().min(0),
    })
    .nullable(),
  unit: z.string(),
  /** Why value or uncertainty is null. */
  reason: z.string().nullable(),
});
export type Measured = z.infer<typeof measuredSchema>;

/** `all` is the map as observed; `artificial` what is left without the natural model; `natural` the model. */
export const lightSchema = z.enum(['all', 'artificial', 'natural']);
export type Light = z.infer<typeof lightSchema>;

/** `full` is the hemisphere with terrain as it looks; `free` the sky that no terrain hides. */
export const skyPartSchema = z.enum(['full', 'free']);
export type SkyPart = z.infer<typeof skyPartSchema>;

/** The sky down to the horizon, to 80 and to 70 deg from the zenith. */
export const skyCapSchema = z.enum(['horizon', 'za80', 'za70']);
export type SkyCap = z.infer<typeof skyCapSchema>;

/** Illuminance of upright planes by the azimuth they face. */
export const verticalIlluminanceSchema = z.object({
  maximum: measuredSchema,
  maximumAzimuth: measuredSchema,
  minimum: measuredSchema,
  minimumAzimuth: measuredSchema,
  mean: measuredSchema,
  /** Planes facing azimuth 0, step, 2 step ..., mlx; null without data. */
  profile: z.object({
    stepDeg: z.number().positive(),
    values: z.array(z.number().nullable()),
    uncertainties: z.array(z.number().nullable()),
  }),
});
export type VerticalIlluminance = z.infer<typeof verticalIlluminanceSchema>;

/** One kind of light over one part of the sky. Luminance in mcd/m2, illuminance in mlx. */
export const skyRegionSchema = z.object({
  light: lightSchema,
  sky: skyPartSchema,
  cap: skyCapSchema,
  /** Of the region, sr. */
  solidAngleSr: z.number().min(0),
  /** Part of it with data of its own, and part filled along azimuth, 0 to 1. */
  coveredFraction: z.number().min(0).max(1),
  interpolatedFraction: z.number().min(0).max(1),
  luminance: z.object({
    mean: measuredSchema,
    median: measuredSchema,
    minimum: measuredSchema,
    maximum: measuredSchema,
    /** Part of the region, by solid angle, that is darker. */
    percentiles: z.array(z.object({ percent: z.number(), value: measuredSchema })),
    /** Luminance that so much sky exceeds. */
    brightest: z.array(z.object({ areaDeg2: z.number(), value: measuredSchema })),
  }),
  illuminance: z.object({
    horizontal: measuredSchema,
    /** Luminance summed over solid angle. */
    scalar: measuredSchema,
    vertical: verticalIlluminanceSchema,
  }),
});
export type SkyRegion = z.infer<typeof skyRegionSchema>;

/** A ring about the zenith. */
export const skyZoneSchema = z.object({
  light: lightSchema,
  sky: skyPartSchema,
  fromZenithDeg: z.number(),
  toZenithDeg: z.number(),
  coveredFraction: z.number().min(0).max(1),
  mean: measuredSchema,
  maximum: measuredSchema,
  /** Scalar illuminance of the ring. */
  illuminance: measuredSchema,
  /** Of the scalar illuminance of all rings. */
  sharePercent: measuredSchema,
});
export type SkyZone = z.infer<typeof skyZoneSchema>;

/** The middle of the sky. */
export const zenithMetricSchema = z.object({
  light: lightSchema,
  radiusDeg: z.number().positive(),
  luminance: measuredSchema,
  brightness: measuredSchema,
});

/** What an indicator of artificial light is divided by. */
export const ratioSubjectSchema = z.enum([
  'mean-luminance',
  'zenith-luminance',
  'brightest-luminance',
  'horizontal-illuminance',
  'vertical-illuminance-maximum',
  'vertical-illuminance-minimum',
  'vertical-illuminance-mean',
]);
export type RatioSubject = z.infer<typeof ratioSubjectSchema>;

/**
 * Artificial over natural light. `constants` are those of the National Park Service (78 and 54 nL, 0.8
 * and 0.4 mlx), scaled to the cap with a uniform sky; `night` the natural model of the night itself.
 */
export const lightRatioSchema = z.object({
  subject: ratioSubjectSchema,
  cap: skyCapSchema,
  against: z.enum(['constants', 'night']),
  reference: z.object({ value: z.number().nullable(), unit: z.string() }),
  ratio: measuredSchema,
});
export type LightRatio = z.infer<typeof lightRatioSchema>;

export const skyQualitySchema = z.object({
  cap: skyCapSchema,
  /** By classes of half a magnitude, 0 to 100. */
  table: measuredSchema,
  /** By weights that change smoothly with luminance. */
  continuous: measuredSchema,
});

/** What a sky quality meter held to the zenith would read, mag/arcsec2. */
export const syntheticSqmSchema = z.object({
  /** With the stars and planets it cannot leave out. */
  reading: measuredSchema,
  /** The sky between the stars alone. */
  skyOnly: measuredSchema,
  stars: z.int().min(0),
  planets: z.array(z.string()),
  response: z.string(),
});

/** Stars a person can see. Counts are of one named catalogue. */
export const visibleStarsSchema = z.object({
  catalogue: z.string(),
  /** Magnitude limit of the first three counts. */
  limitMag: z.number(),
  /** Above a flat horizon; not hidden by terrain; of these, still above the limit after extinction. */
  flatHorizon: measuredSchema,
  unobstructed: measuredSchema,
  extinguished: measuredSchema,
  /** Brighter than the eye's limit against the sky as observed, and against the natural sky. */
  visible: measuredSchema,
  visibleNaturally: measuredSchema,
  fraction: measuredSchema,
  /** The eye's limit at the zenith, mag. */
  limitingMagnitude: measuredSchema,
});

/** Photometry as version 2 of the old spreadsheets defined it, from samples every 2 deg. */
export const v2PhotometrySchema = z.object({
  zenith: measuredSchema,
  allSky: measuredSchema,
  za70: measuredSchema,
  brightest: measuredSchema,
  faintest: measuredSchema,
  /** Of the sky; the old tables multiply it by a quarter of the albedo. */
  scalarIlluminance: measuredSchema,
});

/** A town and the direction its light comes from. */
export const placeSchema = z.object({
  name: z.string(),
  state: z.string(),
  latitudeDeg: z.number(),
  longitudeDeg: z.number(),
  population: z.number().min(0),
  /** Of a disk as large as its land; null when the file does not say. */
  radiusKm: z.number().min(0).nullable(),
  distanceKm: z.number().min(0),
  bearingDeg: z.number().min(0).max(360),
  /** 0.1 P d^-2.5 (Walker 1977). */
  walker: z.number().min(0),
  halfWidthDeg: z.number().min(0).nullable(),
  /** Azimuths it takes up, one interval or two across north. */
  intervalsDeg: z.array(z.tuple([z.number(), z.number()])),
});
export type PlaceMetric = z.infer<typeof placeSchema>;

export const nearbyPlacesSchema = z.object({
  source: z.string().nullable(),
  reason: z.string().nullable(),
  withinKm: z.number(),
  least: z.number(),
  places: z.array(placeSchema),
});

/** Numbers of the old pipeline, by the keys its code had, and where they depart from it. */
export const nsnsdMetricsSchema = z.object({
  /** nL, mlx, deg, counts, as the key's section of the old tables has it; null: none could be had. */
  values: z.record(z.string(), z.number().nullable()),
  /** Vertical illuminance, mlx, by azimuth 0, 5 ... 355 (all) and 0, 10 ... 350 (artificial, three caps). */
  vertical: z.object({
    all: z.array(z.number()),
    artificial: z.array(z.array(z.number())),
  }),
  departures: z.array(z.string()),
});
export type NsnsdMetrics = z.infer<typeof nsnsdMetricsSchema>;

/** How the numbers were made. */
export const measuringSchema = z.object({
  zenithRadiusDeg: z.number(),
  zoneEdgesDeg: z.array(z.number()),
  /** Relative, shared by all cells; null when a part of it is not known. */
  systematicFraction: z.number().min(0).nullable(),
  /** Cells within so much sky share their random error. */
  correlatedPatchDeg2: z.number().min(0),
  /** Gaps up to so wide are filled along azimuth, and so much of a region may lack data. */
  filledGapDeg: z.number().min(0),
  toleratedFraction: z.number().min(0),
  sentences: z.array(z.string()),
});

/** Everything measured of one map. */
export const skyMetricsSchema = z.object({
  format: z.literal(1),
  measuring: measuringSchema,
  regions: z.array(skyRegionSchema),
  zones: z.array(skyZoneSchema),
  zenith: z.array(zenithMetricSchema),
  ratios: z.array(lightRatioSchema),
  skyQuality: z.array(skyQualitySchema),
  syntheticSqm: syntheticSqmSchema.nullable(),
  visibleStars: visibleStarsSchema.nullable(),
  v2Photometry: v2PhotometrySchema.nullable(),
  /** Light that the ground sends back: albedo x horizontal illuminance, mlx. */
  reflectedIlluminance: measuredSchema,
  albedo: measuredSchema,
  modelledRatio: measuredSchema,
  nearbyPlaces: nearbyPlacesSchema,
  /** What is missing and why, one sentence each. */
  missing: z.array(z.string()),
  nsnsd: nsnsdMetricsSchema.nullable(),
});
export type SkyMetrics = z.infer<typeof skyMetricsSchema>;

/** Stars that no terrain hides, of one catalogue, as they are counted against a sky. */
export const starsInFreeSkySchema = z.object({
  /** Extinction coefficient in V, mag/airmass, and its error. */
  extinctionMag: z.number(),
  extinctionSigmaMag: z.number().min(0),
  /** How many have no data behind them. */
  withoutData: z.int().min(0),
  /** Brightest first: where each stands, apparent, and its magnitude above the atmosphere. */
  azimuthDeg: z.array(z.number()),
  altitudeDeg: z.array(z.number()),
  v: z.array(z.number()),
});
export type StarsInFreeSky = z.infer<typeof starsInFreeSkySchema>;

/** A region of the document, or undefined when it was not measured. */
export function skyRegionOf(
  metrics: SkyMetrics,
  of: { readonly light: Light; readonly sky: SkyPart; readonly cap: SkyCap },
): SkyRegion | undefined {
  return metrics.regions.find(
    ({ light, sky, cap }) => light === of.light && sky === of.sky && cap === of.cap,
  );
}
