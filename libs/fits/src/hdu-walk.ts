import { problem, type Problem } from '@nightskies/contracts';
import { cardLength } from './card.js';
import { FitsError } from './errors.js';
import { Header } from './header.js';
import type { ByteSource } from './stream/byte-source.js';
import { blockLength, padded, structureOf, type Structure } from './structure.js';

/** Where one header and data unit lies, and what its header says. */
export interface HduSite {
  readonly header: Header;
  /** Without `bitpix` after SIMPLE = F, where only the header is FITS. */
  readonly structure: Structure | (Omit<Structure, 'bitpix' | 'kind'> & { kind: 'unknown' });
  /** Byte offsets of header and data, and of what follows. */
  readonly offset: number;
  readonly dataStart: number;
  readonly end: number;
}

export interface HduWalk {
  readonly sites: readonly HduSite[];
  /** What is wrong without touching any value. */
  readonly notes: readonly Problem[];
}

/**
 * All headers of a file, one after another; of the data only the places. Every size a header claims
 * is checked against the length of the source.
 *
 * @param maxHeaderBytes of all headers together
 * @throws FitsError naming file and offset for what is empty, not FITS, truncated, overlong, whose
 * mandatory keywords cannot be, or which goes beyond the limit
 */
export function walkHdus(source: ByteSource, name: string, maxHeaderBytes: number): HduWalk {
  assertStartsAsFits(source, name);
  const sites: HduSite[] = [];
  const notes: Problem[] = [];
  let headerBytesLeft = maxHeaderBytes;
  for (let offset = 0; offset < source.size;) {
    if (offset > 0 && textAt(source, offset, 8) !== 'XTENSION') {
      assertPadding(source, offset, name);
      break;
    }
    const cards = readCards(source, offset, name, headerBytesLeft);
    const site = siteOf(source, offset, cards, name);
    headerBytesLeft -= site.dataStart - offset;
    sites.push(site);
    if (site.end > source.size) notes.push(missingPadding(name, source.size, site.end));
    offset = site.end;
  }
  return { sites, notes };
}

function siteOf(source: ByteSource, offset: number, cards: string, file: string): HduSite {
  const dataStart = offset + padded(cards.length + cardLength);
  const header = Header.parse(cards, file);
  // SIMPLE = F: only the header is FITS, what follows is the maker's own (section 4.4.1.1).
  if (offset === 0 && header.boolean('SIMPLE') === false) {
    const dataBytes = Math.max(0, source.size - dataStart);
    const end = Math.max(dataStart, source.size);
    return { header, structure: { kind: 'unknown', shape: [], dataBytes }, offset, dataStart, end };
  }
  const structure = structureOf(header, file, offset);
  const { dataBytes } = structure;
  if (dataBytes > 0 && dataStart + dataBytes > source.size) {
    throw truncated(file, source.size, structure, dataStart);
  }
  return { header, structure, offset, dataStart, end: dataStart + padded(dataBytes) };
}

/** The cards before END. */
function readCards(source: ByteSource, offset: number, file: string, most: number): string {
  const limit = Math.min(source.size, offset + most);
  const room = Buffer.alloc(blockLength);
  const blocks: string[] = [];
  for (let at = offset; at + cardLength <= limit; at += blockLength) {
    const block = room.subarray(0, Math.min(blockLength, limit - at));
    source.read(at, block);
    const text = block.toString('latin1');
    const end = endOf(text);
    if (end >= 0) return blocks.join('') + text.slice(0, end);
    blocks.push(text);
  }
  if (limit < source.size) {
    throw new FitsError('fits-header-too-long', 'the headers are longer than can be meant', {
      file,
      offset: limit,
      found: `no END in ${limit - offset} bytes of the header that starts at byte ${offset}`,
      expected: 'headers within the limit for all headers of a file',
      hint: 'The file is damaged, or not meant to be read at once; raise maxHeaderBytes if it is.',
    });
  }
  throw new FitsError('fits-header-without-end', 'the header has no END', {
    file,
    offset: source.size,
    found: `the end of the file after ${source.size - offset} bytes of header`,
    expected: `a card END in the header that starts at byte ${offset}`,
    hint: 'The file is cut short or damaged; copy or download it again.',
  });
}

/** Place of the END card in whole cards of a block, or -1. */
function endOf(text: string): number {
  for (let at = 0; at + cardLength <= text.length; at += cardLength) {
    if (text.startsWith('END     ', at)) return at;
  }
  return -1;
}

function truncated(
  file: string,
  length: number,
  structure: Pick<Structure, 'shape' | 'dataBytes'>,
  dataStart: number,
): FitsError {
  return new FitsError('fits-truncated', 'the file ends before its data do', {
    file,
    offset: length,
    found: `${Math.max(0, length - dataStart)} bytes of data after the header`,
    expected: `${structure.dataBytes} bytes (axes ${structure.shape.slice(0, 8).join(' x ')})`,
    hint: 'The file is cut short; copy or download it again.',
  });
}

function missingPadding(file: string, length: number, end: number): Problem {
  return problem('fits-missing-padding', 'the last block is not filled up; no value is missing', {
    file,
    found: `${length} bytes`,
    expected: `${end} bytes, a multiple of ${blockLength}`,
    hint: 'The values are complete; the program that wrote the file leaves out the padding.',
  });
}

function assertStartsAsFits(source: ByteSource, file: string): void {
  const start = textAt(source, 0, 30);
  if (start.startsWith('SIMPLE  =')) return;
  const found = source.size === 0 ? 'an empty file' : `it starts with ${JSON.stringify(start)}`;
  throw new FitsError('fits-not-fits', 'the file is not a FITS file', {
    file,
    offset: 0,
    found,
    expected: 'SIMPLE  = at the start of the file',
    hint: 'Check that this is the file you mean and that it was copied completely.',
  });
}

// Tape blocks leave zeros or blanks behind the last HDU; anything else is not accounted for.
function assertPadding(source: ByteSource, offset: number, file: string): void {
  const other = firstUnlikePadding(source, offset);
  if (other === undefined) return;
  throw new FitsError('fits-overlong', 'the file goes on after its last header and data unit', {
    file,
    offset: other,
    found: `${source.size - other} bytes more, starting with ${JSON.stringify(textAt(source, other, 16))}`,
    expected: `the end of the file, or XTENSION at byte ${offset}`,
    hint: 'The header does not tell the whole size, or two files were joined; get the file again.',
  });
}

function firstUnlikePadding(source: ByteSource, offset: number): number | undefined {
  const room = new Uint8Array(Math.min(2 ** 16, source.size - offset));
  let fill: number | undefined;
  for (let at = offset; at < source.size; at += room.length) {
    const part = room.subarray(0, Math.min(room.length, source.size - at));
    source.read(at, part);
    fill ??= part[0];
    if (fill !== 0 && fill !== 0x20) return offset;
    const other = part.findIndex((byte) => byte !== fill);
    if (other >= 0) return at + other;
  }
  return undefined;
}

/** Up to `length` bytes as characters. */
function textAt(source: ByteSource, at: number, length: number): string {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, source.size - at)));
  source.read(at, bytes);
  return bytes.toString('latin1');
}
