import type { PixelArray } from '@nightskies/pixels';
import { decodePhysical, decodeSignShifted, decodeStored } from '../decode.js';
import { signShiftedBits } from '../scaling.js';
import { unknownLogical } from './column.js';
import type { ColumnScaling } from './column-keywords.js';

/** Decoding of the elements of table cells, given one cell after another. */

/** Numbers as they are meant, and what stands for null among them. */
export function numbersOf(
  bytes: Uint8Array,
  scaling: ColumnScaling,
): { data: PixelArray; nullValue?: number | bigint } {
  const { bitpix, bscale, bzero, blank } = scaling;
  if (bscale === 1 && bzero === 0) {
    const data = decodeStored(bytes, bitpix);
    return blank === null ? { data } : { data, nullValue: typed(blank, bitpix) };
  }
  const bits = signShiftedBits(bitpix, { bscale, bzero, blank: null });
  if (bits !== undefined) {
    const data = decodeSignShifted(bytes, bits);
    if (blank === null) return { data };
    // Added as integers: 2^63 and what it is added to need more digits than a float has.
    return { data, nullValue: typed(BigInt(blank) + BigInt(bzero), bitpix) };
  }
  const out = new Float64Array(bytes.length / (Math.abs(bitpix) / 8));
  return { data: decodePhysical(bytes, bitpix, scaling, out) };
}

function typed(value: number | bigint, bitpix: number): number | bigint {
  return bitpix === 64 ? BigInt(value) : Number(value);
}

export function complexOf(bytes: Uint8Array, code: 'C' | 'M'): Float32Array | Float64Array {
  const data = decodeStored(bytes, code === 'C' ? -32 : -64);
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new Error('floats decode to floats');
}

const T = 0x54;

/** T is true, a zero byte unknown, all else false (section 7.3.3.1 knows F only). */
export function logicalsOf(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === T ? 1 : byte === 0 ? unknownLogical : 0));
}

/** The first `wanted` of `bits` bits of each cell, which starts on a whole byte. */
export function bitsOf(bytes: Uint8Array, cells: number, bits: number, wanted: number): Uint8Array {
  const out = new Uint8Array(cells * wanted);
  const cellBytes = Math.ceil(bits / 8);
  for (let cell = 0, to = 0; cell < cells; cell++) {
    for (let i = 0; i < wanted; i++) {
      out[to++] = (bytes[cell * cellBytes + (i >> 3)] >> (7 - (i & 7))) & 1;
    }
  }
  return out;
}

/**
 * Texts of `width` characters, `perCell` in each cell of `cellBytes` bytes. A zero byte ends a text
 * (section 7.3.3.1); trailing blanks have no meaning.
 */
export function textsOf(
  bytes: Uint8Array,
  cells: number,
  cellBytes: number,
  width: number,
  perCell: number,
): string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const out: string[] = [];
  for (let cell = 0; cell < cells; cell++) {
    for (let i = 0; i < perCell; i++) {
      const start = cell * cellBytes + i * width;
      out.push(trimmed(all.slice(start, start + width)));
    }
  }
  return out;
}

function trimmed(text: string): string {
  const zero = text.indexOf('\0');
  let end = zero < 0 ? text.length : zero;
  while (end > 0 && text.charAt(end - 1) === ' ') end--;
  return text.slice(0, end);
}
