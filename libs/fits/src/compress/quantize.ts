import { median } from '@nightskies/pixels';
import { Dither } from './dither.js';
import { zeroNumber } from './dequantize.js';
import type { Quantize } from './tile-compression.js';

/** ZBLANK of the files written here, the number other programs take too. */
export const blankNumber = -2_147_483_647;
/** Numbers stay clear of those with a meaning of their own. */
const largestNumber = 2 ** 31 - 100;

/** Whole numbers of a tile with the scale that gives its pixels back. */
export interface QuantizedTile {
  readonly numbers: Int32Array;
  readonly scale: number;
  readonly zero: number;
}

/**
 * Quantises the pixels of one tile (FITS 4.0, section 10.2); undefined where that cannot be: no noise
 * to set the step by, infinite values, or more steps than 32 bits count.
 *
 * @param width pixels of a row of the tile
 * @param index number of the tile, from 0
 */
export function quantizeTile(
  pixels: Float32Array | Float64Array,
  width: number,
  index: number,
  { stepsPerNoise = 4, step, dither = 1, seed = 1 }: Quantize,
): QuantizedTile | undefined {
  const scale = step ?? thirdOrderNoise(pixels, width) / stepsPerNoise;
  if (!(scale > 0)) return undefined;
  const range = finiteRange(pixels, dither === 2);
  if (range === undefined) return undefined;
  // A whole number of steps, so that tiles and copies of copies fall on the same values.
  const zero = Math.floor(range.least / scale) * scale;
  if (!((range.most - zero) / scale < largestNumber)) return undefined;
  const numbers = new Int32Array(pixels.length);
  const random = dither === 0 ? null : new Dither(index, seed);
  for (let i = 0; i < pixels.length; i++) {
    const shift = random === null ? 0.5 : random.next();
    const value = pixels[i];
    if (Number.isNaN(value)) numbers[i] = blankNumber;
    else if (dither === 2 && value === 0) numbers[i] = zeroNumber;
    // Half a step is added by the rounding and taken away again.
    else numbers[i] = Math.floor((value - zero) / scale + shift);
  }
  return { numbers, scale, zero };
}

/** Least and largest value; undefined when there is an infinite one, 0 for none at all. */
function finiteRange(
  pixels: Float32Array | Float64Array,
  withoutZeros: boolean,
): { least: number; most: number } | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const value of pixels) {
    if (value < least && !(withoutZeros && value === 0)) least = value;
    if (value > most && !(withoutZeros && value === 0)) most = value;
  }
  if (least === Infinity && most === -Infinity) return { least: 0, most: 0 };
  return Number.isFinite(least) && Number.isFinite(most) ? { least, most } : undefined;
}

/**
 * Noise of a tile from third-order differences, which a slope or curvature of the sky leaves alone:
 * 0.6052697 x median of |2 x(i) - x(i-2) - x(i+2)|, median over the rows (Stoehr et al. 2007, ST-ECF
 * Newsletter 42, 4). 0 for rows of fewer than five values.
 */
export function thirdOrderNoise(pixels: Float32Array | Float64Array, width: number): number {
  const rows: number[] = [];
  const finite = new Float64Array(width);
  for (let start = 0; start < pixels.length; start += width) {
    let count = 0;
    for (let i = start; i < start + width; i++) {
      if (Number.isFinite(pixels[i])) finite[count++] = pixels[i];
    }
    if (count < 5) continue;
    const differences = new Float64Array(count - 4);
    for (let i = 2; i < count - 2; i++) {
      differences[i - 2] = Math.abs(2 * finite[i] - finite[i - 2] - finite[i + 2]);
    }
    rows.push(median(differences));
  }
  return rows.length === 0 ? 0 : 0.6052697 * median(Float64Array.from(rows));
}
