import type { Measured, VerticalIlluminance } from '@nightskies/contracts';
import { wrapDeg, type MapGrid } from '@nightskies/sky';
import type { Columns } from './integral.js';
import { measured, unmeasured } from './measured.js';
import { UprightPlanes, UprightScatter } from './upright-planes.js';

/** Illuminance of an upright plane in lx, and its errors but for what all cells share. */
interface Facing {
  readonly value: number;
  readonly random: number;
  readonly model: number;
  readonly gaps: number;
}

export interface VerticalInput {
  readonly grid: MapGrid;
  readonly columns: Columns;
  /** The same of the error of the natural model, on a grid of its own. */
  readonly model: { readonly grid: MapGrid; readonly light: Float64Array } | null;
  /** 1 sigma of what all cells share, lx, of a plane; null when not known. */
  readonly systematic: (azimuthDeg: number, value: number) => number | null;
  readonly stepDeg: number;
  readonly gap: string | null;
}

const millilux = 1000;
/** Where the search for an extreme starts, deg, and how often it is narrowed. */
const searchStepDeg = 5;
const searchRounds = 36;
/** Part of an illuminance that is told from none. */
const flatness = 3e-7;
/** An azimuth that is known to no less than so much is none, deg. */
const widestRangeDeg = 90;
/** Steps in which the range of an azimuth is sought, deg, and how often its ends are narrowed. */
const rangeStepDeg = 1;
const rangeRounds = 30;

/**
 * Vertical illuminance: the integral of luminance x cos(altitude) x max(0, cos(azimuth - A)) over
 * solid angle, A where the plane faces. Extremes are those of the continuous, periodic function of A,
 * searched from every 5 deg and narrowed to 1e-6 deg. The error of their azimuth is half the range of
 * azimuths whose illuminance is within 1 sigma of the extreme, but for what all cells share; there is none
 * where that range is wider than 90 deg.
 */
export function verticalIlluminance(input: VerticalInput): VerticalIlluminance {
  const { grid, columns, model, stepDeg } = input;
  const light = new UprightPlanes(grid, columns.light);
  const scatter = new UprightScatter(grid, columns.variance);
  // Mostly there is none, and no more than that to be summed.
  const gaps = columns.gap.some((gap) => gap !== 0) ? new UprightPlanes(grid, columns.gap) : null;
  const modelled = model === null ? null : new UprightPlanes(model.grid, model.light);
  const valueAt = (azimuthDeg: number): number => light.facing(azimuthDeg);
  const at = (azimuthDeg: number): Facing => ({
    value: valueAt(azimuthDeg),
    random: scatter.facing(azimuthDeg),
    model: modelled?.facing(azimuthDeg) ?? 0,
    gaps: gaps?.facing(azimuthDeg) ?? 0,
  });
  const number = (of: Facing, azimuthDeg: number): Measured => {
    const systematic = input.systematic(azimuthDeg, of.value);
    return measured(
      'mlx',
      of.value * millilux,
      {
        random: of.random * millilux,
        systematic: systematic === null ? null : systematic * millilux,
        model: of.model * millilux,
        gaps: of.gaps * millilux,
      },
      input.gap,
    );
  };
  const azimuthOf = (azimuthDeg: number): Measured => {
    const { value, random, model: byModel, gaps: byGaps } = at(azimuthDeg);
    const sigma = Math.hypot(random, byModel, byGaps);
    const told = rangeWithin(valueAt, azimuthDeg, flatness * Math.abs(value));
    const range = sigma > 0 ? rangeWithin(valueAt, azimuthDeg, sigma) : sigma;
    const unknown =
      told > widestRangeDeg
        ? 'light comes from all sides alike'
        : range > widestRangeDeg
          ? `over ${widestRangeDeg} deg and more light differs by less than its error`
          : null;
    // A factor that all cells share turns nothing.
    return measured(
      'deg',
      Number.isNaN(value) ? Number.NaN : wrapDeg(azimuthDeg, 0),
      { random: range / 2, systematic: 0, model: 0, gaps: 0 },
      input.gap ?? unknown,
    );
  };
  const steps = Math.round(360 / stepDeg);
  const around = Float64Array.from({ length: 360 / searchStepDeg }, (_, i) =>
    valueAt(i * searchStepDeg),
  );
  const profile = Array.from({ length: steps }, (_, i) => number(at(i * stepDeg), i * stepDeg));
  const brightest = extreme(valueAt, around, 1);
  const darkest = extreme(valueAt, around, -1);
  return {
    maximum: number(at(brightest), brightest),
    maximumAzimuth: azimuthOf(brightest),
    minimum: number(at(darkest), darkest),
    minimumAzimuth: azimuthOf(darkest),
    mean: meanOf(profile),
    profile: {
      stepDeg,
      values: profile.map(({ value }) => value),
      uncertainties: profile.map(({ uncertainty }) => uncertainty),
    },
  };
}

/** How far round a function of azimuth stays within `sigma` of its value at an extreme, both ways, deg. */
function rangeWithin(
  of: (azimuthDeg: number) => number,
  extremeDeg: number,
  sigma: number,
): number {
  const value = of(extremeDeg);
  const isWithin = (apartDeg: number): boolean =>
    Math.abs(of(extremeDeg + apartDeg) - value) <= sigma;
  const toSide = (sign: 1 | -1): number => {
    let inside = 0;
    let outside = rangeStepDeg;
    while (outside <= widestRangeDeg && isWithin(sign * outside)) {
      inside = outside;
      outside += rangeStepDeg;
    }
    if (outside > widestRangeDeg) return inside;
    for (let round = 0; round < rangeRounds; round++) {
      const middle = (inside + outside) / 2;
      if (isWithin(sign * middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return toSide(1) + toSide(-1);
}

/**
 * Where a function of azimuth is greatest (sign 1) or least (-1).
 *
 * @param around its values every `searchStepDeg`
 */
function extreme(of: (azimuthDeg: number) => number, around: Float64Array, sign: 1 | -1): number {
  let best = 0;
  let bestValue = -Infinity;
  around.forEach((light, i) => {
    const value = sign * light;
    if (value > bestValue) {
      bestValue = value;
      best = i * searchStepDeg;
    }
  });
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = best - searchStepDeg;
  let high = best + searchStepDeg;
  for (let round = 0; round < searchRounds; round++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (sign * of(left) >= sign * of(right)) high = right;
    else low = left;
  }
  const found = (low + high) / 2;
  return sign * of(found) > bestValue ? found : best;
}

/** Mean over all azimuths. What errors planes share stays; the random part of neighbours too. */
function meanOf(profile: readonly Measured[]): Measured {
  const count = profile.length;
  const values = profile.map(({ value }) => value);
  const known = values.filter((value) => value !== null);
  if (known.length < count) return unmeasured('mlx', profile[0]?.reason ?? 'no light');
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  const parts = profile.map((one) => one.parts).filter((one) => one !== null);
  if (parts.length < count) {
    const [{ reason }] = profile;
    return { value: mean, uncertainty: null, parts: null, unit: 'mlx', reason };
  }
  const average = (name: 'random' | 'systematic' | 'model' | 'gaps'): number =>
    parts.reduce((sum, one) => sum + one[name], 0) / count;
  return measured('mlx', mean, {
    random: average('random'),
    systematic: average('systematic'),
    model: average('model'),
    gaps: average('gaps'),
  });
}
