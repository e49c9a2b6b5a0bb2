import { problem, type Problem } from '@nightskies/contracts';
import { cardLength } from './card.js';
import { FitsError } from './errors.js';
import { Header } from './header.js';
import { StoredImage, type HduPlace } from './image-hdu.js';
import { scalingOf } from './scaling.js';
import { blockLength, padded, structureOf, type Structure } from './structure.js';
import type { FitsFile, Hdu, ImageHdu, OpaqueHdu } from './types.js';
import { unpacked, type UnpackLimits } from './unpack.js';

/** What reading one file may cost. */
export interface ReadLimits extends UnpackLimits {
  /**
   * Most bytes of all headers together, which become objects four times their size; 12 MiB unless
   * told: 150,000 cards, or 4,000 HDUs.
   */
  readonly maxHeaderBytes?: number;
}

const usualHeaderBytes = 12 * 2 ** 20;

/**
 * Reads the structure of a FITS file: all headers, no pixels. Pixels are decoded from `bytes` when
 * asked for, so the bytes must not change meanwhile. A gzip file is unpacked, recognised by its
 * first bytes. Every size a header claims is checked against the length of the file first.
 *
 * @param name of the file, for messages
 * @throws FitsError naming file and offset for a file that is empty, not FITS, truncated, overlong,
 * whose mandatory keywords cannot be, or which goes beyond the limits
 */
export function readFits(bytes: Uint8Array, name: string, limits: ReadLimits = {}): FitsFile {
  const content = plain(unpacked(bytes, name, limits));
  assertStartsAsFits(content, name);
  const hdus: Hdu[] = [];
  const notes: Problem[] = [];
  let headerBytesLeft = limits.maxHeaderBytes ?? usualHeaderBytes;
  for (let offset = 0; offset < content.length;) {
    if (offset > 0 && !startsWith(content, offset, 'XTENSION')) {
      assertPadding(content, offset, name);
      break;
    }
    const cardBytes = headerLength(content, offset, name, headerBytesLeft);
    const { hdu, end } = readHdu(content, offset, cardBytes, name);
    headerBytesLeft -= padded(cardBytes + cardLength);
    hdus.push(hdu);
    if (end > content.length) notes.push(missingPadding(name, content.length, end));
    offset = end;
  }
  return { name, hdus, notes };
}

/** @throws FitsError `fits-no-image` when no HDU is an image with pixels. */
export function firstImage(file: FitsFile): ImageHdu {
  for (const hdu of file.hdus) if (hdu.type === 'image' && hasPixels(hdu)) return hdu;
  const kinds = file.hdus.map((hdu) => (hdu.type === 'image' ? 'header without data' : hdu.type));
  throw new FitsError('fits-no-image', 'the file holds no image', {
    file: file.name,
    offset: 0,
    found: [...new Set(kinds)].join(', '),
    expected: 'an image with pixels in the primary or an IMAGE extension',
    hint: kinds.includes('compressed-image')
      ? 'Tile-compressed images are not read yet: unpack the file with funpack first.'
      : 'Check that this is the file you mean.',
  });
}

/** The first image extension of this EXTNAME (without regard to case). */
export function imageNamed(file: FitsFile, extname: string): ImageHdu | undefined {
  const wanted = extname.trim().toUpperCase();
  for (const hdu of file.hdus) {
    if (hdu.type !== 'image') continue;
    if (hdu.header.string('EXTNAME')?.trim().toUpperCase() === wanted) return hdu;
  }
  return undefined;
}

function hasPixels(hdu: ImageHdu): boolean {
  return hdu.shape.length > 0 && hdu.shape.every((axis) => axis > 0);
}

