import { diskFootprint, type DiskFootprint, type Image } from '@nightskies/pixels';
import { meshOver, type Mesh } from './mesh.js';

/** Part of normal values within one standard deviation of their mean. */
const withinOneSigma = 0.6826894921;

/** Noise of a disk median, and how many pixels took part, on one mesh. */
export interface MedianNoise {
  /** 1 sigma, in the unit of the frame; NaN where no pixel took part. */
  readonly sigma: Mesh;
  /** Pixels of the frame in the disk that have data. */
  readonly pixels: Mesh;
}

/**
 * Random error of a disk median by the noise of its pixels (photons, readout, masters), which are
 * independent of each other.
 *
 * The median m of independent values with densities f_i and distribution functions F_i has the
 * variance sum F_i(m) (1 - F_i(m)) / (sum f_i(m))^2 (David and Nagaraja, Order Statistics, 2003,
 * section 5.5, for values of unequal distribution). Of N normal values of standard deviations s_i
 * this is pi/2 N / (sum 1/s_i)^2. Pixels with a star stand so far above m that they add to neither
 * sum; with the share q of pixels that lie as near to m as noise alone would put them, N and both
 * sums fall to q times that, so
 *
 *     sigma^2 = pi/2 N / (q (sum 1/s_i)^2),   q = share within s of m / 0.6827, at most 1
 *
 * s the harmonic mean of the s_i. Pixels beyond the border are mirrored by the filter; they are the
 * same pixels again and do not count.
 *
 * @param frame before the filter, NaN where a pixel took no part
 * @param uncertainty 1 sigma of each pixel of it
 * @param filtered its disk median
 */
export function medianNoise(
  frame: Image,
  uncertainty: Image,
  filtered: Image,
  radiusPx: number,
  stepPx: number,
): MedianNoise {
  const { width, height } = frame;
  const footprint = diskFootprint(radiusPx);
  const values = new Float32Array(footprint.size);
  const counts: number[] = [];
  const sigma = meshOver(width, height, stepPx, (x, y) => {
    const { count, inverseSigmas } = gather(frame, uncertainty, footprint, x, y, values);
    counts.push(count);
    if (count === 0) return Number.NaN;
    const typical = count / inverseSigmas;
    const near = countWithin(values, count, filtered.data[y * width + x], typical);
    const share = Math.min(1, near / (withinOneSigma * count));
    return typical * Math.sqrt(Math.PI / 2 / (Math.max(share, 1 / count) * count));
  });
  return { sigma, pixels: { ...sigma, data: Float32Array.from(counts) } };
}

/** Takes the values in the disk about a pixel that the frame has, with the sum of 1 / sigma of them. */
function gather(
  { width, height, data }: Image,
  { data: sigmas }: Image,
  { reach, halfWidths }: DiskFootprint,
  x: number,
  y: number,
  values: Float32Array,
): { readonly count: number; readonly inverseSigmas: number } {
  let count = 0;
  let inverseSigmas = 0;
  const bottom = Math.min(reach, height - 1 - y);
  for (let dy = Math.max(-reach, -y); dy <= bottom; dy++) {
    const half = halfWidths[dy + reach];
    const row = (y + dy) * width;
    const end = row + Math.min(width - 1, x + half);
    for (let pixel = row + Math.max(0, x - half); pixel <= end; pixel++) {
      const value = data[pixel];
      if (value !== value) continue;
      values[count++] = value;
      inverseSigmas += 1 / sigmas[pixel];
    }
  }
  return { count, inverseSigmas };
}

/** How many of the first values lie at most `reach` off the middle. */
function countWithin(values: Float32Array, count: number, middle: number, reach: number): number {
  let near = 0;
  for (let k = 0; k < count; k++) if (Math.abs(values[k] - middle) <= reach) near++;
  return near;
}
