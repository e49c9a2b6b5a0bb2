import { withPeaks, type BorderedPlane, type FilterTap, type Image } from '@nightskies/pixels';
import type { StarKernel } from './star-kernel.js';

/** A peak of the filtered image. */
export interface FilterPeak {
  readonly x: number;
  readonly y: number;
  /** Index of the pixel in the data of the planes. */
  readonly at: number;
  /** Height of the best fitting Gaussian there, summed in float64. */
  readonly height: number;
}

export interface FilteredImage {
  readonly image: BorderedPlane;
  readonly filtered: BorderedPlane;
}

/**
 * Runs a kernel over an image and visits, row by row, every pixel where the fitted height is above
 * the threshold and nowhere larger under the kernel. Equal neighbours are all visited. Beyond the
 * border and where it has no finite value the image counts as 0: subtract the background first.
 *
 * Heights and comparisons are exact to float64; the filtered plane is float32.
 */
export function visitPeaks(
  source: Image,
  kernel: StarKernel,
  threshold: number,
  visit: (peak: FilterPeak, planes: FilteredImage) => void,
): void {
  const taps: FilterTap[] = [];
  kernel.mask.forEach((inside, k) => {
    if (inside === 0) return;
    const dx = (k % kernel.width) - kernel.radiusX;
    taps.push({ dx, dy: Math.floor(k / kernel.width) - kernel.radiusY, weight: kernel.weights[k] });
  });
  const weights = Float64Array.from(taps, ({ weight }) => weight);
  const { width, height } = source;
  withPeaks(source, taps, threshold, (peaks) => {
    const { image, filtered, tolerance } = peaks;
    const offsets = Int32Array.from(taps, ({ dx, dy }) => dy * image.stride + dx);
    const plain = image.data;
    const heightAt = (at: number): number => {
      let sum = 0;
      for (let k = 0; k < offsets.length; k += 1) sum += weights[k] * plain[at + offsets[k]];
      return sum;
    };
    const exceeds = (x: number, y: number, at: number, peakHeight: number): boolean => {
      const nearly = peakHeight - 2 * tolerance;
      for (let k = 0; k < offsets.length; k += 1) {
        const neighbour = at + offsets[k];
        if (filtered.data[neighbour] < nearly || neighbour === at) continue;
        const { dx, dy } = taps[k];
        const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
        if (inside && heightAt(neighbour) > peakHeight) return true;
      }
      return false;
    };
    for (let peak = 0; peak < peaks.indices.length; peak += 1) {
      const index = peaks.indices[peak];
      const x = index % width;
      const y = (index - x) / width;
      const at = image.origin + y * image.stride + x;
      const peakHeight = heightAt(at);
      if (peakHeight > threshold && !exceeds(x, y, at, peakHeight)) {
        visit({ x, y, at, height: peakHeight }, peaks);
      }
    }
  });
}
