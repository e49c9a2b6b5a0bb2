import { gunzipSync } from 'node:zlib';
import { leastRiceBytes, riceDecode, type PixelArray, type RicePixels } from '@nightskies/pixels';
import type { Bitpix } from '../bitpix.js';
import { decodeStored } from '../decode.js';
import { FitsError } from '../errors.js';
import { fromBytePlanes } from './byte-planes.js';
import type { Compression } from './compression.js';
import { compressionError } from './compression-error.js';
import { dequantize } from './dequantize.js';
import { tileAt } from './tile-grid.js';
import type { TilePiece, TileTable } from './tile-table.js';

const read = ['RICE_1', 'RICE_ONE', 'GZIP_1', 'GZIP_2', 'NOCOMPRESS'];
/** Deflate cannot do better than 1032 to 1. */
const deflateRatio = 1032;

/**
 * Refuses algorithms that are not read.
 *
 * @throws FitsError `fits-compression-not-read` naming the algorithm and what to do
 */
export function assertReadable(facts: Compression): void {
  const { algorithm, place, bitpix, bytePix, quantization } = facts;
  const named = algorithm === '' ? 'what no card tells' : algorithm;
  if (read.includes(algorithm)) {
    const numbers = bytePix === 1 || bytePix === 2 || bytePix === 4;
    const whole = (bitpix > 0 && bitpix < 64) || quantization !== null;
    if (!algorithm.startsWith('RICE') || (numbers && whole)) return;
    throw compressionError(place, 'RICE_1 cannot code such pixels', {
      found: `BYTEPIX ${bytePix}, ZBITPIX ${bitpix}, ZQUANTIZ ${quantization === null ? 'none' : 'told'}`,
      expected: 'BYTEPIX 1, 2 or 4, and integers of up to 32 bits or quantised floats',
    });
  }
  throw new FitsError(
    'fits-compression-not-read',
    `the image is compressed as ${named}, which is not read here`,
    {
      ...place,
      found: `ZCMPTYPE = ${named}`,
      expected: 'RICE_1, GZIP_1, GZIP_2 or NOCOMPRESS',
      hint: 'Unpack the file with funpack first (package libcfitsio-bin).',
    },
  );
}

/** Decodes tiles of a compressed image, one at a time. */
export class TileDecoder {
  readonly #table: TileTable;
  readonly #facts: Compression;
  #room: RicePixels | undefined;

  constructor(table: TileTable, facts: Compression) {
    this.#table = table;
    this.#facts = facts;
  }

  /**
   * Makes sure that every tile has bytes enough for its pixels, before memory is taken for them.
   *
   * @throws FitsError `fits-bad-compression` naming the tile
   */
  assertPlausible(first: number, end: number): void {
    assertReadable(this.#facts);
    for (let tile = first; tile < end; tile++) {
      const { pixels } = tileAt(this.#facts.grid, tile);
      const piece = this.#table.piece(tile);
      const least = this.#leastBytes(piece, pixels);
      if (piece.length >= least) continue;
      throw compressionError(
        this.#facts.place,
        `tile ${tile + 1} has too few bytes for its pixels`,
        {
          found: `${piece.length} bytes for ${pixels} pixels`,
          expected: `at least ${least}`,
        },
      );
    }
  }

  /**
   * Pixels of a tile in its own order, as the image would store them; until the next are asked for.
   *
   * @throws FitsError `fits-bad-compression` for bytes that do not hold them
   */
  pixels(tile: number): PixelArray {
    const { grid, bitpix, quantization } = this.#facts;
    const { pixels: count } = tileAt(grid, tile);
    const piece = this.#table.piece(tile);
    const bytes = this.#table.bytes(piece);
    if (piece.column === 'UNCOMPRESSED_DATA') return this.#plain(bytes, bitpix, count, tile);
    if (piece.column === 'GZIP_COMPRESSED_DATA') {
      const unpacked = this.#unpacked(bytes, count * 8, tile);
      return this.#plain(unpacked, bitpix, count, tile);
    }
    if (quantization === null) return this.#numbers(bytes, bitpix, count, tile);
    const numbers = this.#numbers(bytes, 32, count, tile);
    if (!(numbers instanceof Int32Array)) throw new TypeError('numbers of 32 bits were asked for');
    const out = bitpix === -64 ? new Float64Array(count) : new Float32Array(count);
    dequantize(numbers, this.#scaleOf(tile), quantization, tile, out);
    return out;
  }

  #scaleOf(tile: number) {
    const { scale, zero, blank } = this.#facts;
    return {
      scale: this.#table.number(tile, 'ZSCALE', scale),
      zero: this.#table.number(tile, 'ZZERO', zero),
      blank: this.#table.number(tile, 'ZBLANK', blank),
    };
  }

  /** What was compressed, as numbers of a BITPIX. */
  #numbers(bytes: Uint8Array, bitpix: Bitpix, count: number, tile: number): PixelArray {
    const { algorithm } = this.#facts;
    if (algorithm.startsWith('RICE')) return this.#rice(bytes, bitpix, count, tile);
    if (algorithm === 'NOCOMPRESS') return this.#plain(bytes, bitpix, count, tile);
    const size = Math.abs(bitpix) / 8;
    const unpacked = this.#unpacked(bytes, count * size, tile);
    const ordered = algorithm === 'GZIP_2' ? fromBytePlanes(unpacked, size) : unpacked;
    return this.#plain(ordered, bitpix, count, tile);
  }

  #rice(bytes: Uint8Array, bitpix: Bitpix, count: number, tile: number): PixelArray {
    const { bytePix, blockSize, place } = this.#facts;
    const out = this.#riceRoom(bytePix, count);
    if (!riceDecode(bytes, blockSize, out)) {
      throw compressionError(place, `tile ${tile + 1} ends before its pixels do`, {
        found: `${bytes.length} bytes`,
        expected: `the code of ${count} pixels`,
      });
    }
    return ofBitpix(out, bitpix);
  }

