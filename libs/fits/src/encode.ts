import { ByteRoom, byteTurner, type PixelArray } from '@nightskies/pixels';
import type { MadeFloats } from './types.js';
import { addSums, folded } from './checksum.js';
import { chunkBytes } from './decode.js';
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

/** Used within one synchronous call only. */
const room = new ByteRoom();

/**
 * Writes an array as FITS stores it into `out`, which has as many bytes and starts on a multiple of
 * four, and gives the checksum of what was written. Each chunk is copied, turned round and summed while
 * it is in the cache; where it belongs if that is the memory of a kernel.
 */
export function encodeInto(out: Buffer, data: PixelArray): number {
  const { shifted } = encodingOf(data);
  const source = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return encodeChunks(out, data.BYTES_PER_ELEMENT, shifted !== null, (place, at) => {
    place.set(source.subarray(at, at + place.length));
  });
}

/** Writes values as they are made; see `encodeInto`. */
export function encodeMade(out: Buffer, data: MadeFloats): number {
  return encodeChunks(out, 4, false, (place, at) => {
    data.make(new Float32Array(place.buffer, place.byteOffset, place.length / 4), at / 4);
  });
}

/** @param fill puts the numbers of this machine that belong to byte `at` on into their place */
function encodeChunks(
  out: Buffer,
  size: number,
  isShifted: boolean,
  fill: (place: Uint8Array, at: number) => void,
): number {
  const inPlace = byteTurner(out.buffer);
  const turner = inPlace ?? room.turner;
  const spare = room.bytes(chunkBytes);
  let sum = 0;
  for (let at = 0; at < out.length; at += chunkBytes) {
    const part = out.subarray(at, at + chunkBytes);
    const place = inPlace === null ? spare.subarray(0, part.length) : part;
    fill(place, at);
    sum = addSums(sum, folded(turner.toStored(place, size, isShifted)));
    if (inPlace === null) part.set(place);
  }
  return sum;
}

function shifted(bits: IntegerBitpix, bzero: number | bigint): Encoding {
  return { bitpix: bits, shifted: { bits, bzero } };
}