function readHdu(
  content: Uint8Array,
  offset: number,
  cardBytes: number,
  file: string,
): { hdu: Hdu; end: number } {
  const headerEnd = offset + padded(cardBytes + cardLength);
  const header = Header.parse(latin1(content, offset, offset + cardBytes), file);
  // SIMPLE = F: only the header is FITS, what follows is the maker's own (section 4.4.1.1).
  const foreign = offset === 0 && header.boolean('SIMPLE') === false;
  const structure = foreign
    ? { kind: 'unknown' as const, shape: [], dataBytes: Math.max(0, content.length - headerEnd) }
    : structureOf(header, file, offset);
  const dataEnd = headerEnd + structure.dataBytes;
  if (structure.dataBytes > 0 && dataEnd > content.length) {
    throw truncated(file, content.length, structure, headerEnd);
  }
  const end = foreign
    ? Math.max(headerEnd, content.length)
    : headerEnd + padded(structure.dataBytes);
  const place: HduPlace = {
    header,
    shape: structure.shape,
    offset,
    data: content.subarray(headerEnd, dataEnd),
    raw: content.subarray(offset, end),
  };
  return { hdu: hduAt(place, structure, file), end };
}

function hduAt(
  place: HduPlace,
  structure: Structure | { kind: OpaqueHdu['type'] },
  file: string,
): Hdu {
  const { kind } = structure;
  if (kind === 'image' && 'bitpix' in structure) {
    const { bitpix } = structure;
    return new StoredImage(place, bitpix, scalingOf(place.header, bitpix, file, place.offset));
  }
  const bytes = bytesOf(place);
  if (kind === 'binary-table' || kind === 'ascii-table') return { ...bytes, type: kind, file };
  return { ...bytes, type: kind === 'image' ? 'unknown' : kind };
}

function bytesOf({ header, shape, offset, data, raw }: HduPlace): Omit<OpaqueHdu, 'type'> {
  return { header, shape, offset, data: () => data, raw: () => raw };
}

/** Bytes of the cards before END. */
function headerLength(content: Uint8Array, offset: number, file: string, most: number): number {
  const limit = Math.min(content.length, offset + most);
  for (let at = offset; at + cardLength <= limit; at += cardLength) {
    if (content[at] === 0x45 && startsWith(content, at, 'END     ')) return at - offset;
  }
  if (limit < content.length) {
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
    offset: content.length,
    found: `the end of the file after ${content.length - offset} bytes of header`,
    expected: `a card END in the header that starts at byte ${offset}`,
    hint: 'The file is cut short or damaged; copy or download it again.',
  });
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

function assertStartsAsFits(content: Uint8Array, file: string): void {
  if (startsWith(content, 0, 'SIMPLE  =')) return;
  const found =
    content.length === 0
      ? 'an empty file'
      : `it starts with ${JSON.stringify(latin1(content, 0, Math.min(content.length, 30)))}`;
  throw new FitsError('fits-not-fits', 'the file is not a FITS file', {
    file,
    offset: 0,
    found,
    expected: 'SIMPLE  = at the start of the file',
    hint: 'Check that this is the file you mean and that it was copied completely.',
  });
}

// Tape blocks leave zeros or blanks behind the last HDU; anything else is not accounted for.
function assertPadding(content: Uint8Array, offset: number, file: string): void {
  const fill = content[offset];
  let at = offset;
  if (fill === 0 || fill === 0x20) while (at < content.length && content[at] === fill) at++;
  if (at === content.length) return;
  throw new FitsError('fits-overlong', 'the file goes on after its last header and data unit', {
    file,
    offset: at,
    found: `${content.length - at} bytes more, starting with ${JSON.stringify(latin1(content, at, Math.min(content.length, at + 16)))}`,
    expected: `the end of the file, or XTENSION at byte ${offset}`,
    hint: 'The header does not tell the whole size, or two files were joined; get the file again.',
  });
}

// A Buffer's slices are views where a Uint8Array's are copies: only the latter get out of here.
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function startsWith(content: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (content[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

function latin1(content: Uint8Array, start: number, end: number): string {
  return Buffer.from(content.buffer, content.byteOffset + start, end - start).toString('latin1');
}
