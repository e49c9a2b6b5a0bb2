import { ecsvError } from './ecsv-error.js';

/**
 * The cells of the rows of an ECSV file. Cells in double quotes may hold the delimiter, doubled
 * quotes and line ends; several blanks part two cells once when the delimiter is a blank.
 *
 * @param firstLine number of the first of these lines in the file, for messages
 * @throws NightSkiesError `ecsv-unreadable` for quotes that do not close, and for lines of another
 * number of cells than the first
 */
export function readRows(
  text: string,
  delimiter: ' ' | ',',
  file: string,
  firstLine: number,
): string[][] {
  const rows: string[][] = [];
  let at = 0;
  let line = firstLine;
  while (at < text.length) {
    const started = line;
    const cells: string[] = [];
    let atEnd = false;
    while (!atEnd) {
      if (delimiter === ' ') while (text.charAt(at) === ' ') at++;
      if (delimiter === ' ' && isLineEnd(text, at)) break;
      let cell: string;
      if (text.charAt(at) === '"') {
        const end = closingQuote(text, at, file, started);
        cell = text.slice(at + 1, end).replaceAll('""', '"');
        line += cell.split('\n').length - 1;
        at = end + 1;
      } else {
        const start = at;
        while (text.charAt(at) !== delimiter && !isLineEnd(text, at)) at++;
        cell = text.slice(start, at);
      }
      cells.push(cell);
      atEnd = text.charAt(at) !== delimiter;
      if (!atEnd) at++;
    }
    if (!isLineEnd(text, at)) {
      throw ecsvError('a quoted cell goes on behind its quotes', {
        file,
        line,
        found: JSON.stringify(text.slice(at, at + 20)),
        expected: 'the delimiter or the end of the line',
      });
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    const empty =
      cells.length === 0 || (cells.length === 1 && cells[0] === '' && rows.length === 0);
    if (empty) continue;
    if (rows.length > 0 && cells.length !== rows[0].length) {
      throw ecsvError('a row has another number of cells than there are columns', {
        file,
        line: started,
        found: `${cells.length} cells`,
        expected: `${rows[0].length} cells`,
      });
    }
    rows.push(cells);
  }
  return rows;
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === '\n' || text.startsWith('\r\n', at);
}

function closingQuote(text: string, start: number, file: string, line: number): number {
  for (let at = start + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at < 0) {
      throw ecsvError('a quoted cell has no end', {
        file,
        line,
        found: JSON.stringify(text.slice(start, start + 20)),
        expected: 'a closing quote',
      });
    }
    if (text.charAt(at + 1) !== '"') return at;
  }
}

/** A cell as it stands in a row. */
export function quotedCell(cell: string, delimiter: ' ' | ','): string {
  const plain = cell !== '' && !/[\s",#]/.test(cell);
  if (plain || (cell === '' && delimiter === ',')) return cell;
  return `"${cell.replaceAll('"', '""')}"`;
}
