import {
  findPeaks,
  peakSums,
  sumsPerPeak,
  type FilterTap,
  type Image,
  type Peaks,
  type PeakSearch,
} from '@nightskies/pixels';
import { marginalWindow } from './marginal-fit.js';
import type { StarKernel } from './star-kernel.js';

/** Peaks of an image filtered with a star kernel, row by row. */
export interface StarPeaks {
  readonly count: number;
  /** y * width + x, ascending. */
  readonly indices: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Height of the best fitting Gaussian there. */
  readonly heights: Float64Array;
  /** `sumsPerPeak` per peak, named by `peakSums`, over the window of `marginalWindow`. */
  readonly sums: Float64Array;
}

/**
 * The search for every pixel where the height fitted with a kernel is above the threshold and nowhere
 * larger under the kernel.
 */
export function peakSearchOf(kernel: StarKernel, threshold: number): PeakSearch {
  const taps: FilterTap[] = [];
  kernel.mask.forEach((inside, k) => {
    if (inside === 0) return;
    const dx = (k % kernel.width) - kernel.radiusX;
    taps.push({ dx, dy: Math.floor(k / kernel.width) - kernel.radiusY, weight: kernel.weights[k] });
  });
  return { taps, threshold, window: { ...marginalWindow(kernel), mask: kernel.mask } };
}

/** Peaks with their places in an image so wide. */
export function placedPeaks({ count, indices, heights, sums }: Peaks, width: number): StarPeaks {
  const y = new Int32Array(count);
  const x = new Int32Array(count);
  for (let peak = 0; peak < count; peak += 1) {
    y[peak] = Math.trunc(indices[peak] / width);
    x[peak] = indices[peak] - y[peak] * width;
  }
  return { count, indices, x, y, heights, sums };
}

/**
 * Runs a kernel over an image and finds every pixel where the fitted height is above the threshold
 * and nowhere larger under the kernel. Equal neighbours are all found. Beyond the border and where
 * it has no finite value the image counts as 0: subtract the background first. Heights and
 * comparisons are exact to float64; the filtered image behind the sums of quarters is float32.
 */
export function starPeaks(source: Image, kernel: StarKernel, threshold: number): StarPeaks {
  return placedPeaks(findPeaks(source, peakSearchOf(kernel, threshold)), source.width);
}

/** Peak less the mean of the other pixels under the kernel, over the fitted height. */
export function sharpnessOf(
  { sums, heights }: StarPeaks,
  peak: number,
  kernel: StarKernel,
): number {
  const at = sumsPerPeak * peak;
  const centre = sums[at + peakSums.peak];
  const others = sums[at + peakSums.mask] - centre;
  return (centre - others / (kernel.pixels - 1)) / heights[peak];
}

/**
 * Twice the difference of opposite quarters of the filtered image around a peak, over the sum of
 * absolute values.
 */
export function symmetryRoundness({ sums }: StarPeaks, peak: number): number {
  const at = sumsPerPeak * peak;
  return (2 * sums[at + peakSums.quarters]) / sums[at + peakSums.absolute];
}
