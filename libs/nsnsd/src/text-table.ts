import { NightSkiesError, problem } from '@nightskies/contracts';
import { printfFixed } from './printf.js';

/** Width and decimals of a column: `%8.2f` is [8, 2]. */
export type ColumnFormat = readonly [width: number, decimals: number];

/** Text as numpy's `savetxt` writes it: a header behind `# `, columns parted by one blank. */
export function writeTextTable(
  header: string,
  formats: readonly ColumnFormat[],
  rows: readonly (readonly number[])[],
): string {
  const lines = rows.map((row) =>
    formats
      .map(([width, decimals], column) => printfFixed(row[column] ?? NaN, width, decimals))
      .join(' '),
  );
  return [`# ${header}`, ...lines, ''].join('\n');
}

/**
 * Numbers of such a text, row by row; `#` begins a comment, blank lines are left out, `nan` is a
 * number. Line ends of Windows are read as well.
 *
 * @param columns how many numbers every row must have
 * @param file    name for the message
 * @throws NightSkiesError `table-malformed`
 */
export function readTextTable(text: string, columns: readonly string[], file: string): number[][] {
  const rows: number[][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const words = content.split(/\s+/);
    const row = words.map(numberOf);
    if (row.length !== columns.length || row.includes(null)) {
      throw new NightSkiesError(
        problem('table-malformed', `line ${index + 1} is not a row of this table`, {
          file,
          found: line.trim(),
          expected: `${columns.length} numbers: ${columns.join(', ')}`,
          hint: 'Correct the line, or take the table as it was exported.',
        }),
      );
    }
    rows.push(row.filter((value) => value !== null));
  }
  return rows;
}

function numberOf(word: string): number | null {
  if (/^[+-]?nan$/i.test(word)) return NaN;
  const value = Number(word);
  return Number.isFinite(value) ? value : null;
}
