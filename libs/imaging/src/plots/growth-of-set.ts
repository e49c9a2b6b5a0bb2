import { median } from '@nightskies/pixels';
import { robustMean, robustScatter } from './robust-bins.js';

/** Part of a star's light within a radius, of one frame. */
export interface PlottedGrowth {
  /** Growing. */
  readonly radiusPx: ArrayLike<number>;
  readonly fraction: ArrayLike<number>;
  readonly fractionError: ArrayLike<number>;
  /** Part of the light beyond the last radius, and its error. */
  readonly wings: number;
  readonly wingsError: number;
}

/** A point of the curve of growth of a set. */
export interface GrowthPoint {
  readonly radiusPx: number;
  readonly fraction: number;
  readonly error: number;
}

/** A number with its standard error. */
export interface MeanAndError {
  readonly mean: number;
  readonly error: number;
}

/** Fewer frames than this say less about their scatter than their own errors do. */
const fewestFrames = 5;
/** Frames that scatter by less than this part of their errors share one measurement. */
const sharedScatter = 0.3;

/** Robust means of the frames at the radii that at least half of them have. */
export function growthOfSet(curves: readonly PlottedGrowth[]): GrowthPoint[] {
  const at = new Map<number, { fraction: number; error: number }[]>();
  for (const { radiusPx, fraction, fractionError } of curves) {
    for (let k = 0; k < radiusPx.length; k++) {
      if (!Number.isFinite(fraction[k])) continue;
      const values = at.get(radiusPx[k]) ?? [];
      values.push({ fraction: fraction[k], error: fractionError[k] });
      at.set(radiusPx[k], values);
    }
  }
  return [...at]
    .filter(([, values]) => 2 * values.length >= curves.length)
    .sort(([a], [b]) => a - b)
    .map(([radiusPx, values]) => {
      const { mean, error } = meanAndError(
        values.map(({ fraction }) => fraction),
        values.map((value) => value.error),
      );
      return { radiusPx, fraction: mean, error };
    });
}

/** Mean of the frames; its error from their scatter, or from their own errors where that says more. */
function meanAndError(values: readonly number[], errors: readonly number[]): MeanAndError {
  const { mean, error } = robustMean(values);
  const own = median(errors);
  if (values.length === 1 || robustScatter(values) < sharedScatter * own)
    return { mean, error: own };
  return { mean, error: values.length < fewestFrames ? own / Math.sqrt(values.length) : error };
}

/** Part of the light beyond the last radius. */
export function wingsOfSet(curves: readonly PlottedGrowth[]): MeanAndError {
  return meanAndError(
    curves.map(({ wings }) => wings),
    curves.map(({ wingsError }) => wingsError),
  );
}

/** Part of the light within a radius, between the points of the curve. */
export function lightWithin(set: readonly GrowthPoint[], radiusPx: number): number {
  const above = set.findIndex((one) => one.radiusPx >= radiusPx);
  if (above < 0) return Number.NaN;
  const next = set[above];
  const before = above === 0 ? { radiusPx: 0, fraction: 0 } : set[above - 1];
  const part = (radiusPx - before.radiusPx) / (next.radiusPx - before.radiusPx);
  return before.fraction + part * (next.fraction - before.fraction);
}
