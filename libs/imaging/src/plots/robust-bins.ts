import { median } from '@nightskies/pixels';

/** Mean of a sample without its outliers, and the error of it; NaN where the sample is too small. */
export interface RobustMean {
  readonly mean: number;
  readonly error: number;
  /** Values the mean is made of. */
  readonly count: number;
}

/** Median absolute deviation of a Gaussian of sigma 1 is 1 over this. */
const madToSigma = 1.4826;
const keptSigma = 4;

/** Robust scatter of a sample about its median: 1.4826 times the median absolute deviation. */
export function robustScatter(values: readonly number[]): number {
  const middle = median(values);
  return madToSigma * median(values.map((value) => Math.abs(value - middle)));
}

/**
 * Mean of what lies within 4 robust sigma of the median, with its standard error. Values that are no
 * numbers are left out.
 */
export function robustMean(sample: readonly number[]): RobustMean {
  const values = sample.filter(Number.isFinite);
  const middle = median(values);
  const reach = keptSigma * robustScatter(values);
  const kept = values.filter((value) => Math.abs(value - middle) <= reach);
  const count = kept.length;
  const mean = kept.reduce((sum, value) => sum + value, 0) / count;
  const squares = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / ((count - 1) * count)), count };
}

export interface Bin extends RobustMean {
  /** Mean x of the bin's values. */
  readonly x: number;
}

/**
 * Robust means of y in stretches of x of equal width, both ends within; those with fewer than
 * `fewest` values are left out.
 */
export function binned(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  range: { readonly from: number; readonly to: number; readonly bins: number },
  fewest = 5,
): Bin[] {
  const { from, to, bins } = range;
  const samples = Array.from({ length: bins }, (): { x: number; values: number[] } => ({
    x: 0,
    values: [],
  }));
  for (let i = 0; i < x.length; i++) {
    if (!(x[i] >= from && x[i] <= to) || !Number.isFinite(y[i])) continue;
    const sample = samples[Math.min(bins - 1, Math.floor(((x[i] - from) / (to - from)) * bins))];
    sample.x += x[i];
    sample.values.push(y[i]);
  }
  return samples.flatMap(({ x: sum, values }) =>
    values.length < fewest ? [] : [{ x: sum / values.length, ...robustMean(values) }],
  );
}

/** Value below which a share of the numbers of a sample lies; NaN for none. */
export function quantile(sample: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(sample).filter(Number.isFinite).sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.round(share * (sorted.length - 1))];
}
