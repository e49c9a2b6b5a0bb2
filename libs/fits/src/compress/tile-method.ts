import { gzipSync } from 'node:zlib';
import { riceEncode, type PixelArray } from '@nightskies/pixels';
import type { Encoding } from '../encode.js';
import { toBytePlanes } from './byte-planes.js';
import type { TileCompression } from './tile-compression.js';
import { storedBytes } from './tile-source.js';

/** Pixels of a tile of gzip, which packs long runs better than short ones. */
const gzipTilePixels = 65_536;

/** ZCMPTYPE, and whether pixels are quantised first. */
export type Method =
  | { readonly type: 'RICE_1'; readonly quantized: boolean; readonly bytePix: number }
  | { readonly type: 'GZIP_1' | 'GZIP_2'; readonly quantized: boolean };

/**
 * How pixels of an encoding are compressed.
 *
 * @throws RangeError for integers of 64 bits, for which there is no tile compression
 */
export function methodOf({ bitpix }: Encoding, { algorithm, quantize }: TileCompression): Method {
  if (bitpix === 64) {
    throw new RangeError('integers of 64 bits cannot be compressed in tiles; use 32 bits or none');
  }
  const quantized = bitpix < 0 && quantize !== undefined;
  if (algorithm === 'rice' && (bitpix > 0 || quantized)) {
    return { type: 'RICE_1', quantized, bytePix: quantized ? 4 : bitpix / 8 };
  }
  return { type: bitpix === 8 ? 'GZIP_1' : 'GZIP_2', quantized };
}

/** Rows for Rice, several of them for gzip. */
export function usualTile(shape: readonly number[], { type }: Method): number[] {
  const [width = 1, height = 1] = shape;
  const rows = type === 'RICE_1' ? 1 : Math.max(1, Math.round(gzipTilePixels / width));
  return shape.map((_, axis) => [width, Math.min(rows, height)][axis] ?? 1);
}

/** The code of the numbers of a tile. */
export function codeOf(numbers: PixelArray, { type }: Method, blockSize?: number): Uint8Array {
  const whole =
    numbers instanceof Uint8Array || numbers instanceof Int16Array || numbers instanceof Int32Array;
  if (type === 'RICE_1' && whole) return riceEncode(numbers, blockSize);
  const bytes = storedBytes(numbers);
  return tileCode(type === 'GZIP_1' ? bytes : toBytePlanes(bytes, numbers.BYTES_PER_ELEMENT));
}

/** A tile and its code. */
let lastTile: { readonly bytes: Uint8Array; readonly code: Uint8Array } | undefined;

/** Tiles of a mask are mostly like the one before. */
function tileCode(bytes: Uint8Array): Uint8Array {
  if (lastTile === undefined || Buffer.compare(lastTile.bytes, bytes) !== 0) {
    lastTile = { bytes: bytes.slice(), code: gzipped(bytes) };
  }
  return lastTile.code;
}

/** Gzip without a word on the machine it was made on. */
export function gzipped(bytes: Uint8Array): Uint8Array {
  const out = gzipSync(bytes, { level: 6 });
  // The system it was made on (RFC 1952) is no part of the product: 255 is "unknown".
  out[9] = 255;
  return out;
}
