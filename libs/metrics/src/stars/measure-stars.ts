import type { Measured, SkyMetrics } from '@nightskies/contracts';
import { magOfLuminance } from '@nightskies/sky';
import { brightnessOf } from '../regions/brightness.js';
import { derived, measured, unmeasured } from '../regions/measured.js';
import type { NaturalSky } from '../sum-maps.js';
import { airmassAt } from './airmass.js';
import { CellSamples, cellOf } from './cell-samples.js';
import { faintestVisibleMag, limitingMagnitude } from './limiting-magnitude.js';
import { planetsAbove } from './planets.js';
import { starsAbove, type StarsAbove, type StarsOfSky } from './stars-above.js';
import { sqmResponseText, starlightOfMeter, SqmSums } from './synthetic-sqm.js';
import type { MapGrid } from '@nightskies/sky';

/** Limit of the counts that know nothing of the sky's brightness, mag. */
const countedMag = 7.9;
/** Stars to here are counted one by one; the eye never sees fainter ones. */
const catalogueMag = Math.max(countedMag, faintestVisibleMag);

/** What gathers the sky behind stars while a map passes by. */
export interface StarGathering {
  readonly above: StarsAbove;
  readonly samples: CellSamples;
  readonly sqm: SqmSums;
}

export function gatherStars(stars: StarsOfSky, grid: MapGrid): StarGathering {
  const above = starsAbove(stars, catalogueMag);
  return {
    above,
    samples: new CellSamples(grid, above.azimuthDeg, above.altitudeDeg),
    sqm: new SqmSums(),
  };
}

interface SkyErrors {
  /** Relative, of the observed light; null when not known. */
  readonly systematicFraction: number | null;
  /** Part of the hemisphere that shares its random error. */
  readonly patchFraction: number;
}

/**
 * What a meter at the zenith would read: the sky by the meter's response, with the stars and planets
 * that a meter cannot leave out, each after extinction. The map has no stars brighter than its filter
 * takes away; the fainter ones it keeps are in both, below 0.02 mag.
 */
export function syntheticSqmOf(
  stars: StarsOfSky,
  { above, sqm }: StarGathering,
  { systematicFraction }: SkyErrors,
): NonNullable<SkyMetrics['syntheticSqm']> {
  const sky = sqm.luminance();
  const planets = planetsAbove(stars.frame);
  const lightAt = (extinctionMag: number): number =>
    starlightOfMeter([
      ...Array.from(
        above.v,
        (v, i) => [90 - above.altitudeDeg[i], v + extinctionMag * above.airmass[i]] as const,
      ),
      ...planets.map(
        ({ altitudeDeg, v }) =>
          [90 - altitudeDeg, v + extinctionMag * airmassAt(altitudeDeg)] as const,
      ),
    ]);
  const starlight = lightAt(stars.extinctionMag);
  const byExtinction =
    Math.abs(lightAt(stars.extinctionMag + stars.extinctionSigmaMag) - starlight) * 1000;
  const luminance = (light: number, error: number): Measured =>
    measured('mcd/m2', light * 1000, {
      random: 0,
      systematic:
        systematicFraction === null ? null : Math.hypot(systematicFraction * sky * 1000, error),
      ...{ model: 0, gaps: 0 },
    });
  return {
    reading: brightnessOf(luminance(sky + starlight, byExtinction)),
    skyOnly: brightnessOf(luminance(sky, 0)),
    stars: above.count,
    planets: planets.map(({ name }) => name),
    response: sqmResponseText,
  };
}

/**
 * Stars a person sees: those whose magnitude after extinction is below the eye's limit against the sky
 * behind them, as observed and as the natural model has it. Stars behind terrain and those without data
 * behind them do not count. Errors: the counts with the sky, and the extinction, one sigma higher and
 * lower; that of the law of the eye is not in them.
 */
