import { ByteRoom } from '@nightskies/pixels';
import { addSums, sumAtOffset } from '../checksum.js';
import { bufferOver } from '../decode.js';
import { encodeInto, encodingOf, type Encoding } from '../encode.js';
import { FitsError } from '../errors.js';
import type { Header } from '../header.js';
import { padded } from '../structure.js';
import { imageStructure, unitHeader, writeHeader, type UnitHeader } from '../unit-header.js';
import type { ByteSink } from './byte-source.js';
import { assertRows, rowsOf } from './rows.js';

/** Numbers of the images written in bands: uint16 by the BZERO convention, the others as they are. */
export type BandType = 'float32' | 'uint8' | 'int16' | 'uint16' | 'int32';

export type BandPixels = Float32Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

/** An image whose pixels come later. Structural cards are made, not given. */
export interface BandedImage {
  readonly name?: string;
  readonly header?: Header;
  /** NAXIS1, NAXIS2; empty for a header without data. */
  readonly shape: readonly [number, number] | readonly [];
  readonly type: BandType;
}

interface Unit {
  readonly image: BandedImage;
  readonly header: UnitHeader;
  readonly offset: number;
  readonly dataStart: number;
  readonly dataBytes: number;
  /** 1 for each row that was written. */
  readonly written: Uint8Array;
  datasum: number;
}

const samples: Readonly<Record<BandType, BandPixels>> = {
  float32: new Float32Array(0),
  uint8: new Uint8Array(0),
  int16: new Int16Array(0),
  uint16: new Uint16Array(0),
  int32: new Int32Array(0),
};

/** What is encoded at once. Used within one call only. */
const room = bufferOver(new ByteRoom().bytes(2 ** 18));

/**
 * A FITS file of images written in bands of rows, in any order: the bytes are those `writeFits`
 * gives for the same images. DATASUM is a sum that no order changes. Headers are written last, so
 * that a file that was left half written is no FITS file. Memory: the headers, a byte per row, and
 * 256 KiB.
 *
 * @throws RangeError for shapes FITS cannot hold
 * @throws FitsError for header values FITS cannot hold
 */
export class FitsFileWriter {
  /** Bytes of the finished file. */
  readonly size: number;
  readonly #sink: ByteSink;
  readonly #units: readonly Unit[];
  #finished = false;

  constructor(sink: ByteSink, hdus: readonly BandedImage[]) {
    if (hdus.length === 0) throw new RangeError('a FITS file needs at least one HDU');
    this.#sink = sink;
    let offset = 0;
    this.#units = hdus.map((image, index) => {
      const unit = unitAt(offset, image, index, hdus.length);
      offset = unit.dataStart + padded(unit.dataBytes);
      return unit;
    });
    this.size = offset;
  }

  /**
   * Writes whole rows.
   *
   * @param hdu its number, 0 for the primary
   * @param data as many values as some rows have
   * @throws RangeError for rows the image does not have, parts of rows and another type of numbers
   * @throws FitsError `fits-row-written-twice`
   */
  writeRows(hdu: number, firstRow: number, data: BandPixels): void {
    if (this.#finished) throw new RangeError('the file is finished');
    if (hdu < 0 || hdu >= this.#units.length) throw new RangeError(`there is no HDU ${hdu}`);
    const unit = this.#units[hdu];
    const { image, written } = unit;
    if (encodingName(data) !== image.type) {
      throw new RangeError(`HDU ${hdu} holds ${image.type}, not ${encodingName(data)}`);
    }
    const width = image.shape[0] ?? 0;
    const rowCount = width === 0 ? 0 : data.length / width;
    assertRows(image.shape, firstRow, rowCount);
    const again = written.indexOf(1, firstRow);
    if (again >= 0 && again < firstRow + rowCount) throw writtenTwice(hdu, image, again);
    this.#encode(unit, firstRow * width * data.BYTES_PER_ELEMENT, data);
    written.fill(1, firstRow, firstRow + rowCount);
  }

  /** Writes paddings and headers. @throws FitsError `fits-rows-missing` naming the first such row */
  finish(): void {
    if (this.#finished) throw new RangeError('the file is finished');
    this.#units.forEach(({ written, image }, hdu) => {
      const missing = written.indexOf(0);
      if (missing >= 0) throw neverWritten(hdu, image, written, missing);
    });
    this.#finished = true;
    for (const { header, datasum, offset, dataStart, dataBytes } of this.#units) {
      const padding = Buffer.alloc(padded(dataBytes) - dataBytes);
      if (padding.length > 0) this.#sink.write(dataStart + dataBytes, padding);
      const out = Buffer.alloc(header.bytes);
      writeHeader(out, header, datasum);
      this.#sink.write(offset, out);
    }
  }

  #encode(unit: Unit, at: number, data: BandPixels): void {
    const size = data.BYTES_PER_ELEMENT;
    const most = room.length / size;
    for (let from = 0; from < data.length; from += most) {
      const part = data.subarray(from, from + most);
      const bytes = room.subarray(0, part.length * size);
      const place = at + from * size;
      unit.datasum = addSums(unit.datasum, sumAtOffset(encodeInto(bytes, part), place));
      this.#sink.write(unit.dataStart + place, bytes);
    }
  }
}

function unitAt(offset: number, image: BandedImage, index: number, count: number): Unit {
  const encoding: Encoding = encodingOf(
    image.shape.length === 0 ? samples.uint8 : samples[image.type],
  );
  const header = unitHeader(image, imageStructure(image, encoding, { index, count }));
  const rows = rowsOf(image.shape);
  const dataBytes = rows * (image.shape[0] ?? 0) * (Math.abs(encoding.bitpix) / 8);
  return {
    image,
    header,
    offset,
    dataStart: offset + header.bytes,
    dataBytes,
    written: new Uint8Array(dataBytes === 0 ? 0 : rows),
    datasum: 0,
  };
}

function encodingName(data: BandPixels): BandType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int16Array) return 'int16';
  return data instanceof Uint16Array ? 'uint16' : 'int32';
}

function nameOf(hdu: number, { name }: BandedImage): string {
  return name === undefined ? `HDU ${hdu}` : `HDU ${hdu} (${name})`;
}

function writtenTwice(hdu: number, image: BandedImage, row: number): FitsError {
  return new FitsError('fits-row-written-twice', 'a row was written before', {
    found: `row ${row} of ${nameOf(hdu, image)}`,
    expected: 'every row once: its checksum is summed as it is written',
    hint: 'This is a fault of the program, not of a file; please report it.',
  });
}

function neverWritten(
  hdu: number,
  image: BandedImage,
  written: Uint8Array,
  row: number,
): FitsError {
  const missing = written.reduce((sum, one) => sum + 1 - one, 0);
  return new FitsError('fits-rows-missing', 'not all rows were written', {
    found: `${missing} rows missing, row ${row} of ${nameOf(hdu, image)} first`,
    expected: `all ${written.length} rows`,
    hint: 'This is a fault of the program, not of a file; please report it.',
  });
}
