import type { Measured, SkyMetrics, StarsInFreeSky } from '@nightskies/contracts';
import { degree } from '@nightskies/sky';
import { reflectedIlluminance } from './ground/albedo.js';
import { usualMeasureOptions, type MeasureOptions } from './measure-options.js';
import { missingOf, sentencesOf } from './measuring-words.js';
import type { LightSums } from './regions/light-sums.js';
import { unmeasured } from './regions/measured.js';
import { regionOf, skyCaps } from './regions/region.js';
import { zenithBrightnessIn, zenithsOf } from './regions/zeniths.js';
import { zonesOf } from './regions/zones.js';
import {
  gatherStars,
  syntheticSqmOf,
  visibleStarsOf,
  type SkyErrors,
  type StarGathering,
} from './stars/measure-stars.js';
import type { StarsOfSky } from './stars/stars-above.js';
import { sumObserved, type MapsOfSky } from './sum-maps.js';
import { gatherV2, v2PhotometryOf } from './v2/v2-photometry.js';

/** A sky as it was observed, and what is known of it. */
export interface ObservedToMeasure extends Pick<MapsOfSky, 'observed' | 'mask'> {
  /** Relative error that all cells of the observed map share (SYSERR); null when not known. */
  readonly systematicFraction: number | null;
  /** What the numbers about stars follow from; left out without it. */
  readonly stars?: StarsOfSky | null;
  /** Albedo of the ground (`albedoAt`, `givenAlbedo`), the modelled ratio and places near by. */
  readonly albedo?: Measured;
  readonly modelledRatio?: Measured;
  readonly nearbyPlaces?: SkyMetrics['nearbyPlaces'];
  readonly options?: Partial<MeasureOptions>;
}

/** What is known of a sky before its natural light is. */
export interface ObservedSky {
  /** All light; what needs a model of the natural sky says that there is none. */
  readonly sky: SkyMetrics;
  /** What stars are counted from against another sky; null where nothing is said of stars. */
  readonly stars: StarsInFreeSky | null;
}

const noPlaces: SkyMetrics['nearbyPlaces'] = {
  source: null,
  reason: 'no list of places was given',
  ...{ withinKm: 0, least: 0, places: [] },
};

/**
 * Measures all light of a sky in one pass over the rows of its map. Luminance is integrated with the
 * exact solid angles of the cells; sums in float64, rows from below. Errors are those of `measureSky`.
 */
export function measureObserved(input: ObservedToMeasure): ObservedSky {
  const { observed, mask, systematicFraction } = input;
  const options = { ...usualMeasureOptions, ...input.options };
  const stars = input.stars ?? null;
  const gathering = stars === null ? null : gatherStars(stars, observed.grid);
  const v2 = gatherV2(observed.grid);
  const summed = sumObserved(input, options, (row, { values, sigma }, free) => {
    v2.samples.take(row, values, sigma, free);
    gathering?.samples.take(row, values, sigma, free);
    gathering?.sqm.addRow(observed.grid, row, () => meanOf(values));
  });
  const lights = (['full', 'free'] as const).flatMap((sky): LightSums[] => {
    const sums = summed[sky];
    if (sums === null) return [];
    return [{ light: 'all', sky, sums, model: null, systematicFraction, calibrated: sums }];
  });
  const regionOptions = { ...options, patchSr: options.correlatedPatchDeg2 * degree ** 2 };
  const regions = lights.flatMap((light) =>
    skyCaps.map((cap) => regionOf(light, cap, regionOptions)),
  );
  const zenith = zenithsOf(lights, options);
  const zenithBrightness = zenithBrightnessIn(zenith);
  // The first of all: the hemisphere to the horizon.
  const [wholeSky] = regions;
  const albedo = input.albedo ?? unmeasured('1', 'no albedo was given');
  const patchFraction = regionOptions.patchSr / (2 * Math.PI);
  const aboutStars =
    stars === null || gathering === null
      ? null
      : numbersOfStars(stars, gathering, zenithBrightness, { systematicFraction, patchFraction });
  const sky: SkyMetrics = {
    format: 1,
    measuring: {
      zenithRadiusDeg: options.zenithRadiusDeg,
      zoneEdgesDeg: [...options.zoneEdgesDeg],
      systematicFraction,
      correlatedPatchDeg2: options.correlatedPatchDeg2,
      filledGapDeg: options.filledGapDeg,
      toleratedFraction: options.toleratedFraction,
      sentences: sentencesOf({ observed, natural: null, artificial: null }),
    },
    regions,
    zones: lights.flatMap((light) => zonesOf(light, options)),
    zenith,
    ratios: [],
    skyQuality: [],
    syntheticSqm: aboutStars?.syntheticSqm ?? null,
    visibleStars: aboutStars?.visibleStars ?? null,
    v2Photometry: v2PhotometryOf(v2, zenithBrightness, systematicFraction),
    reflectedIlluminance: reflectedIlluminance(albedo, wholeSky.illuminance.horizontal),
    albedo,
    modelledRatio:
      input.modelledRatio ?? unmeasured('1', 'no map of lights on the ground was given'),
    nearbyPlaces: input.nearbyPlaces ?? noPlaces,
    missing: missingOf({ mask, natural: null, artificial: null }, stars !== null),
    nsnsd: null,
  };
  return { sky, stars: aboutStars?.inFreeSky ?? null };
}

/** What is said of stars, and those it is said of. */
function numbersOfStars(
  stars: StarsOfSky,
  gathering: StarGathering,
  zenith: Measured,
  errors: SkyErrors,
) {
  const { inFreeSky, visibleStars } = visibleStarsOf(stars, gathering, zenith, errors);
  return { inFreeSky, visibleStars, syntheticSqm: syntheticSqmOf(stars, gathering, errors) };
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
