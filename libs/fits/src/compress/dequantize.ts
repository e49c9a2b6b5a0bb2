import type { Quantization } from './compression.js';
import { Dither } from './dither.js';

/** Stands for a pixel that is exactly 0 under SUBTRACTIVE_DITHER_2 (FITS 4.0, section 10.2.2). */
export const zeroNumber = -2_147_483_646;

/** How the numbers of one tile mean pixels. */
export interface TileScale {
  readonly scale: number;
  readonly zero: number;
  /** Number of a pixel without value. */
  readonly blank: number | undefined;
}

/**
 * Pixels of a quantised tile (FITS 4.0, equations 10 and 11): number x scale + zero, with dither
 * (number - random + 0.5) x scale + zero, in float64 and rounded once.
 *
 * @param tile its number, from 0
 */
export function dequantize(
  numbers: ArrayLike<number>,
  { scale, zero, blank }: TileScale,
  { dither, seed }: Quantization,
  tile: number,
  out: Float32Array | Float64Array,
): void {
  const count = numbers.length;
  if (dither === 0) {
    for (let i = 0; i < count; i++) {
      out[i] = numbers[i] === blank ? NaN : numbers[i] * scale + zero;
    }
    return;
  }
  const random = new Dither(tile, seed);
  for (let i = 0; i < count; i++) {
    const number = numbers[i];
    const shift = random.next();
    if (number === blank) out[i] = NaN;
    else if (dither === 2 && number === zeroNumber) out[i] = 0;
    else out[i] = (number - shift + 0.5) * scale + zero;
  }
}
