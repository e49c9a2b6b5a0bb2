import {
  type LightRatio,
  type Measured,
  type Metric,
  type SkyCap,
  type SkyMetrics,
  type SkyRegion,
  type SkyZone,
} from '@nightskies/contracts';
import { degree } from '@nightskies/sky';
import { flatMetrics } from './flat-metrics.js';
import { reflectedIlluminance } from './ground/albedo.js';
import { usualMeasureOptions, type MeasureOptions } from './measure-options.js';
import { skyQualityOf } from './quality/measure-quality.js';
import { ratios, regionRatios } from './ratios/light-ratios.js';
import { brightnessOf } from './regions/brightness.js';
import { coverageOf, lightIntegral } from './regions/integral.js';
import type { LightSums } from './regions/light-sums.js';
import { unmeasured } from './regions/measured.js';
import { gapOf } from './regions/missing-sky.js';
import { integralOf, regionOf } from './regions/region.js';
import { zonesOf } from './regions/zones.js';
import {
  gatherStars,
  syntheticSqmOf,
  visibleStarsOf,
  type StarGathering,
} from './stars/measure-stars.js';
import type { StarsOfSky } from './stars/stars-above.js';
import { gatherV2, v2PhotometryOf } from './v2/v2-photometry.js';
import { sumMaps, type MapsOfSky, type SummedMaps } from './sum-maps.js';

/** A sky to be measured, and what is known of it. */
export interface SkyToMeasure extends MapsOfSky {
  /** Relative error that all cells of the observed map share (SYSERR); null when not known. */
  readonly systematicFraction: number | null;
  /** What the numbers about stars follow from; left out without it. */
  readonly stars?: StarsOfSky | null;
  /** Albedo of the ground (`albedoAt`, `givenAlbedo`), the modelled ratio and places near by. */
  readonly albedo?: Measured;
  readonly modelledRatio?: Measured;
  readonly nearbyPlaces?: SkyMetrics['nearbyPlaces'];
  /** Numbers of the old arithmetic (`measureOldWay`), for the compat mode. */
  readonly nsnsd?: SkyMetrics['nsnsd'];
  readonly options?: Partial<MeasureOptions>;
}

export interface Measurement {
  /** The numbers that have names, as a list. */
  readonly metrics: readonly Metric[];
  readonly sky: SkyMetrics;
  /** Part of the hemisphere with data of its own, 0 to 1. */
  readonly coveredFraction: number;
}

const noPlaces: SkyMetrics['nearbyPlaces'] = {
  source: null,
  reason: 'no list of places was given',
  ...{ withinKm: 0, least: 0, places: [] },
};

const caps: readonly SkyCap[] = ['horizon', 'za80', 'za70'];

/**
 * Measures a sky: every number of the document `skyMetricsSchema`, in one pass over the rows of the
 * maps. Luminance is integrated with the exact solid angles of the cells; sums in float64, rows from
 * below.
 *
 * Errors are propagated: random ones from UNCERT, in which cells of a patch count as one; systematic
 * ones as a common factor; the natural model's as common to the whole sky, which is the most they can
 * be; gaps with what filling may be wrong by.
 *
 * @throws NightSkiesError `maps-differ` for an artificial map of other cells
 */
