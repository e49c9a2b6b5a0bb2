import { cardLength } from './card.js';
import { valueCard } from './card-text.js';
import { addSums, encodeSum, sumOfWords } from './checksum.js';
import type { Encoding } from './encode.js';
import { Header, type CardEntry } from './header.js';
import type { Scaling } from './scaling.js';
import { padded } from './structure.js';

const structural =
  /^(?:SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|CHECKSUM|DATASUM|END)$/;
const unsetChecksum = '0'.repeat(16);

/** Which image of a file it is, 0 for the primary, and how many there are. */
export interface Rank {
  readonly index: number;
  readonly count: number;
}

/** A header to be written, complete but for its checksums. */
export interface UnitHeader {
  /** Cards with END, without what fills the block. */
  readonly text: string;
  /** Bytes with what fills the block. */
  readonly bytes: number;
}

/**
 * Structural cards, then those given of which none is made here, then room for the checksums.
 *
 * @param made keywords the writer makes itself, beside those of every array
 * @param last cards behind those given
 */
export function unitHeader(
  { name, header }: { readonly name?: string; readonly header?: Header },
  structure: readonly CardEntry[],
  made?: RegExp,
  last: readonly CardEntry[] = [],
): UnitHeader {
  const entries: CardEntry[] =
    name === undefined ? [...structure] : [...structure, ['EXTNAME', name]];
  const given = (header ?? Header.empty).filter(
    ({ keyword }) =>
      !structural.test(keyword) &&
      made?.test(keyword) !== true &&
      !(name !== undefined && keyword === 'EXTNAME'),
  );
  const cards =
    Header.of(entries).text + given.text + Header.of(last).text + checksumCards(unsetChecksum, '0');
  return {
    text: `${cards}${'END'.padEnd(cardLength)}`,
    bytes: padded(cards.length + cardLength),
  };
}

/**
 * The structural cards of an image.
 *
 * @throws RangeError for a shape FITS cannot hold, and for scaling together with the sign convention
 */
export function imageStructure(
  { shape, scaling }: { readonly shape: readonly number[]; readonly scaling?: Scaling },
  encoding: Encoding,
  { index, count }: Rank,
): CardEntry[] {
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0) || shape.length > 999) {
    throw new RangeError(`[${shape.join(', ')}] is not a shape FITS can hold`);
  }
  const entries: CardEntry[] = [
    index === 0
      ? ['SIMPLE', true, 'conforms to FITS standard']
      : ['XTENSION', 'IMAGE', 'Image extension'],
    ['BITPIX', encoding.bitpix, 'array data type'],
    ['NAXIS', shape.length, 'number of array dimensions'],
    ...shape.map((axis, i): CardEntry => [`NAXIS${i + 1}`, axis]),
  ];
  if (index > 0) {
    entries.push(['PCOUNT', 0, 'number of parameters'], ['GCOUNT', 1, 'number of groups']);
  } else if (count > 1) {
    entries.push(['EXTEND', true]);
  }
  return [...entries, ...scalingEntries(encoding, scaling)];
}

/** BSCALE, BZERO and BLANK of an image. */
export function scalingEntries({ bitpix, shifted }: Encoding, scaling?: Scaling): CardEntry[] {
  if (shifted !== null) {
    if (scaling !== undefined) {
      throw new RangeError('scaled images are stored as Uint8, Int16, Int32, BigInt64 or floats');
    }
    return [
      ['BSCALE', 1],
      ['BZERO', shifted.bzero],
    ];
  }
  if (scaling === undefined) return [];
  const { bscale, bzero, blank } = scaling;
  return [
    ['BSCALE', bscale],
    ['BZERO', bzero],
    ...(blank !== null && bitpix > 0 ? [['BLANK', blank] as const] : []),
  ];
}

/**
 * Writes a header with its checksums.
 *
 * @param out `bytes` of the header
 * @param datasum of the data unit
 */
export function writeHeader(out: Buffer, { text }: UnitHeader, datasum: number): void {
  const checksumsAt = text.length - 3 * cardLength;
  out.fill(' ', text.length).write(text, 'latin1');
  out.write(checksumCards(unsetChecksum, datasum.toString()), checksumsAt, 'latin1');
  const checksum = encodeSum(addSums(sumOfWords(out), datasum));
  out.write(checksumCards(checksum, datasum.toString()), checksumsAt, 'latin1');
}

/** CHECKSUM a header would get. */
export function checksumOf(header: UnitHeader, datasum: number): string {
  const out = Buffer.alloc(header.bytes);
  writeHeader(out, header, datasum);
  return out
    .toString('latin1')
    .slice(header.text.length - 3 * cardLength + 11)
    .slice(0, 16);
}

function checksumCards(checksum: string, datasum: string): string {
  return (
    valueCard('CHECKSUM', checksum, 'HDU checksum').text +
    valueCard('DATASUM', datasum, 'data unit checksum').text
  );
}
