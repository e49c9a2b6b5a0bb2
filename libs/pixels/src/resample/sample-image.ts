import type { Image } from '../image.js';
import {
  cubicWeights,
  interpolationTaps,
  lanczosWeights,
  type Interpolation,
} from './interpolation.js';

/** Bilinear value in float64; pixels without weight do not count. The caller keeps to the image. */
export function bilinearValue({ data, width, height }: Image, x: number, y: number): number {
  const left = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const top = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const fx = x - left;
  const fy = y - top;
  const at = top * width + left;
  const below = height === 1 ? at : at + width;
  const right = width === 1 ? 0 : 1;
  const [a, b, c, d] = [data[at], data[at + right], data[below], data[below + right]];
  const above = a + (b - a) * fx;
  const under = c + (d - c) * fx;
  const value = above + (under - above) * fy;
  if (!Number.isNaN(value)) return value;
  const upper = fx === 0 ? a : fx === 1 ? b : above;
  const lower = fx === 0 ? c : fx === 1 ? d : under;
  return fy === 0 ? upper : fy === 1 ? lower : upper + (lower - upper) * fy;
}

/** The pixel whose square holds a place, of two the right or lower one; NaN off the image. */
export function nearestValue({ data, width, height }: Image, x: number, y: number): number {
  const column = Math.floor(x + 0.5);
  const row = Math.floor(y + 0.5);
  const inside = column >= 0 && column < width && row >= 0 && row < height;
  return inside ? data[row * width + column] : Number.NaN;
}

/** Whether a place lies within the centres of the outermost pixels. */
export function isOnImage({ width, height }: Image, x: number, y: number): boolean {
  return x >= 0 && x <= width - 1 && y >= 0 && y <= height - 1;
}

/**
 * Values of an image at positions, float64 inside. Surface brightness is conserved, flux is not: where
 * the mapping changes the scale, a star's sum changes with the area of its pixels. See `Interpolation`
 * for what each method does and how far it may be off.
 *
 * A pixel counts only with a weight other than 0. The value is NaN where one that counts is NaN or lies
 * off the image: beyond the centres of the outermost pixels (half a px farther for `nearest`, 1 px
 * less for `bicubic`, 2 px less for `lanczos3`). So an identity mapping returns the image to the last
 * pixel with every method.
 *
 * @param x columns, px, the centre of the first pixel is (0, 0); NaN for none
 * @param y rows, the same
 * @param out results, `count` numbers
 * @param count how many, all of `x` if not given
 * @throws RangeError for arrays shorter than `count`
 */
export function sampleImage(
  image: Image,
  x: Float64Array,
  y: Float64Array,
  out: Float32Array | Float64Array,
  interpolation: Interpolation,
  count: number = x.length,
): void {
  requireLengths(count, { x, y, out });
  if (interpolation === 'nearest') {
    for (let k = 0; k < count; k++) out[k] = nearestValue(image, x[k], y[k]);
  } else if (interpolation === 'bilinear') {
    for (let k = 0; k < count; k++) {
      out[k] = isOnImage(image, x[k], y[k]) ? bilinearValue(image, x[k], y[k]) : Number.NaN;
    }
  } else {
    const taps = interpolationTaps[interpolation];
    const weightsOf = interpolation === 'bicubic' ? cubicWeights : lanczosWeights;
    const weightsX = new Float64Array(taps);
    const weightsY = new Float64Array(taps);
    for (let k = 0; k < count; k++) {
      if (!isOnImage(image, x[k], y[k])) {
        out[k] = Number.NaN;
        continue;
      }
      const column = Math.floor(x[k]);
      const row = Math.floor(y[k]);
      weightsOf(x[k] - column, weightsX);
      weightsOf(y[k] - row, weightsY);
      const before = taps / 2 - 1;
      out[k] = weightedSum(image, column - before, row - before, weightsX, weightsY);
    }
  }
}

/** @throws RangeError naming the array that is too short */
export function requireLengths(
  count: number,
  arrays: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const [name, { length }] of Object.entries(arrays)) {
    if (length < count) {
      throw new RangeError(`${name} has ${length} numbers: ${count} are needed`);
    }
  }
}

/** Sum of value times weights over the pixels that have a weight; NaN when one is off the image. */
export function weightedSum(
  { data, width, height }: Image,
  left: number,
  top: number,
  weightsX: ArrayLike<number>,
  weightsY: ArrayLike<number>,
): number {
  let sum = 0;
  for (let j = 0; j < weightsY.length; j++) {
    if (weightsY[j] === 0) continue;
    const y = top + j;
    if (y < 0 || y >= height) return Number.NaN;
    let line = 0;
    for (let i = 0; i < weightsX.length; i++) {
      if (weightsX[i] === 0) continue;
      const x = left + i;
      if (x < 0 || x >= width) return Number.NaN;
      line += weightsX[i] * data[y * width + x];
    }
    sum += weightsY[j] * line;
  }
  return sum;
}
