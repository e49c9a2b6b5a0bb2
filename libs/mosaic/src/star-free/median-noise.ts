import { diskFootprint, diskNoise, type DiskNoise, type Image } from '@nightskies/pixels';
import { meshOver, nodesAlong, type Mesh } from './mesh.js';

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
  const middles = new Float32Array(nodesAlong(width, stepPx));
  const counts: number[] = [];
  let disks: DiskNoise | null = null;
  let node = 0;
  const sigma = meshOver(width, height, stepPx, (x, y) => {
    if (disks === null || x === 0) {
      for (let k = 0; k < middles.length; k++) {
        middles[k] = filtered.data[y * width + Math.min(k * stepPx, width - 1)];
      }
      disks = diskNoise(frame, uncertainty, footprint, y, stepPx, middles);
      node = 0;
    }
    const at = node++;
    const count = disks.counts[at];
    counts.push(count);
    if (count === 0) return Number.NaN;
    const typical = count / disks.inverseSigmas[at];
    const share = Math.min(1, disks.near[at] / (withinOneSigma * count));
    return typical * Math.sqrt(Math.PI / 2 / (Math.max(share, 1 / count) * count));
  });
  return { sigma, pixels: { ...sigma, data: Float32Array.from(counts) } };
}
