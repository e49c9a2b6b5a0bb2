import { ByteRoom, byteTurner, type PixelArray } from '@nightskies/pixels';
import { isUnscaled, signShiftedBits, type Scaling } from './scaling.js';
import type { Bitpix, IntegerBitpix } from './bitpix.js';

/**
 * Data units are big-endian; these kernels turn them into arrays of this machine, which is taken to
 * be little-endian, as every machine Node is built for in practice.
 */

/** What one pass works on: small enough to stay in the processor's first cache. */
export const chunkBytes = 32_768;
/** Used within one synchronous call only. */
const scratch = bufferOver(new ByteRoom().bytes(chunkBytes));
const unscaled: Scaling = { bscale: 1, bzero: 0, blank: null };

/** Bytes to be written in full, on an ArrayBuffer of their own and not cleared before. */
export function uncleared(length: number): Buffer<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(length);
}

/** The stored numbers of a data unit, before scaling. */
export function decodeStored(data: Uint8Array, bitpix: Bitpix): PixelArray {
  const bytes = uncleared(data.length);
  bytes.set(data);
  swap(bytes, Math.abs(bitpix) / 8);
  return numbersIn(bytes, bitpix);
}

/** The numbers in the type that the sign convention means (uint16 for BITPIX 16 and so on). */
export function decodeSignShifted(data: Uint8Array, bits: IntegerBitpix): PixelArray {
  const bytes = uncleared(data.length);
  bytes.set(data);
  swap(bytes, bits / 8);
  flipSignBits(bytes, bits);
  return shiftedNumbersIn(bytes, bits);
}

/** The same of numbers of this machine, which are changed and given back as the type meant. */
export function signShifted(stored: PixelArray, bits: IntegerBitpix): PixelArray {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  flipSignBits(bytes, bits);
  return shiftedNumbersIn(bytes, bits);
}

/** Numbers of a BITPIX, not cleared. */
export function emptyNumbers(bitpix: Bitpix, count: number): PixelArray {
  return numbersIn(uncleared((count * Math.abs(bitpix)) / 8), bitpix);
}

/** Physical values of stored numbers of this machine into `out`, which has one element for each. */
export function physicalNumbers(
  stored: PixelArray,
  bitpix: Bitpix,
  scaling: Scaling,
  out: Float32Array | Float64Array,
): void {
  // 2^63 and a number of 64 bits do not add up in float64.
  const wide = signShiftedBits(bitpix, scaling) === 64;
  if (wide) convert(signShifted(stored.slice(), 64), unscaled, out);
  else convert(stored, scaling, out);
}

/** Physical values into `out`, which has one element per pixel. */
export function decodePhysical<T extends Float32Array | Float64Array>(
  data: Uint8Array,
  bitpix: Bitpix,
  scaling: Scaling,
  out: T,
): T {
  const size = Math.abs(bitpix) / 8;
  if (isUnscaled(scaling) && copiesInto(bitpix, out)) {
    const bytes = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
    bytes.set(data);
    swap(bytes, size);
    return out;
  }
  const bits = signShiftedBits(bitpix, scaling);
  for (let at = 0; at < data.length; at += chunkBytes) {
    const length = Math.min(chunkBytes, data.length - at);
    const bytes = scratch.subarray(0, length);
    bytes.set(data.subarray(at, at + length));
    swap(bytes, size);
    const part = out.subarray(at / size, (at + length) / size);
    if (bits === undefined) {
      convert(numbersIn(bytes, bitpix), scaling, part);
    } else {
      flipSignBits(bytes, bits);
      convert(shiftedNumbersIn(bytes, bits), unscaled, part);
    }
  }
  return out;
}

function copiesInto(bitpix: Bitpix, out: Float32Array | Float64Array): boolean {
  if (bitpix === -32) return out instanceof Float32Array;
  return bitpix === -64 && out instanceof Float64Array;
}

/** Reverses the bytes of every element in place. */
export function swap(bytes: Buffer, elementBytes: number): void {
  if (elementBytes === 1) return;
  const turner = byteTurner(bytes.buffer);
  if (turner !== null) turner.toNative(bytes, elementBytes);
  else if (elementBytes === 2) bytes.swap16();
  else if (elementBytes === 4) bytes.swap32();
  else bytes.swap64();
}

/** The same bytes. */
export function bufferOver({
  buffer,
  byteOffset,
  length,
}: Uint8Array<ArrayBuffer>): Buffer<ArrayBuffer> {
  return Buffer.from(buffer, byteOffset, length);
}

/**
 * Adds or takes the sign convention's BZERO, which is a flip of every number's highest bit.
 *
 * @param bytes little-endian numbers that start on a multiple of four bytes
 */
export function flipSignBits(bytes: Uint8Array, bits: IntegerBitpix): void {
  const whole = Math.floor(bytes.length / 4);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, whole);
  const odd = { 8: 0x80808080, 16: 0x80008000, 32: 0x80000000, 64: 0x80000000 }[bits];
  const even = bits === 64 ? 0 : odd;
  // Four words at a time: this loop is most of the cost of reading a camera's frame.
  const rounds = whole - (whole % 4);
  for (let i = 0; i < rounds; i += 4) {
    words[i] ^= even;
    words[i + 1] ^= odd;
    words[i + 2] ^= even;
    words[i + 3] ^= odd;
  }
  for (let i = rounds; i < whole; i++) words[i] ^= i % 2 === 0 ? even : odd;
  // What does not fill a word: up to three bytes, or one 16-bit number.
  for (let i = whole * 4 + bits / 8 - 1; i < bytes.length; i += bits / 8) bytes[i] ^= 0x80;
}

export function numbersIn({ buffer, byteOffset, length }: Buffer<ArrayBuffer>, bitpix: Bitpix) {
  switch (bitpix) {
    case 8:
      return new Uint8Array(buffer, byteOffset, length);
    case 16:
      return new Int16Array(buffer, byteOffset, length / 2);
    case 32:
      return new Int32Array(buffer, byteOffset, length / 4);
    case 64:
      return new BigInt64Array(buffer, byteOffset, length / 8);
    case -32:
      return new Float32Array(buffer, byteOffset, length / 4);
    case -64:
      return new Float64Array(buffer, byteOffset, length / 8);
  }
}

function shiftedNumbersIn({ buffer, byteOffset, length }: Uint8Array, bits: IntegerBitpix) {
  switch (bits) {
    case 8:
      return new Int8Array(buffer, byteOffset, length);
    case 16:
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 32:
      return new Uint32Array(buffer, byteOffset, length / 4);
    case 64:
      return new BigUint64Array(buffer, byteOffset, length / 8);
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
    // Not only quicker: adding a BZERO of 0 would lose the sign of -0.
    out.set(stored);
    return;
  }
  const blank = scaling.blank === null ? NaN : Number(scaling.blank);
  for (let i = 0; i < count; i++) {
    const value = stored[i];
    out[i] = value === blank ? NaN : value * bscale + bzero;
  }
}
