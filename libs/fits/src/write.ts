import { cardLength } from './card.js';
import { valueCard } from './card-text.js';
import { addSums, encodeSum, sumOfWords } from './checksum.js';
import { uncleared } from './decode.js';
import { encodeInto, encodeMade, encodingOf } from './encode.js';
import { Header, type CardEntry } from './header.js';
import { padded } from './structure.js';
import { tableUnit } from './table/table-unit.js';
import type { ImageToWrite, TableToWrite } from './types.js';

const structural =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|CHECKSUM|DATASUM|END)$/;
const ofColumns = /^(?:TFIELDS|THEAP|T(?:TYPE|FORM|UNIT|COMM|DIM|NULL|SCAL|ZERO|DISP|BCOL)\d+)$/;
const unsetChecksum = '0'.repeat(16);
const emptyPrimary: ImageToWrite = { shape: [] };

interface Unit {
  readonly headerText: string;
  readonly headerBytes: number;
  readonly dataBytes: number;
  /** Writes the data unit without padding and gives its checksum. */
  readonly writeData: (out: Buffer) => number;
}

/**
 * A FITS file of images and tables: an image that comes first becomes the primary, the others IMAGE
 * and BINTABLE extensions; an empty primary is put before a table that comes first. Each has CHECKSUM
 * and DATASUM. Equal input gives equal bytes: nothing of clock or host goes in.
 *
 * @param into memory to write to when it is large enough; the result is then a view of its start.
 * Who writes many files saves the system's cost of fresh memory, which is more than the encoding's.
 * @throws RangeError when data and shape, or columns and rows, do not fit together
 * @throws FitsError for header values FITS cannot hold
 */
export function writeFits(
  hdus: readonly (ImageToWrite | TableToWrite)[],
  into?: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  if (hdus.length === 0) throw new RangeError('a FITS file needs at least one HDU');
  const all = 'table' in hdus[0] ? [emptyPrimary, ...hdus] : hdus;
  const units = all.map((hdu, index) =>
    'table' in hdu ? tableUnitOf(hdu) : imageUnitOf(hdu, index, all.length),
  );
  const total = units.reduce((sum, unit) => sum + unit.headerBytes + padded(unit.dataBytes), 0);
  // The start of a buffer, so that every block is aligned for access by words.
  const fits = into !== undefined && into.byteLength >= total;
  const out = fits ? Buffer.from(into, 0, total) : uncleared(total);
  let at = 0;
  for (const unit of units) {
    const end = at + unit.headerBytes + padded(unit.dataBytes);
    writeUnit(out.subarray(at, end), unit);
    at = end;
  }
  return new Uint8Array(out.buffer, 0, total);
}

function imageUnitOf(image: ImageToWrite, index: number, count: number): Unit {
  const pixels = pixelCount(image);
  const common = headerOf(image, structuralEntries(image, index, count), structural);
  const { data } = image;
  if (data === undefined) return { ...common, dataBytes: 0, writeData: () => 0 };
  return 'make' in data
    ? { ...common, dataBytes: pixels * 4, writeData: (out) => encodeMade(out, data) }
    : {
        ...common,
        dataBytes: pixels * data.BYTES_PER_ELEMENT,
        writeData: (out) => encodeInto(out, data),
      };
}

function tableUnitOf(hdu: TableToWrite): Unit {
  const { entries, dataBytes, writeTo } = tableUnit(hdu.table);
  return {
    ...headerOf(hdu, entries, ofColumns),
    dataBytes,
    writeData: (out) => {
      writeTo(out);
      return sumOfWords(out);
    },
  };
}

/** Structural cards, then those given of which none is made here. */
function headerOf(
  { name, header }: ImageToWrite | TableToWrite,
  structure: readonly CardEntry[],
  made: RegExp,
): Pick<Unit, 'headerText' | 'headerBytes'> {
  const entries: CardEntry[] =
    name === undefined ? [...structure] : [...structure, ['EXTNAME', name]];
  const given = (header ?? Header.empty).filter(
    ({ keyword }) =>
      !structural.test(keyword) &&
      !made.test(keyword) &&
      !(name !== undefined && keyword === 'EXTNAME'),
  );
  const headerText = Header.of(entries).text + given.text + checksumCards(unsetChecksum, '0');
  return {
    headerText: `${headerText}${'END'.padEnd(cardLength)}`,
    headerBytes: padded(headerText.length + cardLength),
  };
}

function pixelCount({ shape, data }: ImageToWrite): number {
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) || shape.length > 999) {
    throw new RangeError(`[${shape.join(', ')}] is not a shape FITS can hold`);
  }
  const pixels = shape.length === 0 ? 0 : shape.reduce((product, axis) => product * axis, 1);
  if ((data?.length ?? 0) !== pixels) {
    throw new RangeError(
      `shape [${shape.join(', ')}] needs ${pixels} values, not ${data?.length ?? 0}`,
    );
  }
  return pixels;
}

function structuralEntries(image: ImageToWrite, index: number, count: number): CardEntry[] {
  const encoding = encodingOf(image.data ?? new Uint8Array(0));
  const entries: CardEntry[] = [
    index === 0
      ? ['SIMPLE', true, 'conforms to FITS standard']
      : ['XTENSION', 'IMAGE', 'Image extension'],
    ['BITPIX', encoding.bitpix, 'array data type'],
    ['NAXIS', image.shape.length, 'number of array dimensions'],
    ...image.shape.map((axis, i): CardEntry => [`NAXIS${i + 1}`, axis]),
  ];
  if (index > 0) {
    entries.push(['PCOUNT', 0, 'number of parameters'], ['GCOUNT', 1, 'number of groups']);
  } else if (count > 1) {
    entries.push(['EXTEND', true]);
  }
  if (encoding.shifted !== null) {
    if (image.scaling !== undefined) {
      throw new RangeError('scaled images are stored as Uint8, Int16, Int32, BigInt64 or floats');
    }
    entries.push(['BSCALE', 1], ['BZERO', encoding.shifted.bzero]);
  }
  if (image.scaling !== undefined) {
    const { bscale, bzero, blank } = image.scaling;
    entries.push(['BSCALE', bscale], ['BZERO', bzero]);
    if (blank !== null && encoding.bitpix > 0) entries.push(['BLANK', blank]);
  }
  return entries;
}

function checksumCards(checksum: string, datasum: string): string {
  return (
    valueCard('CHECKSUM', checksum, 'HDU checksum').text +
    valueCard('DATASUM', datasum, 'data unit checksum').text
  );
}

function writeUnit(out: Buffer, { headerText, headerBytes, dataBytes, writeData }: Unit): void {
  const dataEnd = headerBytes + dataBytes;
  const datasum = writeData(out.subarray(headerBytes, dataEnd));
  out.fill(0, dataEnd);
  const checksumsAt = headerText.length - 3 * cardLength;
  out.fill(' ', headerText.length, headerBytes).write(headerText, 'latin1');
  out.write(checksumCards(unsetChecksum, datasum.toString()), checksumsAt, 'latin1');
  const sum = addSums(sumOfWords(out.subarray(0, headerBytes)), datasum);
  out.write(checksumCards(encodeSum(sum), datasum.toString()), checksumsAt, 'latin1');
}
