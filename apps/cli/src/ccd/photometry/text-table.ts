import type { TableColumn } from '@nightskies/fits';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { at } from '../offsets-numbers.js';

/** A table of a text file, and whether its columns had names of their own. */
export interface TextTable {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly isNamed: boolean;
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?$/;
/** What programs write into a cell without a value, lower case. */
const unknown = new Set(['', 'nan', 'null', 'none', 'n/a', 'na', '-', '--', '---', 'inf', '-inf']);
const longestExactInteger = 15;

/** True for a cell that stands for "not known". */
export function isUnknown(cell: string): boolean {
  return unknown.has(cell.trim().toLowerCase());
}

/** A number as text files have it, also with the D of Fortran; undefined for anything else. */
export function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  return number.test(text) ? Number(text.replace(/[dD]/, 'e')) : undefined;
}

/**
 * A table of columns parted by commas, semicolons, tabulators or blanks, told by its first line.
 * Lines that begin with # are left out, but the last one before the rows may hold the names; so are
 * the line of units and the line of dashes of VizieR. Columns whose cells are all numbers become
 * numbers, all others texts.
 *
 * @param file name for messages
 * @throws NightSkiesError `catalogue-unreadable` for no row at all, or rows of other lengths
 */
export function readTextTable(text: string, file: string): TextTable {
  const lines = contentLines(text);
  const [first] = lines.rows;
  if (first === undefined) {
    throw unreadable('the catalogue is empty', file, 'no line with values', 'a row per source');
  }
  const delimiter = delimiterOf(first.text);
  const top = cellsOf(first.text, delimiter);
  const isNamed = top.some(isName) && top.every((cell) => numberOf(cell) === undefined);
  const { names, units, from } = isNamed
    ? { names: top, ...afterNames(lines.rows, delimiter) }
    : { names: namesWithout(lines.comment, top, delimiter), units: [], from: 0 };
  const columns = names.map((): string[] => []);
  for (const { text: row, line } of lines.rows.slice(from)) {
    const cells = cellsOf(row, delimiter);
    if (cells.length !== columns.length && !isPadded(cells, columns.length)) {
      throw unreadable(
        `line ${line} has another number of cells than there are columns`,
        file,
        `${cells.length} cells: ${row.slice(0, 60)}`,
        `${columns.length} cells: ${names.join(', ').slice(0, 100)}`,
      );
    }
    for (const [i, column] of columns.entries()) column.push(cells[i] ?? '');
  }
  return {
    rows: columns[0]?.length ?? 0,
    columns: columns.map((cells, i) => typedColumn(at(names, i), cells, units[i])),
    isNamed: isNamed || names.some((name) => !/^column\d+$/.test(name)),
  };
}

interface Line {
  readonly text: string;
  /** Number in the file, from 1. */
  readonly line: number;
}

function contentLines(text: string): { readonly rows: Line[]; readonly comment: string } {
  const rows: Line[] = [];
  let comment = '';
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    // Tabulators at the ends may part cells without a value.
    if (raw.trim() === '') continue;
    if (raw.startsWith('#')) {
      if (rows.length === 0) comment = raw.replace(/^#+/, '').trim();
    } else {
      rows.push({ text: raw, line: i + 1 });
    }
  }
  return { rows, comment };
}

function delimiterOf(line: string): string {
  return ['\t', ';', ','].find((sign) => line.includes(sign)) ?? ' ';
}

/** Cells of a line; those in double quotes may hold the delimiter and doubled quotes. */
function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) {
    if (delimiter === ' ') return line.trim().split(/\s+/);
    return line.split(delimiter).map((cell) => cell.trim());
  }
  const cell = delimiter === ' ' ? /"((?:[^"]|"")*)"|(\S+)/g : quotedBy(delimiter);
  return [...line.matchAll(cell)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"').trim(),
  );
}

function quotedBy(delimiter: string): RegExp {
  return new RegExp(`(?:^|${delimiter})(?: *"((?:[^"]|"")*)" *|([^${delimiter}]*))`, 'g');
}

function isPadded(cells: readonly string[], count: number): boolean {
  return cells.length > count && cells.slice(count).every((cell) => cell === '');
}

/** A word, and not the hours of `5h35m17s`. */
function isName(cell: string): boolean {
  return /^[A-Za-z_(]/.test(cell) && !isUnknown(cell);
}

/** Units and first row below the names, where VizieR rules a line of dashes. */
function afterNames(lines: readonly Line[], delimiter: string): { units: string[]; from: number } {
  const isRule = (line: Line | undefined): boolean =>
    line !== undefined && /^[-\s;,|]*-[-\s;,|]*$/.test(line.text);
  if (isRule(lines[1])) return { units: [], from: 2 };
  if (isRule(lines[2])) return { units: cellsOf(at(lines, 1).text, delimiter), from: 3 };
  return { units: [], from: 1 };
}

function namesWithout(comment: string, top: readonly string[], delimiter: string): string[] {
  const told = cellsOf(comment, delimiter === ' ' || comment.includes(delimiter) ? delimiter : ' ');
  if (told.length === top.length && told.every(isName)) return told;
  return top.map((_, i) => `column${i + 1}`);
}

function typedColumn(name: string, cells: string[], unit: string | undefined): TableColumn {
  const facts = { name, ...(unit === undefined || unit === '' ? {} : { unit }) };
  const values = new Float64Array(cells.length);
  let [isInteger, known] = [true, false];
  for (const [i, cell] of cells.entries()) {
    const value = isUnknown(cell) ? NaN : numberOf(cell);
    // Names such as 007 lose their zeros as numbers, long ones their last digits.
    if (value === undefined || /^[+-]?0\d/.test(cell) || isTooLong(cell, value)) {
      return { kind: 'texts', ...facts, data: cells };
    }
    values[i] = value;
    known ||= value === value;
    isInteger &&= Number.isInteger(value) && !cell.includes('.') && Math.abs(value) < 2 ** 31;
  }
  if (!known && cells.length > 0 && cells.some((cell) => cell !== '' && !/nan/i.test(cell))) {
    return { kind: 'texts', ...facts, data: cells };
  }
  return { kind: 'numbers', ...facts, data: isInteger ? Int32Array.from(values) : values };
}

function isTooLong(cell: string, value: number): boolean {
  return cell.length > longestExactInteger && /^[+-]?\d+$/.test(cell) && Number.isInteger(value);
}

function unreadable(message: string, file: string, found: string, expected: string) {
  return new NightSkiesError(
    problem('catalogue-unreadable', message, {
      file,
      found,
      expected,
      hint: 'Give CSV, ECSV, a FITS table, or text in columns with their names in the first line.',
    }),
  );
}
