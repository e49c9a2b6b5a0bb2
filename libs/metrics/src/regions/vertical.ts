import type { Measured, VerticalIlluminance } from '@nightskies/contracts';
import { columnAzimuthDeg, degree, wrapDeg, type MapGrid } from '@nightskies/sky';
import type { Columns } from './integral.js';
import { measured, unmeasured } from './measured.js';

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
/** Over which a slope is taken, deg. */
const slopeStepDeg = 1;
/** Curvature over illuminance below which no azimuth stands out. */
const flatness = 1e-6;
/** Over which the curvature of an extreme is taken, deg. */
const curvatureStepDeg = 5;

interface Turns {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Sine of half the width of a column. */
  readonly halfWidth: number;
}

function turnsOf(grid: MapGrid): Turns {
  const angles = Float64Array.from(
    { length: grid.columns },
    (_, column) => columnAzimuthDeg(grid, column) * degree,
  );
  return {
    cos: angles.map(Math.cos),
    sin: angles.map(Math.sin),
    halfWidth: Math.sin((grid.stepDeg / 2) * degree),
  };
}

/** Mean of max(0, cos) over a column that the plane itself cuts, as a factor of `verticalSr`. */
function grazing(cosine: number, halfWidth: number): number {
  const edge = Math.acos(cosine) - Math.asin(halfWidth);
  return (1 - Math.sin(edge)) / (2 * halfWidth);
}

/** Sum over the columns a plane sees, weighted by the cosine of their angle from where it faces. */
function facing(light: Float64Array, { cos, sin, halfWidth }: Turns, azimuthDeg: number): number {
  const c = Math.cos(azimuthDeg * degree);
  const s = Math.sin(azimuthDeg * degree);
  let sum = 0;
  for (let column = 0; column < light.length; column++) {
    const cosine = cos[column] * c + sin[column] * s;
    if (cosine >= halfWidth) sum += light[column] * cosine;
    else if (cosine > -halfWidth) sum += light[column] * grazing(cosine, halfWidth);
  }
  return sum;
}

/** Root of the summed variances: by the cosine for the illuminance, by the sine for its slope. */
function scatter(
  variance: Float64Array,
  { cos, sin }: Turns,
  azimuthDeg: number,
  by: 'value' | 'slope',
): number {
  const c = Math.cos(azimuthDeg * degree);
  const s = Math.sin(azimuthDeg * degree);
  let sum = 0;
  for (let column = 0; column < variance.length; column++) {
    const cosine = cos[column] * c + sin[column] * s;
    if (cosine <= 0) continue;
    const factor = by === 'value' ? cosine : sin[column] * c - cos[column] * s;
    sum += variance[column] * factor * factor;
  }
  return Math.sqrt(sum);
}

/**
 * Vertical illuminance: the integral of luminance x cos(altitude) x max(0, cos(azimuth - A)) over
 * solid angle, A where the plane faces. Extremes are those of the continuous, periodic function of A,
 * searched from every 5 deg and narrowed to 1e-6 deg. The error of their azimuth is that of the
 * slope over the curvature.
 */
export function verticalIlluminance(input: VerticalInput): VerticalIlluminance {
  const { grid, columns, model, stepDeg } = input;
  const turns = turnsOf(grid);
  const modelTurns = model === null ? null : turnsOf(model.grid);
  const valueAt = (azimuthDeg: number): number => facing(columns.light, turns, azimuthDeg);
  // Mostly there is none, and no more than that to be summed.
  const hasGaps = columns.gap.some((gap) => gap !== 0);
  const gapAt = (azimuthDeg: number): number =>
    hasGaps ? facing(columns.gap, turns, azimuthDeg) : 0;
  const modelAt = (azimuthDeg: number): number =>
    model === null || modelTurns === null ? 0 : facing(model.light, modelTurns, azimuthDeg);
  const at = (azimuthDeg: number): Facing => ({
    value: valueAt(azimuthDeg),
    random: scatter(columns.variance, turns, azimuthDeg, 'value'),
    model: modelAt(azimuthDeg),
    gaps: gapAt(azimuthDeg),
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
    const slope = Math.hypot(
      scatter(columns.variance, turns, azimuthDeg, 'slope'),
      slopeOf(modelAt, azimuthDeg),
      slopeOf(gapAt, azimuthDeg),
    );
    const curvature = curvatureOf(valueAt, azimuthDeg);
    const errorDeg = Math.abs(slope / curvature) / degree;
    const flat =
      !(errorDeg <= 90) || Math.abs(curvature) < flatness * Math.abs(valueAt(azimuthDeg));
    const gap = input.gap ?? (flat ? 'light comes from all sides alike' : null);
    // A factor that all cells share turns nothing.
    return measured(
      'deg',
      Number.isNaN(valueAt(azimuthDeg)) ? Number.NaN : wrapDeg(azimuthDeg, 0),
      { random: errorDeg, systematic: 0, model: 0, gaps: 0 },
      gap,
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

function slopeOf(of: (azimuthDeg: number) => number, azimuthDeg: number): number {
  const step = slopeStepDeg;
  return (of(azimuthDeg + step) - of(azimuthDeg - step)) / (2 * step * degree);
}

function curvatureOf(of: (azimuthDeg: number) => number, azimuthDeg: number): number {
  const step = curvatureStepDeg;
  const second = of(azimuthDeg + step) + of(azimuthDeg - step) - 2 * of(azimuthDeg);
  return second / (step * degree) ** 2;
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
