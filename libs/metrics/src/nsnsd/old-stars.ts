import { degree } from '@nightskies/sky';
import { airmassAt } from '../stars/airmass.js';
import { cellOf } from '../stars/cell-samples.js';
import { oldLimitingMagnitude } from '../stars/limiting-magnitude.js';
import { planetsAbove } from '../stars/planets.js';
import { starsAbove, type StarsOfSky } from '../stars/stars-above.js';
import {
  faintestAltitudeDeg,
  faintestQuantile,
  meterAltitudeDeg,
  sampleDeg2,
  v2SamplePoints,
  za70AltitudeDeg,
} from '../v2/v2-samples.js';
import { percentileOf } from './cell-statistics.js';
import type { CellMap } from './fisheye-cells.js';
import { oldMagnitude, oldTotalMlx } from './old-units.js';

/** Limits of the old star lists, and how far from the zenith stars count for the meter. */
const visibleLimitMag = 7.9;
const meterLimitMag = 7.5;
const meterStarsZenithDeg = 60;
/** Square arcseconds of the meter's cap as the code has them, to 54.73 deg. */
const capArcsec2 = 2 * Math.PI * 3600 ** 2 * 57.296 * (57.296 - 57.3 / Math.sqrt(3));

export interface OldStarsInput {
  readonly stars: StarsOfSky;
  /** nL. */
  readonly observed: CellMap;
  readonly natural: CellMap | null;
  /** 0 for sky. */
  readonly mask: CellMap | null;
  readonly albedo: number | null;
}

export const oldStarDepartures: readonly string[] = [
  'Stars are those of the committed catalogue, refraction included, and not the SAO lists.',
  'The samples of sky quality are points of the star-free map every 2 deg, not medians of frames; the old list of them is not public.',
  'The zenith magnitude is that of the map, not of the last zenith frame.',
];

/**
 * Counts of stars and the synthetic meter of the old pipeline (sky-stages 5.2, 5.3): the polynomial of
 * the eye's limit beyond its range, stars without data behind them seen, sky averaged to 54 deg from the
 * zenith, its cap to 54.73 and stars to 60.
 */
export function oldStarNumbers(input: OldStarsInput): Record<string, number> {
  return { ...starCounts(input), ...skyQuality(input) };
}

function starCounts({ stars, observed, natural, mask }: OldStarsInput): Record<string, number> {
  const above = starsAbove(stars, visibleLimitMag);
  const indices = [...above.v.keys()];
  const at = (map: CellMap, i: number): number =>
    map.values[cellOf(map.grid, above.azimuthDeg[i], above.altitudeDeg[i])];
  const unobstructed = indices.filter((i) => mask === null || at(mask, i) === 0);
  const dimmed = (i: number): number => above.v[i] + stars.extinctionMag * above.airmass[i];
  const seenAgainst = (map: CellMap): number =>
    unobstructed.filter((i) => {
      const behind = at(map, i);
      // No data read as -9999, and the limit of such a sky is beyond every star.
      return Number.isNaN(behind) || oldLimitingMagnitude(oldMagnitude(behind)) > dimmed(i);
    }).length;
  return {
    Nstar_flat_horizon: above.count,
    Nstar_obs_horizon: unobstructed.length,
    Nstar_vis_noBkg: unobstructed.filter((i) => dimmed(i) < visibleLimitMag).length,
    Nstar_vis_polluted: seenAgainst(observed),
    ...(natural === null ? {} : { Nstar_vis_natsky: seenAgainst(natural) }),
  };
}

function skyQuality({ stars, observed, albedo }: OldStarsInput): Record<string, number> {
  const { azimuthDeg, altitudeDeg } = v2SamplePoints();
  const lights = altitudeDeg.map(
    (altitude, i) => observed.values[cellOf(observed.grid, azimuthDeg[i], altitude)],
  );
  const seen = [...lights.keys()].filter((i) => lights[i] > 0);
  const total = (lowestDeg: number): number => {
    const light = seen
      .filter((i) => altitudeDeg[i] >= lowestDeg)
      .reduce((sum, i) => sum + lights[i], 0);
    return oldMagnitude(light) - 2.5 * Math.log10(sampleDeg2 * 3600 ** 2);
  };
  const magnitudes = (lowestDeg: number): Float32Array =>
    Float32Array.from(
      seen.filter((i) => altitudeDeg[i] >= lowestDeg),
      (i) => oldMagnitude(lights[i]),
    ).sort();
  const allSky = total(0);
  return {
    zenith_mag: oldMagnitude(
      meanLight(
        seen.filter((i) => altitudeDeg[i] >= 88),
        lights,
      ),
    ),
    allsky_mag: allSky,
    za70_mag: total(za70AltitudeDeg),
    brightest_mag: magnitudes(0)[0],
    faintest_mag: percentileOf(magnitudes(faintestAltitudeDeg), 100 * faintestQuantile),
    SQM_synthetic: oldMeter(stars, seen, lights, altitudeDeg),
    ...(albedo === null ? {} : { albedo, scalar_illum: (oldTotalMlx(allSky) * albedo) / 4 }),
  };
}

function meanLight(of: readonly number[], lights: Float64Array): number {
  return of.reduce((sum, i) => sum + lights[i], 0) / of.length;
}

function oldMeter(
  stars: StarsOfSky,
  seen: readonly number[],
  lights: Float64Array,
  altitudeDeg: Float64Array,
): number {
  let light = 0;
  let weight = 0;
  for (const i of seen) {
    if (altitudeDeg[i] < meterAltitudeDeg) continue;
    const cosine = Math.sin(altitudeDeg[i] * degree);
    light += lights[i] * cosine;
    weight += cosine;
  }
  const above = starsAbove(stars, meterLimitMag);
  const flux = (altitude: number, v: number): number =>
    90 - altitude > meterStarsZenithDeg
      ? 0
      : Math.sin(altitude * degree) *
        10 ** (-0.4 * (v + stars.extinctionMag * airmassAt(altitude)));
  const starlight = above.v.reduce((sum, v, i) => sum + flux(above.altitudeDeg[i], v), 0);
  const planets = planetsAbove(stars.frame).reduce(
    (sum, planet) => sum + flux(planet.altitudeDeg, planet.v),
    0,
  );
  const sky = oldMagnitude(light / weight);
  return -2.5 * Math.log10(10 ** (-0.4 * sky) + (starlight + planets) / capArcsec2);
}
