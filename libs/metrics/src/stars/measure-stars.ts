import type { Measured, SkyMetrics, StarsInFreeSky } from '@nightskies/contracts';
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

export interface SkyErrors {
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

/** The sky behind stars, by their number: luminance and what its errors are, cd/m2. */
interface SkyBehind {
  readonly luminance: (i: number) => number;
  /** Null where there is no such error. */
  readonly random: ((i: number) => number) | null;
  readonly model: ((i: number) => number) | null;
  /** Relative error that all of it shares; null when not known. */
  readonly fraction: number | null;
  /** Part of the hemisphere that shares its random error. */
  readonly patchFraction: number;
}

/**
 * Stars a person sees: those whose magnitude after extinction is below the eye's limit against the sky
 * behind them. Errors: the counts with the sky, and the extinction, one sigma higher and lower; that of
 * the law of the eye is not in them.
 */
function seenAgainst(stars: StarsInFreeSky, sky: SkyBehind): Measured {
  const { v, extinctionMag, extinctionSigmaMag } = stars;
  const { luminance, random, model, fraction, patchFraction } = sky;
  const airmass = stars.altitudeDeg.map((altitudeDeg) => airmassAt(altitudeDeg));
  const count = (limits: Float64Array, extinction: number = extinctionMag): number => {
    let seen = 0;
    for (let i = 0; i < v.length; i++) if (limits[i] > v[i] + extinction * airmass[i]) seen++;
    return seen;
  };
  const limitsAgainst = (behind: (i: number) => number): Float64Array =>
    Float64Array.from(v, (_, i) => limitAgainst(behind(i)));
  const spread = (of: (sign: 1 | -1) => number): number => Math.abs(of(1) - of(-1)) / 2;
  const spreadBy = (error: (i: number) => number): number =>
    spread((sign) => count(limitsAgainst((i) => luminance(i) + sign * error(i))));
  const limits = limitsAgainst(luminance);
  const byExtinction = spread((sign) => count(limits, extinctionMag + sign * extinctionSigmaMag));
  const byFraction = (shared: number): number =>
    shared === 0
      ? 0
      : spread((sign) => count(limitsAgainst((i) => luminance(i) * (1 + sign * shared))));
  return measured('stars', count(limits), {
    random: random === null ? 0 : spreadBy(random) * Math.sqrt(patchFraction),
    systematic: fraction === null ? null : Math.hypot(byExtinction, byFraction(fraction)),
    model: model === null ? 0 : spreadBy(model),
    gaps: 0,
  });
}

/** The eye's limit against a sky, mag; NaN where nothing is known of it. */
function limitAgainst(luminance: number): number {
  if (Number.isNaN(luminance)) return Number.NaN;
  return luminance > 0 ? limitingMagnitude(magOfLuminance(luminance)) : faintestVisibleMag;
}

/**
 * Stars a person sees against the sky as observed, and how many there are. Stars behind terrain and those
 * without data behind them do not count.
 */
export function visibleStarsOf(
  stars: StarsOfSky,
  { above, samples }: StarGathering,
  zenith: Measured,
  { systematicFraction, patchFraction }: SkyErrors,
): {
  readonly visibleStars: NonNullable<SkyMetrics['visibleStars']>;
  /** What they are counted from against another sky. */
  readonly inFreeSky: StarsInFreeSky;
} {
  const free = [...above.v.keys()].filter((i) => samples.free[i] >= 0.5);
  const of = (values: ArrayLike<number>): number[] => free.map((i) => values[i]);
  const [luminance, sigma] = [of(samples.luminance), of(samples.sigma)];
  const inFreeSky: StarsInFreeSky = {
    extinctionMag: stars.extinctionMag,
    extinctionSigmaMag: stars.extinctionSigmaMag,
    withoutData: luminance.filter((value) => Number.isNaN(value)).length,
    azimuthDeg: of(above.azimuthDeg),
    altitudeDeg: of(above.altitudeDeg),
    v: of(above.v),
  };
  const visible = seenAgainst(inFreeSky, {
    luminance: (i) => luminance[i],
    random: (i) => sigma[i],
    ...{ model: null, fraction: systematicFraction, patchFraction },
  });
  const exactly = (count: number): Measured =>
    measured('stars', count, { random: 0, systematic: 0, model: 0, gaps: 0 });
  const bright = (magnitudes: ArrayLike<number>): number =>
    Array.from(magnitudes).filter((magnitude) => magnitude < countedMag).length;
  const unmodelled = unmeasured('stars', 'there is no natural model');
  const visibleStars = {
    catalogue: stars.catalogueName,
    limitMag: countedMag,
    flatHorizon: exactly(bright(above.v)),
    unobstructed: exactly(bright(inFreeSky.v)),
    extinguished: exactly(
      bright(free.map((i) => above.v[i] + stars.extinctionMag * above.airmass[i])),
    ),
    visible,
    visibleNaturally: unmodelled,
    fraction: fractionOf(visible, unmodelled, inFreeSky.withoutData),
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
  return { visibleStars, inFreeSky };
}

/** The same stars against the natural sky, and which part of them is seen. */
export function naturallyVisible(
  stars: StarsInFreeSky,
  { grid, luminance, sigma }: NaturalSky,
  { visible }: Pick<NonNullable<SkyMetrics['visibleStars']>, 'visible'>,
): Pick<NonNullable<SkyMetrics['visibleStars']>, 'visibleNaturally' | 'fraction'> {
  const cells = stars.v.map((_, i) => cellOf(grid, stars.azimuthDeg[i], stars.altitudeDeg[i]));
  const visibleNaturally = seenAgainst(stars, {
    luminance: (i) => luminance[cells[i]],
    model: (i) => sigma[cells[i]],
    ...{ random: null, fraction: 0, patchFraction: 0 },
  });
  return { visibleNaturally, fraction: fractionOf(visible, visibleNaturally, stars.withoutData) };
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