export function measureSky(input: SkyToMeasure): Measurement {
  const options = { ...usualMeasureOptions, ...input.options };
  const stars = input.stars ?? null;
  const gathering = stars === null ? null : gatherStars(stars, input.observed.grid);
  const v2 = gatherV2(input.observed.grid);
  const summed = sumMaps(input, options, (row, { values, sigma }, free) => {
    v2.samples.take(row, values, sigma, free);
    gathering?.samples.take(row, values, sigma, free);
    gathering?.sqm.addRow(input.observed.grid, row, () => meanOf(values));
  });
  const lights = lightsOf(summed, input);
  const regionOptions = { ...options, patchSr: options.correlatedPatchDeg2 * degree ** 2 };
  const regions = lights.flatMap((light) => caps.map((cap) => regionOf(light, cap, regionOptions)));
  const zenith = zenithsOf(lights, options);
  // The first of all: all light of the hemisphere to the horizon.
  const [wholeSky] = regions;
  const albedo = input.albedo ?? unmeasured('1', 'no albedo was given');
  const sky: SkyMetrics = {
    format: 1,
    measuring: {
      zenithRadiusDeg: options.zenithRadiusDeg,
      zoneEdgesDeg: [...options.zoneEdgesDeg],
      systematicFraction: input.systematicFraction,
      correlatedPatchDeg2: options.correlatedPatchDeg2,
      filledGapDeg: options.filledGapDeg,
      toleratedFraction: options.toleratedFraction,
      sentences: sentencesOf(input),
    },
    regions,
    zones: lights.flatMap((light): SkyZone[] => zonesOf(light, options)),
    zenith,
    ratios: ratiosOf(regions, zenith),
    skyQuality: qualitiesOf(lights, regionOptions),
    ...starsOf(input, gathering, zenith, regionOptions.patchSr),
    v2Photometry: v2PhotometryOf(v2, zenithBrightnessIn(zenith), input.systematicFraction),
    reflectedIlluminance: reflectedIlluminance(albedo, wholeSky.illuminance.horizontal),
    albedo,
    modelledRatio:
      input.modelledRatio ?? unmeasured('1', 'no map of lights on the ground was given'),
    nearbyPlaces: input.nearbyPlaces ?? noPlaces,
    missing: missingOf(input),
    nsnsd: input.nsnsd ?? null,
  };
  return { metrics: flatMetrics(sky), sky, coveredFraction: wholeSky.coveredFraction };
}

