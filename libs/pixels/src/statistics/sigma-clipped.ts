import { mean } from './mean.js';
import { withoutNaN } from './median.js';

/** What clipping left of a sample; all NaN with count 0 for an empty one. */
export interface ClippedStatistics {
  readonly mean: number;
  readonly median: number;
  /** Standard deviation of what is left (divisor n), not corrected for the tails cut off. */
  readonly sigma: number;
  readonly count: number;
}

/** Median of sorted[from..to-1]. */
function middleOf(sorted: Float64Array, from: number, to: number): number {
  const middle = (from + to) >> 1;
  return (to - from) % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Mean, median and scatter after repeatedly leaving out what is more than `kappa` standard
 * deviations from the median, at most `iterations` times or until nothing changes: the rule of
 * astropy.stats.sigma_clip. NaN is ignored; an infinity makes the sample unusable (NaN).
 *
 * Sums run over the sorted values, so that the result does not depend on their order.
 */
export function sigmaClippedMean(
  values: ArrayLike<number>,
  kappa: number,
  iterations: number,
): ClippedStatistics {
  const sorted = withoutNaN(values).sort();
  let from = 0;
  let to = sorted.length;
  for (let pass = 0; ; pass++) {
    const kept = sorted.subarray(from, to);
    const average = mean(kept);
    let squares = 0;
    for (const value of kept) squares += (value - average) ** 2;
    const sigma = Math.sqrt(squares / kept.length);
    const median = to > from ? middleOf(sorted, from, to) : Number.NaN;
    const count = to - from;
    if (pass >= iterations) return { mean: average, median, sigma, count };
    // What is kept is a run of the sorted values.
    while (from < to && sorted[from] < median - kappa * sigma) from++;
    while (to > from && sorted[to - 1] > median + kappa * sigma) to--;
    if (to - from === count) return { mean: average, median, sigma, count };
  }
}
