import type { PixelArray } from '@nightskies/pixels';
import { cellLength, unknownLogical, type Table, type TableColumn } from '../table/column.js';
import { quotedCell } from './data-rows.js';
import { numberTypeOf, numberWord } from './datatype.js';
import { ecsvError } from './ecsv-error.js';
import { yamlText, type Yaml } from './yaml.js';

export interface EcsvOptions {
  /** What the header shall say of the whole table. */
  readonly meta?: { readonly [key: string]: Yaml };
  /** What parts the cells; a blank when left out. */
  readonly delimiter?: ' ' | ',';
}

/** A column as ECSV has it: its type and the texts of its cells. */
interface EcsvCells {
  readonly datatype: string;
  readonly subtype?: string;
  readonly cell: (row: number) => string;
}

/**
 * A table in ECSV 1.0, which astropy reads. Bits become arrays of logical values; a number that is
 * not known becomes an empty cell or nan. Equal input gives equal text.
 *
 * @throws NightSkiesError `ecsv-unreadable` for what ECSV has no form for: arrays of complex numbers,
 * and texts with line ends
 */
export function writeEcsv(table: Table, { meta, delimiter = ' ' }: EcsvOptions = {}): string {
  const columns = table.columns.map(ecsvCells);
  const header = [
    '%ECSV 1.0',
    '---',
    ...(delimiter === ',' ? [`delimiter: ','`] : []),
    'datatype:',
    ...table.columns.map(({ name, unit, description }, i) => {
      const { datatype, subtype } = columns[i];
      return `- ${yamlText({
        name,
        ...(unit === undefined ? {} : { unit }),
        datatype,
        ...(subtype === undefined ? {} : { subtype }),
        ...(description === undefined ? {} : { description }),
      })}`;
    }),
    ...(meta === undefined || Object.keys(meta).length === 0
      ? []
      : [
          'meta: !!omap',
          ...Object.entries(meta).map(([key, value]) => `- ${yamlText({ [key]: value })}`),
        ]),
    'schema: astropy-2.0',
  ].map((line) => `# ${line}`);
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => quotedCell(cell, delimiter)).join(delimiter);
  const rows = [line(table.columns.map(({ name }) => name))];
  for (let row = 0; row < table.rows; row++) rows.push(line(columns.map(({ cell }) => cell(row))));
  return `${[...header, ...rows].join('\n')}\n`;
}

function ecsvCells(column: TableColumn): EcsvCells {
  if (column.kind === 'lists') return listCells(column);
  const length = cellLength(column);
  const shape = column.shape?.toReversed().join();
  const array = (base: string, words: (row: number) => readonly string[]): EcsvCells => ({
    datatype: 'string',
    subtype: `${base}[${shape ?? ''}]`,
    cell: (row) => nested(words(row), column.shape ?? []),
  });
  const indices = (row: number) => Array.from({ length }, (_, i) => row * length + i);
  switch (column.kind) {
    case 'numbers': {
      const { data, nullValue } = column;
      const type = numberTypeOf(data);
      if (shape === undefined) {
        const single = data instanceof Float32Array;
        const cell = (row: number) =>
          data[row] === nullValue ? '' : numberWord(data[row], single);
        return { datatype: type, cell };
      }
      return array(type, (row) => indices(row).map((i) => jsonNumber(data, i, nullValue)));
    }
    case 'texts':
      column.data.forEach((text) => {
        assertOneLine(column.name, text);
      });
      if (shape === undefined) return { datatype: 'string', cell: (row) => column.data[row] };
      return array('string', (row) => indices(row).map((i) => JSON.stringify(column.data[i])));
    case 'logicals':
    case 'bits':
      if (shape === undefined) {
        const words = new Map([
          [0, 'False'],
          [unknownLogical, ''],
        ]);
        return { datatype: 'bool', cell: (row) => words.get(column.data[row]) ?? 'True' };
      }
      return array('bool', (row) => indices(row).map((i) => jsonLogical(column.data[i])));
    case 'complex': {
      if (shape !== undefined) throw noForm(column.name, 'arrays of complex numbers');
      const single = column.data instanceof Float32Array;
      const cell = (row: number): string => {
        const re = numberWord(column.data[2 * row], single);
        const im = numberWord(column.data[2 * row + 1], single);
        return `(${re}${im.startsWith('-') ? '' : '+'}${im}j)`;
      };
      return { datatype: single ? 'complex64' : 'complex128', cell };
    }
  }
}

function listCells(column: TableColumn & { readonly kind: 'lists' }): EcsvCells {
  const list = (base: string, words: (row: number) => readonly string[]): EcsvCells => ({
    datatype: 'string',
    subtype: `${base}[null]`,
    cell: (row) => `[${words(row).join(',')}]`,
  });
  switch (column.of) {
    case 'numbers': {
      const { cells, nullValue } = column;
      const base = numberTypeOf(cells[0] ?? new Float64Array(0));
      return list(base, (row) =>
        Array.from({ length: cells[row].length }, (_, i) => jsonNumber(cells[row], i, nullValue)),
      );
    }
    case 'logicals':
    case 'bits':
      return list('bool', (row) => Array.from(column.cells[row], jsonLogical));
    case 'complex':
      throw noForm(column.name, 'arrays of complex numbers');
  }
}

function jsonNumber(data: PixelArray, i: number, nullValue: number | bigint | undefined): string {
  const value = data[i];
  if (value === nullValue) return 'null';
  const word = numberWord(value, data instanceof Float32Array);
  return word.replace('inf', 'Infinity').replace('nan', 'NaN');
}

function jsonLogical(value: number): string {
  return value === unknownLogical ? 'null' : value === 0 ? 'false' : 'true';
}

/** JSON of an array with these axes, fastest first. */
function nested(words: readonly string[], shape: readonly number[]): string {
  let parts = words;
  for (const axis of shape) {
    const groups: string[] = [];
    const count = axis === 0 ? 1 : parts.length / axis;
    for (let i = 0; i < count; i++)
      groups.push(`[${parts.slice(i * axis, (i + 1) * axis).join(',')}]`);
    parts = groups;
  }
  return parts.join();
}

function assertOneLine(name: string, text: string): void {
  if (/[\r\n]/.test(text)) throw noForm(name, 'a text with line ends');
}

function noForm(column: string, found: string): Error {
  return ecsvError(`column ${column} holds what ECSV has no form for`, {
    found,
    expected: 'numbers, logical values, texts of one line, and arrays of numbers',
    hint: 'Write the table as FITS.',
  });
}
