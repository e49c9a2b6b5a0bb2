import type { PixelArray } from '@nightskies/pixels';
import { isUnscaled, signShiftedBits, type Scaling } from './scaling.js';
import type { Bitpix, IntegerBitpix } from './types.js';

/**
 * Data units are big-endian; these kernels turn them into arrays of this machine, which is taken to
 * be little-endian, as every machine Node is built for in practice.
 */

/** The stored numbers of a data unit, before scaling. */
export function decodeStored(data: Uint8Array, bitpix: Bitpix): PixelArray {
  switch (bitpix) {
    case 8:
      return new Uint8Array(data);
    case 16:
      return new Int16Array(swappedCopy(data, 2));
    case 32:
      return new Int32Array(swappedCopy(data, 4));
    case 64:
      return new BigInt64Array(swappedCopy(data, 8));
    case -32:
      return new Float32Array(swappedCopy(data, 4));
    case -64:
      return new Float64Array(swappedCopy(data, 8));
  }
}

/** The numbers in the type that the sign convention means (uint16 for BITPIX 16 and so on). */
export function decodeSignShifted(data: Uint8Array, bitpix: IntegerBitpix): PixelArray {
  const buffer = swappedCopy(data, bitpix / 8);
  flipSignBits(new Uint8Array(buffer), bitpix);
  switch (bitpix) {
    case 8:
      return new Int8Array(buffer);
    case 16:
      return new Uint16Array(buffer);
    case 32:
      return new Uint32Array(buffer);
    case 64:
      return new BigUint64Array(buffer);
  }
}

/** Physical values into `out`, which has one element per pixel. */
export function decodePhysical<T extends Float32Array | Float64Array>(
  data: Uint8Array,
  bitpix: Bitpix,
  scaling: Scaling,
  out: T,
): T {
  if (bitpix === 16 && scaling.blank === null && scaling.bscale === 1) {
    fill16(aligned16(data), scaling.bzero, out);
  } else if (isUnscaled(scaling) && copiesInto(bitpix, out)) {
    const bytes = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
    bytes.set(data);
    swap(bytes, out.BYTES_PER_ELEMENT);
  } else if (signShiftedBits(bitpix, scaling) === 64) {
    convert(decodeSignShifted(data, 64), { bscale: 1, bzero: 0, blank: null }, out);
  } else {
    convert(decodeStored(data, bitpix), scaling, out);
  }
  return out;
}

function copiesInto(bitpix: Bitpix, out: Float32Array | Float64Array): boolean {
  return bitpix === -32
    ? out instanceof Float32Array
    : bitpix === -64 && out instanceof Float64Array;
}

/** Reverses the bytes of every element in place. */
export function swap(bytes: Buffer, elementBytes: number): void {
  if (elementBytes === 2) bytes.swap16();
  else if (elementBytes === 4) bytes.swap32();
  else if (elementBytes === 8) bytes.swap64();
}

function swappedCopy(data: Uint8Array, elementBytes: number): ArrayBuffer {
  const bytes = Buffer.from(new ArrayBuffer(data.length));
  bytes.set(data);
  swap(bytes, elementBytes);
  return bytes.buffer;
}

/**
 * Adds or takes the sign convention's BZERO, which is a flip of every number's highest bit.
 *
 * @param bytes little-endian numbers that start on a multiple of four bytes
 */
export function flipSignBits(bytes: Uint8Array, bitpix: IntegerBitpix): void {
  const whole = Math.floor(bytes.length / 4);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, whole);
  const mask = { 8: 0x80808080, 16: 0x80008000, 32: 0x80000000, 64: 0x80000000 }[bitpix];
  const step = bitpix === 64 ? 2 : 1;
  for (let i = step - 1; i < whole; i += step) words[i] ^= mask;
  // What does not fill a word: up to three bytes, or one 16-bit number.
  for (let i = whole * 4 + bitpix / 8 - 1; i < bytes.length; i += bitpix / 8) bytes[i] ^= 0x80;
}

// A view for 16-bit access; a copy only when the bytes start at an odd address.
function aligned16(data: Uint8Array): Uint16Array {
  const even = data.byteOffset % 2 === 0 ? data : new Uint8Array(data);
  return new Uint16Array(even.buffer, even.byteOffset, data.length / 2);
}

// The frames of every CCD camera: swap, sign convention and conversion in one pass.
function fill16(words: Uint16Array, bzero: number, out: Float32Array | Float64Array): void {
  const count = words.length;
  if (bzero === 32768) {
    for (let i = 0; i < count; i++) {
      const word = words[i];
      out[i] = (((word & 0xff) << 8) | (word >> 8)) ^ 0x8000;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const word = words[i];
    out[i] = (((word << 24) >> 16) | (word >> 8)) + bzero;
  }
}

function convert(stored: PixelArray, scaling: Scaling, out: Float32Array | Float64Array): void {
  const { bscale, bzero } = scaling;
  const count = stored.length;
  if (stored instanceof BigInt64Array || stored instanceof BigUint64Array) {
    const blank = scaling.blank === null ? null : BigInt(scaling.blank);
    for (let i = 0; i < count; i++) {
      const value = stored[i];
      out[i] = value === blank ? NaN : Number(value) * bscale + bzero;
    }
    return;
  }
  if (isUnscaled(scaling)) {
    // Adding a BZERO of 0 would lose the sign of -0.
    out.set(stored);
    return;
  }
  const blank = scaling.blank === null ? NaN : Number(scaling.blank);
  for (let i = 0; i < count; i++) {
    const value = stored[i];
    out[i] = value === blank ? NaN : value * bscale + bzero;
  }
}
