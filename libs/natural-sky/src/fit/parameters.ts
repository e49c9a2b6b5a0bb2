/**
 * The natural sky in numbers: what the fit finds, or a person gives. Luminances in nL.
 *
 *     natural = airglowZenithNl (1 + g . n + d t) A 10^(-0.4 x_a X) + diffuseFactor D
 *             + zodiacalFactor Z 10^(-0.4 x_z X) + galacticFactor G 10^(-0.4 x_g X)
 *
 * A, D, Z, G: component maps as observed, A for 1 nL at the zenith above the atmosphere. g . n:
 * gradient times sin(zenith angle) times the cosine of the azimuth from the gradient's. t: hours
 * from the reference moment. X: airmass. x: extinction beyond that in the maps, mag per airmass.
 */
export interface NaturalSkyParameters {
  /** Airglow at the zenith above the atmosphere, nL. */
  readonly airglowZenithNl: number;
  /** Fraction of the airglow per unit of sin(zenith angle), 0 or more. */
  readonly airglowGradient: number;
  /** Where airglow is stronger, deg from north through east. */
  readonly airglowGradientAzimuthDeg: number;
  /** Fraction of the airglow per hour. */
  readonly airglowDriftPerHour: number;
  /** The moment drift counts from, JD UTC. */
  readonly airglowReferenceJdUtc: number;
  readonly diffuseFactor: number;
  readonly zodiacalFactor: number;
  readonly galacticFactor: number;
  /** Extinction beyond that in the maps, mag/airmass. */
  readonly airglowExtinctionOffset: number;
  readonly zodiacalExtinctionOffset: number;
  readonly galacticExtinctionOffset: number;
}

/** What a person may fix by hand; `farGlowNl` is the far glow of all domes at the zenith. */
export type FixedParameters = Partial<NaturalSkyParameters & { readonly farGlowNl: number }>;

/** Names of the numbers the natural model is linear or nearly linear in, in the order of the covariance. */
export const naturalNames = [
  'airglowZenithNl',
  'airglowGradientNorth',
  'airglowGradientEast',
  'airglowDriftPerHour',
  'diffuseFactor',
  'zodiacalFactor',
  'galacticFactor',
  'airglowExtinctionOffset',
  'zodiacalExtinctionOffset',
  'galacticExtinctionOffset',
] as const;
export type NaturalName = (typeof naturalNames)[number];

/** Places of the natural numbers in a vector of parameters. */
export const at = {
  airglow: 0,
  gradientNorth: 1,
  gradientEast: 2,
  drift: 3,
  diffuse: 4,
  zodiacal: 5,
  galactic: 6,
  airglowExtinction: 7,
  zodiacalExtinction: 8,
  galacticExtinction: 9,
} as const;

/** The numbers in the order of `naturalNames`. */
export function vectorOf(parameters: NaturalSkyParameters): Float64Array {
  const azimuth = (parameters.airglowGradientAzimuthDeg * Math.PI) / 180;
  return Float64Array.of(
    parameters.airglowZenithNl,
    parameters.airglowGradient * Math.cos(azimuth),
    parameters.airglowGradient * Math.sin(azimuth),
    parameters.airglowDriftPerHour,
    parameters.diffuseFactor,
    parameters.zodiacalFactor,
    parameters.galacticFactor,
    parameters.airglowExtinctionOffset,
    parameters.zodiacalExtinctionOffset,
    parameters.galacticExtinctionOffset,
  );
}

/** Inverse of `vectorOf`. */
export function parametersOf(
  vector: Float64Array,
  airglowReferenceJdUtc: number,
): NaturalSkyParameters {
  const north = vector[at.gradientNorth];
  const east = vector[at.gradientEast];
  return {
    airglowZenithNl: vector[at.airglow],
    airglowGradient: Math.hypot(north, east),
    airglowGradientAzimuthDeg: ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360,
    airglowDriftPerHour: vector[at.drift],
    airglowReferenceJdUtc,
    diffuseFactor: vector[at.diffuse],
    zodiacalFactor: vector[at.zodiacal],
    galacticFactor: vector[at.galactic],
    airglowExtinctionOffset: vector[at.airglowExtinction],
    zodiacalExtinctionOffset: vector[at.zodiacalExtinction],
    galacticExtinctionOffset: vector[at.galacticExtinction],
  };
}
