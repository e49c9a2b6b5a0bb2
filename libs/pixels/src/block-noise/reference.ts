import type { Image } from '../image.js';
import { select } from '../statistics/median.js';
import {
  leastUsableShare,
  noiseBlockPx,
  noiseMarginPx,
  type BlockNoise,
  type LinearityIntervals,
  type NoisePlanes,
  type NoiseTerms,
} from './noise-terms.js';

/** Fourth difference: blind to whatever is as smooth as a stellar image, open to pixel noise. */
const noiseKernel = [1, -4, 6, -4, 1];
/** Binomial smoothing, about as wide as a star; nearly independent of the noise kernel. */
const starKernel = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];

/** The factor of a curve at a signal. */
function factorAt({ nodes, factors, slopes }: LinearityIntervals, signal: number): number {
  const last = nodes.length - 1;
  if (!(signal > nodes[0])) return factors[0];
  if (signal >= nodes[last]) return factors[last];
  let node = 0;
  while (nodes[node + 1] <= signal) node++;
  return slopes[node] * (signal - nodes[node]) + factors[node];
}

function separable(source: Float32Array, width: number, height: number, kernel: readonly number[]) {
  const [a, b, c] = kernel;
  const rows = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 2; x < width - 2; x++) {
      const k = y * width + x;
      rows[k] =
        a * (source[k - 2] + source[k + 2]) + b * (source[k - 1] + source[k + 1]) + c * source[k];
    }
  }
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const k = y * width + x;
      out[k] =
        a * (rows[k - 2 * width] + rows[k + 2 * width]) +
        b * (rows[k - width] + rows[k + width]) +
        c * rows[k];
    }
  }
  return out;
}

/** Highest of the 5 x 5 pixels about each; the outer two rows and columns stay 0. */
function highestOf25(source: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  const pass = (from: Float32Array, to: Float32Array, step: number): void => {
    for (let y = 2; y < height - 2; y++) {
      for (let x = 2; x < width - 2; x++) {
        const k = y * width + x;
        let highest = from[k];
        for (let at = k - 2 * step; at <= k + 2 * step; at += step) {
          if (from[at] > highest) highest = from[at];
        }
        to[k] = highest;
      }
    }
  };
  pass(source, rows, 1);
  pass(rows, out, width);
  return out;
}

interface Prepared {
  /** Linear signal above the bias, DN. */
  readonly linear: Float32Array;
  /** The same without dark and divided by the flat: smooth but for stars and noise. */
  readonly even: Float32Array;
  /** 1 where a bad or saturated pixel is within two pixels. */
  readonly unusable: Uint8Array;
}

function prepare(
  raw: Image<Uint16Array>,
  planes: NoisePlanes,
  { linearity, driftDn, darkScale, saturationDn }: NoiseTerms,
): Prepared {
  const { width, height, data } = raw;
  const linear = new Float32Array(data.length);
  const even = new Float32Array(data.length);
  const unusable = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k++) {
    const signal = data[k] - planes.bias.data[k] - driftDn;
    linear[k] = signal * factorAt(linearity, signal);
    even[k] = (linear[k] - planes.dark.data[k] * darkScale) / planes.flat.data[k];
    if (planes.badPixels.data[k] !== 0 || data[k] >= saturationDn || !Number.isFinite(even[k])) {
      markAround(unusable, width, height, k);
      even[k] = k > 0 ? even[k - 1] : 0;
    }
  }
  return { linear, even, unusable };
}

/** Marks the 5 x 5 pixels about one, but for the outer two rows and columns. */
function markAround(marks: Uint8Array, width: number, height: number, k: number): void {
  const [row, column] = [Math.floor(k / width), k % width];
  const right = Math.min(column + 2, width - 3);
  for (let y = Math.max(row - 2, 2); y <= Math.min(row + 2, height - 3); y++) {
    for (let x = Math.max(column - 2, 2); x <= right; x++) marks[y * width + x] = 1;
  }
}

/** Mean square after leaving out what is beyond 4 sigma (cosmic rays), three times. */
function clippedMeanSquare(values: Float64Array): { variance: number; kept: number } {
  let variance = Number.POSITIVE_INFINITY;
  let kept = 0;
  for (let pass = 0; pass < 4; pass++) {
    const reach = 16 * variance;
    let sum = 0;
    kept = 0;
    for (let k = 0; k < values.length; k++) {
      const square = values[k] * values[k];
      if (square <= reach) {
        sum += square;
        kept++;
      }
    }
    variance = sum / Math.max(kept, 1);
  }
  return { variance, kept };
}

/** What `blockNoise` does, plane by plane. */
export function blockNoiseReference(
  raw: Image<Uint16Array>,
  planes: NoisePlanes,
  terms: NoiseTerms,
): BlockNoise[] {
  const { width, height } = raw;
  const { linear, even, unusable } = prepare(raw, planes, terms);
  const noise = separable(even, width, height, noiseKernel);
  const stars = highestOf25(separable(even, width, height, starKernel), width, height);
  // Norm of the kernel in two dimensions: 1 + 16 + 36 + 16 + 1 = 70 in each.
  const unit = 70;
  const margin = noiseMarginPx;
  const samples: BlockNoise[] = [];
  const places = new Int32Array(noiseBlockPx * noiseBlockPx);
  const smoothed = new Float32Array(places.length);
  const differences = new Float64Array(places.length);
  for (let top = margin; top + noiseBlockPx <= height - margin; top += noiseBlockPx) {
    for (let left = margin; left + noiseBlockPx <= width - margin; left += noiseBlockPx) {
      let usable = 0;
      for (let y = top; y < top + noiseBlockPx; y++) {
        for (let k = y * width + left; k < y * width + left + noiseBlockPx; k++) {
          if (unusable[k] === 0) {
            places[usable] = k;
            smoothed[usable] = stars[k];
            usable++;
          }
        }
      }
      if (usable < places.length * leastUsableShare) continue;
      const rank = Math.floor(usable * terms.darkestShare);
      select(smoothed, rank, 0, usable - 1);
      const darkest = smoothed[rank];
      let chosen = 0;
      let flat = 0;
      let level = 0;
      for (let at = 0; at < usable; at++) {
        const k = places[at];
        if (stars[k] > darkest) continue;
        differences[chosen++] = noise[k] / unit;
        flat += planes.flat.data[k];
        level += linear[k];
      }
      flat /= chosen;
      const { variance, kept } = clippedMeanSquare(differences.subarray(0, chosen));
      samples.push({
        levelDn: level / chosen,
        varianceDn2: variance * flat * flat,
        pixels: kept,
      });
    }
  }
  return samples;
}
