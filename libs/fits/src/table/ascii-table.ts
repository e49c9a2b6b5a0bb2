import type { TableHdu } from '../types.js';
import type { TableColumn } from './column.js';
import { columnFacts, scalingNumber } from './column-keywords.js';
import { cardText, tableError } from './table-error.js';
import type { TableSize } from './table-size.js';
import { asciiForm, type AsciiForm } from './tform.js';

/** Where in a row a column stands and what it holds. */
interface Field extends AsciiForm {
  readonly index: number;
  /** Bytes of the row before it. */
  readonly start: number;
  readonly bscale: number;
  readonly bzero: number;
  /** Text that stands for "not known", without blanks around it. */
  readonly unknown: string | undefined;
}

/**
 * All columns of an ASCII table (section 7.2): integers of up to nine characters as int32, longer
 * ones as int64, all other numbers and scaled integers as float64; TNULL as NaN, for integers as the
 * lowest number of their type. A number without a point has it where its form says; a blank one is 0.
 *
 * @throws FitsError `fits-bad-table` naming column and row
 */
export function readAsciiColumns(hdu: TableHdu, size: TableSize): TableColumn[] {
  const fields = Array.from({ length: size.fields }, (_, i) => fieldOf(hdu, i + 1, size.rowBytes));
  const together = fields.reduce((sum, { width }) => sum + width, 0);
  // Columns over one another could make of a small file a large one.
  if (together > size.rowBytes) {
    throw tableError(hdu, 'fits-bad-table', 'columns lie over one another', {
      found: `columns of ${together} characters together`,
      expected: `no more than the row has, ${size.rowBytes}`,
    });
  }
  const data = hdu.data();
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
  return fields.map((field) => {
    const cell = (row: number): string => {
      const start = row * size.rowBytes + field.start;
      return text.slice(start, start + field.width);
    };
    return columnOf(hdu, field, size.rows, cell);
  });
}

function fieldOf(hdu: TableHdu, index: number, rowBytes: number): Field {
  const form = asciiForm(hdu.header.string(`TFORM${index}`) ?? '');
  if (form === undefined) {
    throw tableError(hdu, 'fits-bad-table', `column ${index} has no form that can be`, {
      found: cardText(hdu, `TFORM${index}`),
      expected: 'Aw, Iw, Fw.d, Ew.d or Dw.d',
    });
  }
  const column = hdu.header.integer(`TBCOL${index}`) ?? 0;
  if (column < 1 || column - 1 + form.width > rowBytes) {
    throw tableError(hdu, 'fits-bad-table', `column ${index} lies outside the row`, {
      found: `${form.width} characters, ${cardText(hdu, `TBCOL${index}`)}`,
      expected: `characters 1 to ${rowBytes}`,
    });
  }
  return {
    ...form,
    index,
    start: column - 1,
    bscale: scalingNumber(hdu, `TSCAL${index}`, 1),
    bzero: scalingNumber(hdu, `TZERO${index}`, 0),
    unknown: hdu.header.string(`TNULL${index}`)?.trim(),
  };
}

function columnOf(
  hdu: TableHdu,
  field: Field,
  rows: number,
  cell: (row: number) => string,
): TableColumn {
  const facts = columnFacts(hdu, field.index);
  if (field.code === 'A') {
    const data = Array.from({ length: rows }, (_, row) => cell(row).replace(/[\0 ]+$/, ''));
    return { ...facts, kind: 'texts', data };
  }
  const content = (row: number): string => {
    const text = cell(row).replaceAll('\0', ' ').trim();
    return text === '' && field.unknown !== '' ? '0' : text;
  };
  if (field.code === 'I' && field.bscale === 1 && field.bzero === 0) {
    return { ...facts, kind: 'numbers', ...wholeNumbers(hdu, field, rows, content) };
  }
  const data = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = content(row);
    const value = text === field.unknown ? NaN : realNumber(text, field.decimals);
    data[row] = (value ?? refuse(hdu, field, row, text)) * field.bscale + field.bzero;
  }
  return { ...facts, kind: 'numbers', data };
}

function wholeNumbers(
  hdu: TableHdu,
  field: Field,
  rows: number,
  content: (row: number) => string,
): { data: Int32Array | BigInt64Array; nullValue?: number | bigint } {
  const { width, unknown } = field;
  const lowest = width > 9 ? -(2n ** 63n) : -(2n ** 31n);
  const data = width > 9 ? new BigInt64Array(rows) : new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = content(row);
    const value = text === unknown ? lowest : wholeNumber(text);
    if (value === undefined) refuse(hdu, field, row, text);
    if (data instanceof BigInt64Array) data[row] = value;
    else data[row] = Number(value);
  }
  if (unknown === undefined) return { data };
  return { data, nullValue: data instanceof BigInt64Array ? lowest : Number(lowest) };
}

function wholeNumber(text: string): bigint | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function realNumber(text: string, decimals: number): number | undefined {
  const match = /^([+-]?)(\d*)(\.?)(\d*)(?:[ED]([+-]?\d+))?$/i.exec(text);
  if (match === null || (match[2] === '' && match[4] === '')) return undefined;
  const [, sign, before, point, after, exponent] = match;
  const shift = point === '' ? decimals : 0;
  return Number(`${sign}${before}.${after}E${Number(exponent ?? 0) - shift}`);
}

function refuse(hdu: TableHdu, { index }: Field, row: number, content: string): never {
  throw tableError(hdu, 'fits-bad-table', `column ${index} has a value that is no number`, {
    found: `${JSON.stringify(content)} in row ${row + 1}`,
    expected: cardText(hdu, `TFORM${index}`),
  });
}
