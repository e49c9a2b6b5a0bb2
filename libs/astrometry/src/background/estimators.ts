import type { BoxStatistics } from '@nightskies/pixels';

/**
 * How the level of a box follows from its clipped pixels:
 * - `sextractor`: 2.5 median - 1.5 mean, the median where the two differ by 0.3 standard deviations
 *   or more, the mean where all pixels are equal (Bertin and Arnouts 1996, 7.1);
 * - `mmm`: 3 median - 2 mean, the mode of DAOPHOT (Stetson 1987, section III.B);
 * - `median`, `mean`.
 */
export type BackgroundEstimator = 'sextractor' | 'mmm' | 'median' | 'mean';

function sextractorMode(median: number, mean: number, sigma: number): number {
  if (sigma === 0) return mean;
  return Math.abs(mean - median) / sigma < 0.3 ? 2.5 * median - 1.5 * mean : median;
}

/** The level of every box; NaN in an empty one. */
export function backgroundLevels(
  { medians, means, sigmas }: BoxStatistics,
  estimator: BackgroundEstimator,
): Float64Array {
  switch (estimator) {
    case 'median':
      return medians;
    case 'mean':
      return means;
    case 'mmm':
      return medians.map((median, box) => 3 * median - 2 * means[box]);
    case 'sextractor':
      return medians.map((median, box) => sextractorMode(median, means[box], sigmas[box]));
  }
}
