import type { PixelArray } from '@nightskies/pixels';
import type { MadeFloats } from './types.js';
import { addSums, sumOfNativeWords, sumOfWords } from './checksum.js';
import { chunkBytes, flipSignBits, swap } from './decode.js';
import type { Bitpix, IntegerBitpix } from './bitpix.js';

/** How an array goes into a file: BITPIX, and BZERO where the sign convention stores it. */
export interface Encoding {
  readonly bitpix: Bitpix;
  /** Bits and BZERO of FITS 4.0, section 5.2.5, or null for a type that FITS has itself. */
  readonly shifted: { readonly bits: IntegerBitpix; readonly bzero: number | bigint } | null;
}

/** The encoding that keeps every value of an array. */
export function encodingOf(data: PixelArray | MadeFloats): Encoding {
  if ('make' in data) return { bitpix: -32, shifted: null };
  if (data instanceof Uint8Array) return { bitpix: 8, shifted: null };
  if (data instanceof Int16Array) return { bitpix: 16, shifted: null };
  if (data instanceof Int32Array) return { bitpix: 32, shifted: null };
  if (data instanceof BigInt64Array) return { bitpix: 64, shifted: null };
  if (data instanceof Float32Array) return { bitpix: -32, shifted: null };
  if (data instanceof Float64Array) return { bitpix: -64, shifted: null };
  if (data instanceof Int8Array) return shifted(8, -128);
  if (data instanceof Uint16Array) return shifted(16, 32_768);
  if (data instanceof Uint32Array) return shifted(32, 2_147_483_648);
  return shifted(64, 9_223_372_036_854_775_808n);
}

/**
 * Writes an array as FITS stores it into `out`, which has as many bytes and starts on a multiple of
 * four, and gives the checksum of what was written. Each chunk is copied, swapped and summed while
 * it is in the cache.
 */
export function encodeInto(out: Buffer, data: PixelArray): number {
  const { shifted } = encodingOf(data);
  const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let sum = 0;
  for (let at = 0; at < source.length; at += chunkBytes) {
    const part = out.subarray(at, at + chunkBytes);
    part.set(source.subarray(at, at + chunkBytes));
    if (shifted !== null) flipSignBits(part, shifted.bits);
    const wide = data.BYTES_PER_ELEMENT >= 4;
    if (wide) sum = addSums(sum, sumOfNativeWords(part));
    swap(part, data.BYTES_PER_ELEMENT);
    if (!wide) sum = addSums(sum, sumOfWords(part));
  }
  return sum;
}

/** Writes values as they are made; see `encodeInto`. */
export function encodeMade(out: Buffer, data: MadeFloats): number {
  let sum = 0;
  for (let at = 0; at < out.length; at += chunkBytes) {
    const part = out.subarray(at, at + chunkBytes);
    data.make(new Float32Array(part.buffer, part.byteOffset, part.length / 4), at / 4);
    sum = addSums(sum, sumOfNativeWords(part));
    swap(part, 4);
  }
  return sum;
}

function shifted(bits: IntegerBitpix, bzero: number | bigint): Encoding {
  return { bitpix: bits, shifted: { bits, bzero } };
}
