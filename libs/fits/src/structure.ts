import { FitsError } from './errors.js';
import type { Header } from './header.js';
import type { Bitpix } from './bitpix.js';
import type { OpaqueHdu, TableHdu } from './types.js';

/** Bytes of one block (FITS 4.0, section 3.1). */
export const blockLength = 2880;
const maxAxes = 999;

export type HduKind = 'image' | 'compressed-image' | TableHdu['type'] | OpaqueHdu['type'];

/** What the mandatory keywords of a header say about the data that follow it. */
export interface Structure {
  readonly kind: HduKind;
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, ... */
  readonly shape: readonly number[];
  /** Bytes of the data unit without padding. */
  readonly dataBytes: number;
}

/** Bytes up to the end of the block. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / blockLength) * blockLength;
}

/**
 * Kind, shape and data size from the mandatory keywords (FITS 4.0, section 4.4.1; equations 1, 2
 * and 4). Sizes are claims: nothing is allocated here, the caller compares with the file's length.
 *
 * @throws FitsError naming the keyword and the offset of the header
 */
export function structureOf(header: Header, file: string, offset: number): Structure {
  const bitpix = bitpixOf(header, file, offset);
  const shape = shapeOf(header, file, offset);
  const parameters = count(header, 'PCOUNT', 0, file, offset);
  const groups = count(header, 'GCOUNT', 1, file, offset);
  const grouped = header.boolean('GROUPS') === true && shape[0] === 0 && !header.has('XTENSION');
  const axes = grouped ? shape.slice(1) : shape;
  const pixels = axes.length === 0 ? 0 : axes.reduce((product, axis) => product * axis, 1);
  const elements = axes.length === 0 ? 0 : groups * (parameters + pixels);
  const dataBytes = (Math.abs(bitpix) / 8) * elements;
  if (!Number.isSafeInteger(dataBytes)) {
    throw new FitsError('fits-absurd-size', 'the header claims more data than any file can hold', {
      file,
      offset,
      found: `axes ${shape.slice(0, 8).join(' x ')}, PCOUNT ${parameters}, GCOUNT ${groups}`,
      expected: 'fewer than 2^53 bytes',
      hint: 'The header is damaged; get the file again from where it was made.',
    });
  }
  const kind = grouped ? 'random-groups' : kindOf(header, parameters, groups);
  return { kind, bitpix, shape, dataBytes };
}

const tables: ReadonlyMap<string, 'ascii-table' | 'binary-table'> = new Map([
  ['TABLE', 'ascii-table'],
  ['BINTABLE', 'binary-table'],
  ['A3DTABLE', 'binary-table'],
]);

function kindOf(header: Header, parameters: number, groups: number): HduKind {
  const extension = header.has('XTENSION') ? (header.string('XTENSION') ?? '') : 'IMAGE';
  const table = tables.get(extension);
  if (table === 'binary-table' && header.boolean('ZIMAGE') === true) return 'compressed-image';
  if (table !== undefined) return table;
  // Section 7.1.1 fixes PCOUNT = 0 and GCOUNT = 1; anything else is no array of these axes.
  const array = parameters === 0 && groups === 1;
  return array && (extension === 'IMAGE' || extension === 'IUEIMAGE') ? 'image' : 'unknown';
}

const allowedBitpix: readonly Bitpix[] = [8, 16, 32, 64, -32, -64];

function bitpixOf(header: Header, file: string, offset: number): Bitpix {
  const value = header.get('BITPIX');
  const found = allowedBitpix.find((bitpix) => bitpix === value);
  return found ?? refuse(header, 'BITPIX', '8, 16, 32, 64, -32 or -64', file, offset);
}

function shapeOf(header: Header, file: string, offset: number): number[] {
  const axes = header.integer('NAXIS');
  if (axes === undefined || axes < 0 || axes > maxAxes) {
    return refuse(header, 'NAXIS', `a whole number from 0 to ${maxAxes}`, file, offset);
  }
  return Array.from({ length: axes }, (_, i) => {
    const length = header.integer(`NAXIS${i + 1}`);
    if (length !== undefined && length >= 0) return length;
    return refuse(header, `NAXIS${i + 1}`, 'a whole number, not negative', file, offset);
  });
}

function count(
  header: Header,
  keyword: 'PCOUNT' | 'GCOUNT',
  absent: number,
  file: string,
  offset: number,
): number {
  const value = header.has(keyword) ? header.integer(keyword) : absent;
  if (value !== undefined && value >= 0) return value;
  return refuse(header, keyword, 'a whole number, not negative', file, offset);
}

function refuse(
  header: Header,
  keyword: string,
  expected: string,
  file: string,
  offset: number,
): never {
  const card = header.card(keyword);
  throw new FitsError(
    card === undefined ? 'fits-missing-keyword' : 'fits-bad-value',
    card === undefined
      ? `mandatory keyword ${keyword} is missing`
      : `mandatory keyword ${keyword} has a value that cannot be`,
    {
      file,
      offset,
      found: card === undefined ? 'no such card' : card.text.slice(0, 80).trimEnd(),
      expected: `${keyword} = ${expected}`,
      hint: 'The header is damaged; get the file again from where it was made.',
    },
  );
}
