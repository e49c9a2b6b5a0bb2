import type {
  Light,
  Measured,
  MetricsDocument,
  NaturalSkyFitDocument,
  SkyMetrics,
  SkyRegion,
} from '@nightskies/contracts';

type Parts = NonNullable<Measured['parts']>;

export function measured(value: number, unit: string, parts: Partial<Parts> = {}): Measured {
  const all: Parts = { random: 0, systematic: 0, model: 0, gaps: 0, ...parts };
  return { value, uncertainty: Math.hypot(...Object.values(all)), parts: all, unit, reason: null };
}

export function absent(unit: string, reason: string): Measured {
  return { value: null, uncertainty: null, parts: null, unit, reason };
}

export function region(light: Light, mean: Measured): SkyRegion {
  const luminance = measured(0.5, 'mcd/m2', { random: 0.01 });
  const illuminance = measured(0.3, 'mlx', { random: 0.01 });
  const azimuth = measured(75, 'deg', { random: 2 });
  return {
    ...{ light, sky: 'free', cap: 'horizon' },
    ...{ solidAngleSr: 6, coveredFraction: 1, interpolatedFraction: 0 },
    luminance: {
      ...{ mean, median: luminance, minimum: luminance, maximum: luminance },
      ...{ percentiles: [], brightest: [] },
    },
    illuminance: {
      ...{ horizontal: illuminance, scalar: illuminance },
      vertical: {
        ...{ maximum: illuminance, maximumAzimuth: azimuth, minimum: illuminance },
        ...{ minimumAzimuth: azimuth, mean: illuminance },
        profile: { stepDeg: 5, values: [], uncertainties: [] },
      },
    },
  };
}

export function skyOf(regions: readonly SkyRegion[]): SkyMetrics {
  return {
    format: 1,
    measuring: {
      ...{ zenithRadiusDeg: 5, zoneEdgesDeg: [], systematicFraction: 0.02 },
      ...{ correlatedPatchDeg2: 1, filledGapDeg: 2, toleratedFraction: 0.01 },
      sentences: ['Luminance is integrated with exact solid angles.'],
    },
    regions: [...regions],
    zones: [],
    zenith: [
      {
        ...{ light: 'all', radiusDeg: 5, luminance: measured(0.2, 'mcd/m2', { random: 0.01 }) },
        brightness: measured(21.7123, 'mag/arcsec2', { systematic: 0.0449 }),
      },
    ],
    ratios: [
      {
        ...{ subject: 'mean-luminance', cap: 'horizon', against: 'constants' },
        reference: { value: 0.2483, unit: 'mcd/m2' },
        ratio: measured(0.5234, '1', { model: 0.108 }),
      },
      {
        ...{ subject: 'mean-luminance', cap: 'horizon', against: 'night' },
        reference: { value: 0.225, unit: 'mcd/m2' },
        ratio: measured(0.577, '1', { model: 0.13 }),
      },
    ],
    skyQuality: [
      {
        cap: 'horizon',
        table: measured(84.21, '1', { model: 2.13 }),
        continuous: measured(83.9, '1', { model: 2.1 }),
      },
    ],
    ...{ syntheticSqm: null, visibleStars: null, v2Photometry: null },
    reflectedIlluminance: absent('mlx', 'no albedo was given'),
    albedo: absent('1', 'no albedo was given'),
    modelledRatio: absent('1', 'no map of lights on the ground was given'),
    nearbyPlaces: { source: null, reason: 'no list', withinKm: 0, least: 0, places: [] },
    missing: ['Visible stars are not counted: no star catalogue was given.'],
    nsnsd: null,
  };
}

export function metricsOf(sky: SkyMetrics): MetricsDocument {
  const number = { value: 0.355, uncertainty: 0.0151, reason: null };
  return {
    ...{ night: 'GRBA241004', set: 1, band: 'V', sky },
    metrics: [
      { name: 'mean-luminance', sky: 'full', unit: 'mcd/m2', ...number },
      { name: 'mean-luminance', sky: 'free', unit: 'mcd/m2', ...number, value: 0.366 },
      { name: 'artificial-mean-luminance', sky: 'free', unit: 'mcd/m2', ...number },
      { name: 'artificial-mean-luminance-za70', sky: 'free', unit: 'mcd/m2', ...number },
      { name: 'natural-mean-luminance', sky: 'free', unit: 'mcd/m2', ...number },
      { name: 'mean-luminance-ratio', sky: 'free', unit: '1', ...number },
      { name: 'mean-luminance-ratio-to-night-za80', sky: 'free', unit: '1', ...number },
      { name: 'sky-quality-index-za80', sky: 'free', unit: '1', ...number },
      {
        ...{ name: 'albedo', sky: 'full', unit: '1' },
        ...{ value: null, uncertainty: null, reason: 'no albedo was given' },
      },
      { name: 'zeropoint-applied', sky: 'full', unit: 'mag', ...number },
      { name: 'something-new', sky: 'full', unit: 'nL', ...number },
    ],
  };
}

const sigma = (value: number, error: number) => ({ value, sigma: error });

export const madeUpFit: NaturalSkyFitDocument = {
  ...{ format: 1, night: 'GRBA241004', set: 1, band: 'V', outcome: 'fitted' },
  parameters: {
    ...{ airglowZenithNl: 35.82, airglowGradient: 0.06, airglowGradientAzimuthDeg: 40 },
    ...{ airglowDriftPerHour: 0, airglowReferenceJdUtc: 2460588.9, diffuseFactor: 1.14 },
    ...{ zodiacalFactor: 1, galacticFactor: 1, airglowExtinctionOffset: 0 },
    ...{ zodiacalExtinctionOffset: 0, galacticExtinctionOffset: 0 },
  },
  numbers: {
    diffuseFactor: {
      ...{ value: 1.14, sigma: 0.32, fixed: false, atLimit: true },
      prior: { value: 1.2, sigma: 0.4, origin: 'the literature' },
    },
    airglowZenithNl: { value: 45, sigma: null, fixed: true, atLimit: false, prior: null },
    somethingNew: { value: 2, sigma: 0.1, fixed: false, atLimit: false, prior: null },
  },
  airglowZenithObservedNl: sigma(32.93, 2.41),
  covariance: { names: [], values: [] },
  domes: [
    {
      ...{ azimuthDeg: sigma(74.2, 1.1), widthDeg: sigma(30, 2), heightDeg: sigma(12.3, 1.4) },
      ...{ amplitudeNl: sigma(912, 64), farGlowNl: sigma(3, 1) },
    },
  ],
  farGlow: null,
  structure: { fromAltitudeDeg: [], fraction: [] },
  residuals: {
    ...{ usableFraction: 0.71, patches: 300, independentPatches: 120, scatterNl: 3.42 },
    bands: [],
  },
  goodness: { grade: 4, reasons: ['little is left over'] },
  caveats: [{ code: 'cloud', sentence: 'Thin cloud low in the west.' }],
};
