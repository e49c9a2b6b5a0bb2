import { cardLength } from './card.js';
import { valueCard } from './card-text.js';
import { addSums, encodeSum, sumOfWords } from './checksum.js';
import { uncleared } from './decode.js';
import { encodeInto, encodingOf } from './encode.js';
import { Header, type CardEntry } from './header.js';
import { padded } from './structure.js';
import type { ImageToWrite } from './types.js';

const structural =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|CHECKSUM|DATASUM|END)$/;
const unsetChecksum = '0'.repeat(16);

interface Unit {
  readonly headerText: string;
  readonly headerBytes: number;
  readonly image: ImageToWrite;
  readonly dataBytes: number;
}

/**
 * A FITS file of images: the first becomes the primary, the others IMAGE extensions, each with
 * CHECKSUM and DATASUM. Equal input gives equal bytes: nothing of clock or host goes in.
 *
 * @param into memory to write to when it is large enough; the result is then a view of its start.
 * Who writes many files saves the system's cost of fresh memory, which is more than the encoding's.
 * @throws RangeError when data and shape do not fit together
 * @throws FitsError for header values FITS cannot hold
 */
export function writeFits(
  hdus: readonly ImageToWrite[],
  into?: ArrayBuffer,
): Uint8Array<ArrayBuffer> {
  if (hdus.length === 0) throw new RangeError('a FITS file needs at least one HDU');
  const units = hdus.map((image, index) => unitOf(image, index, hdus.length));
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

function unitOf(image: ImageToWrite, index: number, count: number): Unit {
  const pixels = pixelCount(image);
  const entries = structuralEntries(image, index, count);
  const named = image.name !== undefined;
  if (image.name !== undefined) entries.push(['EXTNAME', image.name]);
  const given = (image.header ?? Header.empty).filter(
    ({ keyword }) => !structural.test(keyword) && !(named && keyword === 'EXTNAME'),
  );
  const headerText = Header.of(entries).text + given.text + checksumCards(unsetChecksum, '0');
  return {
    headerText: `${headerText}${'END'.padEnd(cardLength)}`,
    headerBytes: padded(headerText.length + cardLength),
    image,
    dataBytes: pixels * (image.data?.BYTES_PER_ELEMENT ?? 0),
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

function writeUnit(out: Buffer, { headerText, headerBytes, image, dataBytes }: Unit): void {
  const dataEnd = headerBytes + dataBytes;
  const data = out.subarray(headerBytes, dataEnd);
  const datasum = image.data === undefined ? 0 : encodeInto(data, image.data);
  out.fill(0, dataEnd);
  const checksumsAt = headerText.length - 3 * cardLength;
  out.fill(' ', headerText.length, headerBytes).write(headerText, 'latin1');
  out.write(checksumCards(unsetChecksum, datasum.toString()), checksumsAt, 'latin1');
  const sum = addSums(sumOfWords(out.subarray(0, headerBytes)), datasum);
  out.write(checksumCards(encodeSum(sum), datasum.toString()), checksumsAt, 'latin1');
}
