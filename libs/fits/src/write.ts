import { ByteRoom } from '@nightskies/pixels';
import { compressedUnit } from './compress/compressed-unit.js';
import { tileCompression } from './compress/tile-compression.js';
import { bufferOver, uncleared } from './decode.js';
import { sumOfWords } from './checksum.js';
import { encodeInto, encodeMade, encodingOf } from './encode.js';
import { padded } from './structure.js';
import { tableUnit, type TableUnit } from './table/table-unit.js';
import type { ImageToWrite, TableToWrite } from './types.js';
import { imageStructure, unitHeader, writeHeader, type UnitHeader } from './unit-header.js';

const ofColumns = /^(?:TFIELDS|THEAP|T(?:TYPE|FORM|UNIT|COMM|DIM|NULL|SCAL|ZERO|DISP|BCOL)\d+)$/;
/** Memory of this thread for a file that is stored before the next one is written. */
export const fileRoom = new ByteRoom();

const emptyPrimary: ImageToWrite = { shape: [] };

interface Unit {
  /** Stored as a table, which cannot be the primary. */
  readonly inTable: boolean;
  readonly header: UnitHeader;
  readonly dataBytes: number;
  /** Writes the data unit without padding and gives its checksum. */
  readonly writeData: (out: Buffer) => number;
}

/**
 * A FITS file of images and tables: an image that comes first becomes the primary, the others IMAGE
 * and BINTABLE extensions; an empty primary is put before a table that comes first. Each has CHECKSUM
 * and DATASUM. Equal input gives equal bytes: nothing of clock or host goes in.
 *
 * @param into memory to write to, such as `fileRoom`: the result is good until it is asked for again.
 * Who writes many files saves the system's cost of fresh memory, which is more than the encoding's.
 * @throws RangeError when data and shape, or columns and rows, do not fit together
 * @throws FitsError for header values FITS cannot hold
 */
export function writeFits(
  hdus: readonly (ImageToWrite | TableToWrite)[],
  into?: ByteRoom,
): Uint8Array<ArrayBuffer> {
  if (hdus.length === 0) throw new RangeError('a FITS file needs at least one HDU');
  const isTable = 'table' in hdus[0];
  const all = isTable ? [emptyPrimary, ...hdus] : hdus;
  const units = all.map((hdu, index) =>
    'table' in hdu ? tableUnitOf(hdu) : imageUnitOf(hdu, index, all.length),
  );
  if (units[0].inTable && !isTable) units.unshift(imageUnitOf(emptyPrimary, 0, all.length + 1));
  const total = units.reduce((sum, unit) => sum + unit.header.bytes + padded(unit.dataBytes), 0);
  // The start of a buffer, so that every block is aligned for access by words.
  const out = into === undefined ? uncleared(total) : bufferOver(into.bytes(total));
  let at = 0;
  for (const unit of units) {
    const end = at + unit.header.bytes + padded(unit.dataBytes);
    writeUnit(out.subarray(at, end), unit);
    at = end;
  }
  return new Uint8Array(out.buffer, 0, total);
}

function imageUnitOf(image: ImageToWrite, index: number, count: number): Unit {
  const { data } = image;
  const encoding = encodingOf(data ?? new Uint8Array(0));
  const header = unitHeader(image, imageStructure(image, encoding, { index, count }));
  const pixels = pixelCount(image);
  const compression = tileCompression(image.compression);
  if (data === undefined || pixels === 0) {
    return { inTable: false, header, dataBytes: 0, writeData: () => 0 };
  }
  if (compression !== null) {
    return unitInTable(compressedUnit({ ...image, data }, compression, { index, count }));
  }
  return 'make' in data
    ? {
        inTable: false,
        header,
        dataBytes: pixels * 4,
        writeData: (out) => encodeMade(out, data),
      }
    : {
        inTable: false,
        header,
        dataBytes: pixels * data.BYTES_PER_ELEMENT,
        writeData: (out) => encodeInto(out, data),
      };
}

function tableUnitOf(hdu: TableToWrite): Unit {
  const { entries, dataBytes, writeTo } = tableUnit(hdu.table);
  return unitInTable({ header: unitHeader(hdu, entries, ofColumns), dataBytes, writeTo });
}

function unitInTable({
  header,
  dataBytes,
  writeTo,
}: Pick<Unit, 'header' | 'dataBytes'> & Pick<TableUnit, 'writeTo'>): Unit {
  return {
    inTable: true,
    header,
    dataBytes,
    writeData: (out) => {
      writeTo(out);
      return sumOfWords(out);
    },
  };
}

function pixelCount({ shape, data }: ImageToWrite): number {
  const pixels = shape.length === 0 ? 0 : shape.reduce((product, axis) => product * axis, 1);
  if ((data?.length ?? 0) === pixels) return pixels;
  throw new RangeError(
    `shape [${shape.join(', ')}] needs ${pixels} values, not ${data?.length ?? 0}`,
  );
}

function writeUnit(out: Buffer, { header, dataBytes, writeData }: Unit): void {
  const dataEnd = header.bytes + dataBytes;
  const datasum = writeData(out.subarray(header.bytes, dataEnd));
  out.fill(0, dataEnd);
  writeHeader(out.subarray(0, header.bytes), header, datasum);
}
