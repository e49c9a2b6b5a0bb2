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

function sextractorModes(
  medians: Float64Array,
  means: Float64Array,
  sigmas: Float64Array,
): Float64Array {
  const modes = new Float64Array(medians.length);
  for (let box = 0; box < modes.length; box += 1) {
    modes[box] = sextractorMode(medians[box], means[box], sigmas[box]);
  }
  return modes;
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
      return sextractorModes(medians, means, sigmas);
  }
}
