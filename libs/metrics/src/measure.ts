import type {
  LightRatio,
  Measured,
  Metric,
  SkyCap,
  SkyMetrics,
  SkyRegion,
} from '@nightskies/contracts';
import { degree } from '@nightskies/sky';
import { flatMetrics } from './flat-metrics.js';
import { measureObserved, type ObservedSky, type ObservedToMeasure } from './measure-observed.js';
import { usualMeasureOptions, type MeasureOptions } from './measure-options.js';
import { missingOf, sentencesOf } from './measuring-words.js';
import { skyQualityOf } from './quality/measure-quality.js';
import { ratios, regionRatios } from './ratios/light-ratios.js';
import { coverageOf } from './regions/integral.js';
import type { LightSums } from './regions/light-sums.js';
import { gapOf } from './regions/missing-sky.js';
import { regionOf, skyCaps } from './regions/region.js';
import { zenithsOf } from './regions/zeniths.js';
import { zonesOf } from './regions/zones.js';
import { naturallyVisible } from './stars/measure-stars.js';
import { sumArtificial, sumNatural, sumObserved, type MapsOfSky } from './sum-maps.js';

/** What a sky is parted into, and how the numbers about it are had. */
export interface SeparatedToMeasure extends MapsOfSky {
  /** Numbers of the old arithmetic (`measureOldWay`), for the compat mode. */
  readonly nsnsd?: SkyMetrics['nsnsd'];
  readonly options?: Partial<MeasureOptions>;
}

/** A sky to be measured, and what is known of it. */
export type SkyToMeasure = ObservedToMeasure & SeparatedToMeasure;

export interface Measurement {
  /** The numbers that have names, as a list. */
  readonly metrics: readonly Metric[];
  readonly sky: SkyMetrics;
  /** Part of the hemisphere with data of its own, 0 to 1. */
  readonly coveredFraction: number;
}

/**
 * Measures a sky: every number of the document `skyMetricsSchema`. Luminance is integrated with the
 * exact solid angles of the cells; sums in float64, rows from below.
 *
 * Errors are propagated: random ones from UNCERT, in which cells of a patch count as one; systematic
 * ones as a common factor; the natural model's as common to the whole sky, which is the most they can
 * be; gaps with what filling may be wrong by.
 *
 * @throws NightSkiesError `maps-differ` for an artificial map of other cells
 */
export function measureSky(input: SkyToMeasure): Measurement {
  return measureSeparated(input, measureObserved(input));
}

/**
 * The same of a sky whose light is measured as it was observed: adds what is natural and artificial in
 * it.
 *
 * @param maps of which the observed one is that of `observed`
 * @throws as `measureSky`
 */
export function measureSeparated(maps: SeparatedToMeasure, observed: ObservedSky): Measurement {
  const options = { ...usualMeasureOptions, ...maps.options };
  const regionOptions = { ...options, patchSr: options.correlatedPatchDeg2 * degree ** 2 };
  const seen = observed.sky;
  const lights = separatedLights(maps, seen.measuring.systematicFraction, options);
  const regions = [
    ...seen.regions,
    ...lights.flatMap((light) => skyCaps.map((cap) => regionOf(light, cap, regionOptions))),
  ];
  const zenith = [...seen.zenith, ...zenithsOf(lights, options)];
  const { visibleStars } = seen;
  const sky: SkyMetrics = {
    ...seen,
    measuring: { ...seen.measuring, sentences: sentencesOf(maps) },
    regions,
    zones: [...seen.zones, ...lights.flatMap((light) => zonesOf(light, options))],
    zenith,
    ratios: ratiosOf(regions, zenith),
    skyQuality: qualitiesOf(lights, regionOptions),
    visibleStars:
      visibleStars === null || observed.stars === null || maps.natural === null
        ? visibleStars
        : { ...visibleStars, ...naturallyVisible(observed.stars, maps.natural, visibleStars) },
    missing: missingOf(maps, observed.stars !== null),
    nsnsd: maps.nsnsd ?? null,
  };
  // The first of all: all light of the hemisphere to the horizon.
  const [{ coveredFraction }] = regions;
  return { metrics: flatMetrics(sky), sky, coveredFraction };
}

/** Artificial light, and natural light over each part of the sky there are sums of. */
function separatedLights(
  maps: MapsOfSky,
  systematicFraction: number | null,
  options: MeasureOptions,
): LightSums[] {
  const { natural, naturalSigma, artificialSigma } = sumNatural(maps, options);
  const lights: LightSums[] = [];
  if (maps.artificial !== null) {
    const sky = maps.mask === null ? 'full' : 'free';
    const sums = sumArtificial(maps, maps.artificial, options);
    const follows = maps.natural?.followsZeropoint === true || artificialSigma !== null;
    lights.push({
      ...{ light: 'artificial', sky, sums },
      model: (artificialSigma ?? naturalSigma)?.[sky] ?? null,
      systematicFraction:
        artificialSigma === null || systematicFraction === null ? systematicFraction : 0,
      calibrated: follows ? sums : observedSums(maps, options),
    });
  }
  for (const sky of ['full', 'free'] as const) {
    const sums = natural?.[sky] ?? null;
    if (sums === null) continue;
    lights.push({
      ...{ light: 'natural', sky, sums, calibrated: sums },
      model: naturalSigma?.[sky] ?? null,
      systematicFraction: 0,
    });
  }
  return lights;
}

/** All light of the sky whose artificial light is summed. */
function observedSums(maps: MapsOfSky, options: MeasureOptions): LightSums['sums'] {
  const { free, full } = sumObserved(maps, options, () => undefined);
  return free ?? full;
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
    ...skyCaps.flatMap((cap) => {
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
  return skyCaps.map((cap) => {
    const rings = artificial.sums.ringsWithin(0, cap === 'horizon' ? 90 : Number(cap.slice(2)));
    const coverage = coverageOf(rings, options.toleratedFraction);
    const gap = gapOf(artificial.sums.grid, rings, coverage, 'of the sky');
    return skyQualityOf(artificial, cap, { patchSr: options.patchSr, gap });
  });
}
