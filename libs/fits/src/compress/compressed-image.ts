import type { PixelArray } from '@nightskies/pixels';
import type { Bitpix } from '../bitpix.js';
import { emptyNumbers, physicalNumbers, signShifted, uncleared } from '../decode.js';
import type { Header } from '../header.js';
import type { HduSite } from '../hdu-walk.js';
import { isUnscaled, scalingOf, signShiftedBits, type Scaling } from '../scaling.js';
import type { ByteSource } from '../stream/byte-source.js';
import type { OpenImage } from '../stream/open-image.js';
import { assertRows, rowsOf } from '../stream/rows.js';
import type { ImageHdu } from '../types.js';
import type { UnpackLimits } from '../unpack.js';
import { compressionOf, type Compression } from './compression.js';
import { imageHeader } from './image-header.js';
import { TilePixels } from './tile-pixels.js';
import { assertUnpackable } from './unpack-limits.js';

/** An image in compressed tiles (FITS 4.0, section 10), as if it were not compressed. */
export class CompressedImage implements OpenImage {
  readonly type = 'image';
  readonly header: Header;
  readonly bitpix: Bitpix;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly scaling: Scaling;
  readonly compression: Compression;
  readonly #tiles: TilePixels;

  /**
   * @throws FitsError `fits-bad-compression` for a table that cannot be a compressed image,
   * `fits-unpacks-too-large`
   */
  constructor(source: ByteSource, site: HduSite, file: string, limits: UnpackLimits) {
    const { header, structure, offset, dataStart } = site;
    const { shape, dataBytes } = structure;
    const facts = compressionOf({ header, shape, dataBytes }, { file, offset });
    assertUnpackable(facts, limits);
    this.compression = facts;
    this.header = imageHeader(header, file);
    this.bitpix = facts.bitpix;
    this.shape = facts.grid.shape;
    this.offset = offset;
    this.scaling = scalingOf(this.header, facts.bitpix, file, offset);
    this.#tiles = new TilePixels(source, dataStart, facts);
  }

  readRows(firstRow: number, rowCount: number, out?: Float32Array): Float32Array {
    const pixels = this.assertBand(firstRow, rowCount);
    const values = out ?? new Float32Array(uncleared(4 * pixels).buffer);
    if (values.length < pixels) {
      throw new RangeError(`${rowCount} rows have ${pixels} values, the array ${values.length}`);
    }
    this.physical(firstRow, rowCount, values);
    return values;
  }

  readStoredRows(firstRow: number, rowCount: number): PixelArray {
    const out = emptyNumbers(this.bitpix, this.assertBand(firstRow, rowCount));
    const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
    const size = out.BYTES_PER_ELEMENT;
    this.#tiles.read(firstRow, rowCount, (tile, from, to, at) => {
      // Tiles come in the type of the image.
      const start = tile.byteOffset + from * size;
      bytes.set(new Uint8Array(tile.buffer, start, (to - from) * size), at * size);
    });
    return out;
  }

  /** Physical values of rows that can be read. */
  protected physical(firstRow: number, rowCount: number, out: Float32Array | Float64Array): void {
    this.#tiles.read(firstRow, rowCount, (tile, from, to, at) => {
      const part = out.subarray(at, at + to - from);
      physicalNumbers(tile.subarray(from, to), this.bitpix, this.scaling, part);
    });
  }

  /** Pixels of a band whose tiles can be read. */
  protected assertBand(firstRow: number, rowCount: number): number {
    assertRows(this.shape, firstRow, rowCount);
    this.#tiles.assertPlausible(firstRow, rowCount);
    return rowCount * (this.shape[0] ?? 0);
  }
}

/** The same of a file in memory. */
export class CompressedImageHdu extends CompressedImage implements ImageHdu {
  readonly tableHeader: Header;
  readonly #raw: Uint8Array;

  constructor(
    source: ByteSource,
    site: HduSite,
    raw: Uint8Array,
    file: string,
    limits: UnpackLimits,
  ) {
    super(source, site, file, limits);
    this.tableHeader = site.header;
    this.#raw = raw;
  }

  stored(): PixelArray {
    return this.readStoredRows(0, rowsOf(this.shape));
  }

  values(): PixelArray {
    const { bitpix, scaling } = this;
    if (isUnscaled(scaling)) return this.stored();
    const bits = signShiftedBits(bitpix, scaling);
    if (bits !== undefined) return signShifted(this.stored(), bits);
    return bitpix === 8 || bitpix === 16 || bitpix === -32 ? this.float32() : this.float64();
  }

  float32(out?: Float32Array): Float32Array {
    return this.readRows(0, rowsOf(this.shape), out === undefined ? out : this.#fitting(out));
  }

  float64(out?: Float64Array): Float64Array {
    const rows = rowsOf(this.shape);
    const pixels = this.assertBand(0, rows);
    const values = out ?? new Float64Array(uncleared(8 * pixels).buffer);
    this.physical(0, rows, this.#fitting(values));
    return values;
  }

  raw(): Uint8Array {
    return this.#raw;
  }

  #fitting<T extends Float32Array | Float64Array>(out: T): T {
    const pixels = rowsOf(this.shape) * (this.shape[0] ?? 0);
    if (out.length === pixels) return out;
    throw new RangeError(`the image has ${pixels} pixels, the array given ${out.length}`);
  }
}
