import { ByteRoom, byteTurner, type PixelArray } from '@nightskies/pixels';
import type { Bitpix } from '../bitpix.js';
import { bufferOver, decodePhysical, numbersIn, swap, uncleared } from '../decode.js';
import type { Header } from '../header.js';
import { isUnscaled, type Scaling } from '../scaling.js';
import type { ByteSource } from './byte-source.js';
import type { OpenImage } from './open-image.js';
import { assertRows } from './rows.js';

/** What is read at once; a multiple of every element's size. Used within one call only. */
const scratch = bufferOver(new ByteRoom().bytes(2 ** 18));

interface Place {
  readonly header: Header;
  readonly bitpix: Bitpix;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly dataStart: number;
  readonly scaling: Scaling;
}

/** An image stored as FITS stores arrays, row after row. */
export class PlainRows implements OpenImage {
  readonly type = 'image';
  readonly header: Header;
  readonly bitpix: Bitpix;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly scaling: Scaling;
  readonly #source: ByteSource;
  readonly #dataStart: number;

  constructor(source: ByteSource, { header, bitpix, shape, offset, dataStart, scaling }: Place) {
    this.header = header;
    this.bitpix = bitpix;
    this.shape = shape;
    this.offset = offset;
    this.scaling = scaling;
    this.#source = source;
    this.#dataStart = dataStart;
  }

  readRows(firstRow: number, rowCount: number, out?: Float32Array): Float32Array {
    const { from, bytes, pixels } = this.#band(firstRow, rowCount);
    const values = out ?? new Float32Array(uncleared(4 * pixels).buffer);
    if (values.length < pixels) {
      throw new RangeError(`${rowCount} rows have ${pixels} values, the array ${values.length}`);
    }
    const same = this.bitpix === -32 && isUnscaled(this.scaling);
    if (same && byteTurner(values.buffer) !== null) {
      // Straight into its place, then turned round there.
      const place = Buffer.from(values.buffer, values.byteOffset, bytes);
      this.#source.read(from, place);
      swap(place, 4);
      return values;
    }
    const size = Math.abs(this.bitpix) / 8;
    for (let at = 0; at < bytes; at += scratch.length) {
      const part = scratch.subarray(0, Math.min(scratch.length, bytes - at));
      this.#source.read(from + at, part);
      if (same) {
        swap(part, 4);
        values.set(new Float32Array(part.buffer, 0, part.length / 4), at / 4);
        continue;
      }
      const to = values.subarray(at / size, (at + part.length) / size);
      decodePhysical(part, this.bitpix, this.scaling, to);
    }
    return values;
  }

  readStoredRows(firstRow: number, rowCount: number, into?: ArrayBuffer): PixelArray {
    const { from, bytes } = this.#band(firstRow, rowCount);
    const fits = into !== undefined && into.byteLength >= bytes;
    const stored = fits ? Buffer.from(into, 0, bytes) : uncleared(bytes);
    this.#source.read(from, stored);
    swap(stored, Math.abs(this.bitpix) / 8);
    return numbersIn(stored, this.bitpix);
  }

  #band(firstRow: number, rowCount: number): { from: number; bytes: number; pixels: number } {
    assertRows(this.shape, firstRow, rowCount);
    const width = this.shape[0] ?? 0;
    const rowBytes = width * (Math.abs(this.bitpix) / 8);
    return {
      from: this.#dataStart + firstRow * rowBytes,
      bytes: rowCount * rowBytes,
      pixels: rowCount * width,
    };
  }
}