  /** Tiles are many and mostly of one size. */
  #riceRoom(bytePix: number, count: number): RicePixels {
    if (this.#room?.length === count && this.#room.BYTES_PER_ELEMENT === bytePix) return this.#room;
    if (bytePix === 1) this.#room = new Uint8Array(count);
    else this.#room = bytePix === 2 ? new Int16Array(count) : new Int32Array(count);
    return this.#room;
  }

  /** Numbers as FITS stores them; floats may be of either width whatever ZBITPIX says. */
  #plain(bytes: Uint8Array, bitpix: Bitpix, count: number, tile: number): PixelArray {
    const size = Math.abs(bitpix) / 8;
    if (bytes.length === count * size) return decodeStored(bytes, bitpix);
    if (bitpix === -64 && bytes.length === count * 4) {
      return Float64Array.from(decodeStored(bytes, -32), Number);
    }
    throw compressionError(
      this.#facts.place,
      `tile ${tile + 1} has not as many pixels as it should`,
      {
        found: `${bytes.length} bytes`,
        expected: `${count * size} bytes`,
      },
    );
  }

  #unpacked(bytes: Uint8Array, most: number, tile: number): Uint8Array {
    try {
      return gunzipSync(bytes, { maxOutputLength: Math.max(1, most), chunkSize: chunkFor(most) });
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
      throw compressionError(this.#facts.place, `tile ${tile + 1} cannot be unpacked`, {
        found:
          code === 'ERR_BUFFER_TOO_LARGE' ? `more than ${most} bytes` : `damaged gzip (${code})`,
        expected: `gzip of no more than ${most} bytes`,
        cause,
      });
    }
  }

  #leastBytes({ column }: TilePiece, count: number): number {
    const { algorithm, bitpix, bytePix, blockSize, quantization } = this.#facts;
    const size = quantization === null ? Math.abs(bitpix) / 8 : 4;
    if (column === 'UNCOMPRESSED_DATA') return (count * Math.abs(bitpix)) / 16;
    if (column === 'GZIP_COMPRESSED_DATA') return Math.ceil((count * 4) / deflateRatio);
    if (algorithm.startsWith('RICE')) {
      return leastRiceBytes(bytePix === 1 || bytePix === 2 ? bytePix : 4, count, blockSize);
    }
    return algorithm === 'NOCOMPRESS' ? count * size : Math.ceil((count * size) / deflateRatio);
  }
}

/** With room for all of it from the start nothing has to be copied together. */
function chunkFor(bytes: number): number {
  return Math.max(64, bytes + 1);
}

function ofBitpix(numbers: Uint8Array | Int16Array | Int32Array, bitpix: Bitpix): PixelArray {
  switch (bitpix) {
    case 8:
      return numbers instanceof Uint8Array ? numbers : Uint8Array.from(numbers);
    case 16:
      return numbers instanceof Int16Array ? numbers : Int16Array.from(numbers);
    case 32:
      return numbers instanceof Int32Array ? numbers : Int32Array.from(numbers);
    case 64:
      return BigInt64Array.from(numbers, BigInt);
    case -32:
      return Float32Array.from(numbers);
    case -64:
      return Float64Array.from(numbers);
  }
}
