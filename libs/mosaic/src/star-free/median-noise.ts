import { diskFootprint, type DiskFootprint, type Image } from '@nightskies/pixels';
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
  const disks = new DiskRow(frame, uncertainty, diskFootprint(radiusPx), stepPx);
  const counts: number[] = [];
  let node = 0;
  const sigma = meshOver(width, height, stepPx, (x, y) => {
    if (x === 0) {
      disks.gather(y);
      node = 0;
    }
    const at = node++;
    const count = disks.counts[at];
    counts.push(count);
    if (count === 0) return Number.NaN;
    const typical = count / disks.inverseSigmas[at];
    const near = disks.within(at, filtered.data[y * width + x], typical);
    const share = Math.min(1, near / (withinOneSigma * count));
    return typical * Math.sqrt(Math.PI / 2 / (Math.max(share, 1 / count) * count));
  });
  return { sigma, pixels: { ...sigma, data: Float32Array.from(counts) } };
}

/**
 * Values of the pixels that the frame has in the disks about a row of nodes. All disks take of one row
 * of the frame before any takes of the next: planes are read as they lie in memory.
 */
class DiskRow {
  readonly counts: Int32Array;
  /** Sums of 1 / sigma. */
  readonly inverseSigmas: Float64Array;
  private readonly values: Float32Array;

  constructor(
    private readonly frame: Image,
    private readonly uncertainty: Image,
    private readonly footprint: DiskFootprint,
    private readonly stepPx: number,
  ) {
    const nodes = nodesAlong(frame.width, stepPx);
    this.counts = new Int32Array(nodes);
    this.inverseSigmas = new Float64Array(nodes);
    this.values = new Float32Array(nodes * footprint.size);
  }

  /** Takes the disks about the nodes at a row of the frame. */
  gather(y: number): void {
    const { counts, inverseSigmas, values, stepPx } = this;
    const { width, height, data } = this.frame;
    const { reach, halfWidths, size } = this.footprint;
    const sigmas = this.uncertainty.data;
    counts.fill(0);
    inverseSigmas.fill(0);
    const bottom = Math.min(reach, height - 1 - y);
    for (let dy = Math.max(-reach, -y); dy <= bottom; dy++) {
      const half = halfWidths[dy + reach];
      const row = (y + dy) * width;
      for (let node = 0; node < counts.length; node++) {
        const x = Math.min(node * stepPx, width - 1);
        const end = row + Math.min(width - 1, x + half);
        let to = node * size + counts[node];
        let inverse = inverseSigmas[node];
        for (let pixel = row + Math.max(0, x - half); pixel <= end; pixel++) {
          const value = data[pixel];
          if (value !== value) continue;
          values[to++] = value;
          inverse += 1 / sigmas[pixel];
        }
        counts[node] = to - node * size;
        inverseSigmas[node] = inverse;
      }
    }
  }

  /** How many values of a disk lie at most `reach` off the middle. */
  within(node: number, middle: number, reach: number): number {
    const { values, footprint, counts } = this;
    const from = node * footprint.size;
    const past = from + counts[node];
    let near = 0;
    for (let k = from; k < past; k++) if (Math.abs(values[k] - middle) <= reach) near++;
    return near;
  }
}
