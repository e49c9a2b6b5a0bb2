import { NightSkiesError, problem } from '@nightskies/contracts';

/** A text table. */
export interface DelimitedTable {
  /** Its first line as it is, and in lower case: names of columns. */
  readonly first: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a table of text separated by tabs, commas, semicolons or bars, whichever its first line has
 * most of. Cells may be quoted, with doubled quotes inside; lines may end in CRLF; a byte order mark is
 * passed over.
 *
 * @throws NightSkiesError `bad-table` for an empty file
 */
export function readDelimitedTable(bytes: Uint8Array, name: string): DelimitedTable {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const [first = ''] = text.split(/\r?\n/, 1);
  const counted = ['\t', ',', ';', '|'].map((mark) => ({ mark, count: first.split(mark).length }));
  const { mark } = counted.reduce((best, one) => (one.count > best.count ? one : best));
  const [header, ...rows] = cellsOf(text, mark);
  if (header === undefined || header.every((cell) => cell === '')) {
    throw new NightSkiesError(
      problem('bad-table', 'the table has no header', {
        ...{ file: name, found: 'an empty first line' },
        expected: 'names of columns, separated by tabs, commas, semicolons or bars',
        hint: 'Give the file as it was downloaded, or write a line of column names on top.',
      }),
    );
  }
  return {
    first: header,
    columns: header.map((cell) => cell.toLowerCase()),
    rows: rows.filter((row) => row.some((cell) => cell !== '')),
  };
}

function cellsOf(text: string, mark: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (letter === '"' && cell.trim() === '') quoted = true;
    else if (letter === mark) endCell();
    else if (letter === '\n') {
      endCell();
      rows.push(row);
      row = [];
    } else if (letter !== '\r') cell += letter;
  }
  if (cell !== '' || row.length > 0) {
    endCell();
    rows.push(row);
  }
  return rows;
}