/** Mean of the cells with data, NaN without any. */
function meanOf(values: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let column = 0; column < values.length; column++) {
    const value = values[column];
    if (value !== value) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function zenithBrightnessIn(zenith: SkyMetrics['zenith']): Measured {
  const of = zenith.find(({ light }) => light === 'all');
  return of?.brightness ?? unmeasured('mag/arcsec2', 'the zenith was not measured');
}

function starsOf(
  { stars, natural, systematicFraction }: SkyToMeasure,
  gathering: StarGathering | null,
  zenith: SkyMetrics['zenith'],
  patchSr: number,
): Pick<SkyMetrics, 'syntheticSqm' | 'visibleStars'> {
  if (!stars || gathering === null) return { syntheticSqm: null, visibleStars: null };
  const errors = { systematicFraction, patchFraction: patchSr / (2 * Math.PI) };
  return {
    syntheticSqm: syntheticSqmOf(stars, gathering, errors),
    visibleStars: visibleStarsOf(stars, gathering, natural, zenithBrightnessIn(zenith), errors),
  };
}

/** Each kind of light over each part of the sky there are sums of. */
function lightsOf(summed: SummedMaps, { systematicFraction, natural }: SkyToMeasure): LightSums[] {
  const { observed, artificial, naturalSigma, artificialSigma } = summed;
  const lights: LightSums[] = [];
  for (const sky of ['full', 'free'] as const) {
    const sums = observed[sky];
    if (sums === null) continue;
    lights.push({ light: 'all', sky, sums, model: null, systematicFraction, calibrated: sums });
  }
  if (artificial !== null) {
    const sky = observed.free === null ? 'full' : 'free';
    const follows = natural?.followsZeropoint === true || artificialSigma !== null;
    lights.push({
      ...{ light: 'artificial', sky, sums: artificial },
      model: (artificialSigma ?? naturalSigma)?.[sky] ?? null,
      systematicFraction:
        artificialSigma === null || systematicFraction === null ? systematicFraction : 0,
      calibrated: follows ? artificial : (observed.free ?? observed.full),
    });
  }
  for (const sky of ['full', 'free'] as const) {
    const sums = summed.natural?.[sky] ?? null;
    if (sums === null) continue;
    lights.push({
      ...{ light: 'natural', sky, sums, calibrated: sums },
      model: naturalSigma?.[sky] ?? null,
      systematicFraction: 0,
    });
  }
  return lights;
}

/** The zenith of each kind of light, from the most of the sky that it is known of. */
function zenithsOf(lights: readonly LightSums[], options: MeasureOptions): SkyMetrics['zenith'] {
  const radiusDeg = options.zenithRadiusDeg;
  return (['all', 'artificial', 'natural'] as const).flatMap((light) => {
    const of = lights.find((one) => one.light === light);
    if (of === undefined) return [];
    const rings = of.sums.ringsWithin(0, radiusDeg);
    const coverage = coverageOf(rings, options.toleratedFraction);
    const where = `of the sky within ${radiusDeg} deg of the zenith`;
    const luminance = integralOf(of, (sums) => sums.ringsWithin(0, radiusDeg), lightIntegral, {
      toleratedFraction: options.toleratedFraction,
      unit: 'mcd/m2',
      gap: gapOf(of.sums.grid, rings, coverage, where),
      perSr: true,
    });
    return [{ light, radiusDeg, luminance, brightness: brightnessOf(luminance) }];
  });
}

function ratiosOf(regions: readonly SkyRegion[], zenith: SkyMetrics['zenith']): LightRatio[] {
  const find = (
    light: 'artificial' | 'natural',
    cap: SkyCap,
    sky?: string,
  ): SkyRegion | undefined =>
    regions.find(
      (one) => one.light === light && one.cap === cap && (sky === undefined || one.sky === sky),
    );
  const zenithOf = (light: 'artificial' | 'natural'): Measured | undefined =>
    zenith.find((one) => one.light === light)?.luminance;
  const glow = zenithOf('artificial');
  return [
    ...caps.flatMap((cap) => {
      const artificial = find('artificial', cap);
      if (artificial === undefined) return [];
      return regionRatios(cap, artificial, find('natural', cap, artificial.sky) ?? null);
    }),
    ...(glow === undefined
      ? []
      : ratios('zenith-luminance', 'horizon', glow, zenithOf('natural') ?? null)),
  ];
}

function qualitiesOf(
  lights: readonly LightSums[],
  options: MeasureOptions & { readonly patchSr: number },
): SkyMetrics['skyQuality'] {
  const artificial = lights.find(({ light }) => light === 'artificial');
  if (artificial === undefined) return [];
  return caps.map((cap) => {
    const rings = artificial.sums.ringsWithin(0, cap === 'horizon' ? 90 : Number(cap.slice(2)));
    const coverage = coverageOf(rings, options.toleratedFraction);
    const gap = gapOf(artificial.sums.grid, rings, coverage, 'of the sky');
    return skyQualityOf(artificial, cap, { patchSr: options.patchSr, gap });
  });
}

function sentencesOf({ observed, natural, artificial }: SkyToMeasure): string[] {
  return [
    'Errors are propagated: random ones with all cells of a patch as one, the zeropoint as a common factor, the error of the natural model as common to the whole sky.',
    'Percentiles come from a histogram by solid angle with bins of 0.1 % of the luminance, linear within a bin.',
    ...(observed.uncertainty === null
      ? ['The observed map has no UNCERT: random errors count as none.']
      : []),
    ...(artificial === null
      ? []
      : [
          natural?.artificialSigma !== undefined
            ? 'The error of the artificial light by zeropoint and model together is that of the fit, and stands under model.'
            : natural?.followsZeropoint === true
              ? 'The natural model was fitted to the map: the zeropoint is a part of the artificial light, and of the error of the model.'
              : 'The natural model does not follow the map: an error of the zeropoint is the same part of the observed light, and all of it is in the artificial.',
        ]),
  ];
}

function missingOf({ mask, artificial, natural, stars }: SkyToMeasure): string[] {
  return [
    ...(!stars ? ['Without time, place and extinction nothing is said of stars.'] : []),
    ...(mask === null ? ['Without a terrain mask nothing is known of free sky alone.'] : []),
    ...(natural === null ? ['Without a natural model there are no natural numbers.'] : []),
    ...(artificial === null ? ['Without a natural model there is no artificial light.'] : []),
  ];
}
