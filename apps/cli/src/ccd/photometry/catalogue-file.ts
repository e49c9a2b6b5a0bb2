import { gunzipSync } from 'node:zlib';
import { readEcsv, readFits, readTable, type Table, type TableHdu } from '@nightskies/fits';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { readInput } from './read-input.js';
import { readTextTable } from './text-table.js';

/** A list of sources as a file has it. */
export interface Catalogue {
  readonly file: string;
  readonly table: Table;
  /** False for text without a line of names: its columns are `column1`, `column2`, ... */
  readonly isNamed: boolean;
}

/** Catalogues beyond this do not belong into memory; a small gzip file may claim any size. */
const mostUnpackedBytes = 2 ** 30;
/** Texts beyond this do not fit into one string. */
const mostTextBytes = 256 * 2 ** 20;

/**
 * Reads a catalogue: a FITS table (the first one of the file that has rows), ECSV, CSV, or text in
 * columns, each also packed by gzip; told by the first bytes.
 *
 * @throws NightSkiesError `catalogue-unreadable` or `catalogue-empty` naming the file
 */
export async function readCatalogue(file: string): Promise<Catalogue> {
  const bytes = unpacked(await readInput(file), file);
  const catalogue = isFits(bytes) ? fitsCatalogue(bytes, file) : textCatalogue(bytes, file);
  if (catalogue.table.rows > 0) return catalogue;
  const names = catalogue.table.columns.map(({ name }) => name).join(', ');
  throw new NightSkiesError(
    problem('catalogue-empty', 'the catalogue has no row', {
      file,
      found: names === '' ? 'nothing' : `columns ${names.slice(0, 200)} without a row`,
      expected: 'a row per source',
      hint: 'Give a catalogue with sources, or --detect to find them in the picture.',
    }),
  );
}

function isFits(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 9)).toString('latin1').startsWith('SIMPLE  ');
}

/** What a file packed by gzip holds; any other as it is. */
function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpackedBytes });
  } catch (error) {
    throw unreadable('this gzip file cannot be unpacked', file, String(error));
  }
}

function fitsCatalogue(bytes: Uint8Array, file: string): Catalogue {
  const { hdus } = readFits(bytes, file);
  const tables = hdus.filter((hdu): hdu is TableHdu => /table/.test(hdu.type));
  const hdu = tables.find(({ shape: [, rows = 0] }) => rows > 0) ?? tables[0];
  if (hdu === undefined) {
    throw unreadable('this FITS file holds no table', file, `${hdus.length} images`);
  }
  return { file, table: readTable(hdu), isNamed: true };
}

function textCatalogue(bytes: Uint8Array, file: string): Catalogue {
  if (bytes.length > mostTextBytes) {
    throw unreadable('the catalogue is too large', file, `${bytes.length} bytes`);
  }
  const text = decoded(bytes);
  if (text.startsWith('# %ECSV')) return { file, table: readEcsv(text, file).table, isNamed: true };
  if (/^\s*<|^PK\x03\x04|\0/.test(text.slice(0, 1000))) {
    throw unreadable('this is no table of a known kind', file, JSON.stringify(text.slice(0, 24)));
  }
  const { isNamed, ...table } = readTextTable(text, file);
  return { file, table, isNamed };
}

/** Spreadsheets mark their text as UTF-8 or UTF-16 by its first bytes. */
function decoded(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

function unreadable(message: string, file: string, found: string): NightSkiesError {
  return new NightSkiesError(
    problem('catalogue-unreadable', message, {
      file,
      found,
      expected: 'CSV, ECSV, a FITS table, or text in columns, up to 256 MB',
      hint: 'Save the table as CSV; of a huge catalogue, take the part around the picture.',
    }),
  );
}