export function visibleStarsOf(
  stars: StarsOfSky,
  { above, samples }: StarGathering,
  natural: NaturalSky | null,
  zenith: Measured,
  { systematicFraction, patchFraction }: SkyErrors,
): NonNullable<SkyMetrics['visibleStars']> {
  const free = [...above.v.keys()].filter((i) => samples.free[i] >= 0.5);
  const dimmed = (i: number, extinction: number): number =>
    above.v[i] + extinction * above.airmass[i];
  const seenAgainst = (
    luminance: (i: number) => number,
    extinction: number = stars.extinctionMag,
  ): number =>
    free.filter((i) => {
      const behind = luminance(i);
      if (Number.isNaN(behind)) return false;
      const limit = behind > 0 ? limitingMagnitude(magOfLuminance(behind)) : faintestVisibleMag;
      return limit > dimmed(i, extinction);
    }).length;
  const spread = (count: (sign: 1 | -1) => number): number => Math.abs(count(1) - count(-1)) / 2;
  const counted = (
    luminance: (i: number) => number,
    errors: {
      readonly random: (i: number) => number;
      readonly model: (i: number) => number;
      readonly fraction: number | null;
    },
  ): Measured => {
    const { random, model, fraction } = errors;
    const byExtinction = spread((sign) =>
      seenAgainst(luminance, stars.extinctionMag + sign * stars.extinctionSigmaMag),
    );
    return measured('stars', seenAgainst(luminance), {
      random:
        spread((sign) => seenAgainst((i) => luminance(i) + sign * random(i))) *
        Math.sqrt(patchFraction),
      systematic:
        fraction === null
          ? null
          : Math.hypot(
              byExtinction,
              spread((sign) => seenAgainst((i) => luminance(i) * (1 + sign * fraction))),
            ),
      model: spread((sign) => seenAgainst((i) => luminance(i) + sign * model(i))),
      gaps: 0,
    });
  };
  const exactly = (count: number): Measured =>
    measured('stars', count, { random: 0, systematic: 0, model: 0, gaps: 0 });
  const visible = counted((i) => samples.luminance[i], {
    ...{ random: (i) => samples.sigma[i], model: () => 0 },
    fraction: systematicFraction,
  });
  const cell = (i: number): number =>
    natural === null ? 0 : cellOf(natural.grid, above.azimuthDeg[i], above.altitudeDeg[i]);
  const visibleNaturally =
    natural === null
      ? unmeasured('stars', 'there is no natural model')
      : counted((i) => natural.luminance[cell(i)], {
          ...{ random: () => 0, model: (i) => natural.sigma[cell(i)], fraction: 0 },
        });
  const bright = (of: readonly number[], magnitude: (i: number) => number): number =>
    of.filter((i) => magnitude(i) < countedMag).length;
  const without = samples.luminance.filter(
    (value, i) => samples.free[i] >= 0.5 && Number.isNaN(value),
  );
  return {
    catalogue: stars.catalogueName,
    limitMag: countedMag,
    flatHorizon: exactly(bright([...above.v.keys()], (i) => above.v[i])),
    unobstructed: exactly(bright(free, (i) => above.v[i])),
    extinguished: exactly(bright(free, (i) => dimmed(i, stars.extinctionMag))),
    visible,
    visibleNaturally,
    fraction: fractionOf(visible, visibleNaturally, without.length),
    limitingMagnitude: derived(
      'mag',
      zenith,
      {
        value: limitingMagnitude,
        slope: (mag) => (limitingMagnitude(mag + 0.05) - limitingMagnitude(mag - 0.05)) / 0.1,
      },
      'the zenith has no brightness',
    ),
  };
}

/** Errors of the two counts count as independent, but for extinction, which dims both alike. */
function fractionOf(visible: Measured, naturally: Measured, without: number): Measured {
  if (visible.value === null || naturally.value === null || naturally.value === 0) {
    return unmeasured('1', naturally.reason ?? visible.reason ?? 'no star is seen');
  }
  const value = visible.value / naturally.value;
  const n = naturally.value;
  if (visible.parts === null || naturally.parts === null) {
    const reason = visible.reason ?? naturally.reason;
    return { value, uncertainty: null, parts: null, unit: '1', reason };
  }
  const of = (name: 'random' | 'model'): number =>
    Math.hypot(visible.parts?.[name] ?? 0, value * (naturally.parts?.[name] ?? 0)) / n;
  return measured('1', value, {
    random: of('random'),
    systematic: Math.abs(visible.parts.systematic - value * naturally.parts.systematic) / n,
    model: of('model'),
    gaps: without / n,
  });
}
