import { unknownLogical, type ColumnFacts, type TableColumn } from '../table/column.js';
import { isNumberType, numberArray, parseNumber, type NumberType } from './datatype.js';
import { ecsvError } from './ecsv-error.js';

/** What the header of an ECSV file says of a column. */
export interface EcsvColumn {
  readonly name: string;
  readonly datatype: string;
  readonly subtype?: string;
  readonly unit?: string;
  readonly description?: string;
}

type Word = string | null;
type Fault = (row: number, found: string) => never;

/**
 * A column from the texts of its cells; an empty cell is one that is not known, of texts an empty
 * text.
 *
 * @throws NightSkiesError `ecsv-unreadable` naming column and row
 */
export function cellsOf(column: EcsvColumn, cells: readonly string[], file: string): TableColumn {
  const { name, unit, description, datatype, subtype } = column;
  const facts: ColumnFacts = {
    name,
    ...(unit === undefined ? {} : { unit }),
    ...(description === undefined ? {} : { description }),
  };
  const fault: Fault = (row, found) => {
    throw ecsvError(`column ${name} has a value that is not of its type`, {
      file,
      found: `${JSON.stringify(found.slice(0, 80))} in row ${row + 1}`,
      expected: subtype ?? datatype,
    });
  };
  const array = /^(\w+)\[([\d, ]*|(?:[\d, ]+, *)?null)\]$/.exec(subtype ?? '');
  if (datatype === 'string' && array !== null) {
    return arrayColumn(facts, array[1], array[2], cells, fault);
  }
  const words = cells.map((cell) => (cell === '' ? null : cell));
  return { ...facts, ...scalarValues(datatype, words, (index) => index, fault) };
}

type ScalarValues =
  | { kind: 'numbers'; data: ReturnType<typeof numberArray>['data']; nullValue?: number | bigint }
  | { kind: 'logicals'; data: Uint8Array }
  | { kind: 'complex'; data: Float32Array | Float64Array }
  | { kind: 'texts'; data: string[] };

function scalarValues(
  datatype: string,
  words: readonly Word[],
  rowOf: (index: number) => number,
  fault: Fault,
): ScalarValues {
  if (isNumberType(datatype)) {
    return { kind: 'numbers', ...numberArray(datatype, numbersOf(datatype, words, rowOf, fault)) };
  }
  switch (datatype) {
    case 'bool':
      return { kind: 'logicals', data: logicals(words, rowOf, fault) };
    case 'complex64':
      return { kind: 'complex', data: Float32Array.from(complexParts(words, rowOf, fault)) };
    case 'complex128':
    case 'complex256':
      return { kind: 'complex', data: Float64Array.from(complexParts(words, rowOf, fault)) };
    case 'string':
    case 'object':
      return { kind: 'texts', data: words.map((word) => word ?? '') };
    default:
      return fault(0, `the datatype ${datatype}`);
  }
}

function numbersOf(
  type: NumberType,
  words: readonly Word[],
  rowOf: (index: number) => number,
  fault: Fault,
): (number | bigint | null)[] {
  return words.map((word, i) =>
    word === null ? null : (parseNumber(type, word.trim()) ?? fault(rowOf(i), word)),
  );
}

function logicals(
  words: readonly Word[],
  rowOf: (index: number) => number,
  fault: Fault,
): Uint8Array {
  return Uint8Array.from(words, (word, i) => {
    if (word === null) return unknownLogical;
    if (/^(?:True|true|1)$/.test(word)) return 1;
    return /^(?:False|false|0)$/.test(word) ? 0 : fault(rowOf(i), word);
  });
}

const real = '[+-]?(?:\\d+\\.?\\d*(?:e[+-]?\\d+)?|\\.\\d+(?:e[+-]?\\d+)?|inf|nan)';
const complexPattern = new RegExp(`^\\(?(?:(${real})(?=[+-]|\\)?$))?(?:(${real})j)?\\)?$`, 'i');

function complexParts(
  words: readonly Word[],
  rowOf: (index: number) => number,
  fault: Fault,
): number[] {
  return words.flatMap((word, i) => {
    if (word === null) return [NaN, NaN];
    const match = complexPattern.exec(word.trim());
    const [re, im] = (match ?? [])
      .slice(1)
      .map((part: string | undefined) =>
        part === undefined ? 0 : Number(parseNumber('float64', part)),
      );
    return match === null || (match[1] ?? match[2]) === undefined
      ? fault(rowOf(i), word)
      : [re, im];
  });
}

/** Cells that hold arrays as JSON; the axes in the header stand slowest first. */
function arrayColumn(
  facts: ColumnFacts,
  base: string,
  axes: string,
  cells: readonly string[],
  fault: Fault,
): TableColumn {
  const shape = axes.split(',').map((axis) => axis.trim());
  if (shape.at(-1) === 'null') {
    if (shape.length > 1 || base === 'string') return { ...facts, kind: 'texts', data: cells };
    return listColumn(facts, base, cells, fault);
  }
  const lengths = shape.map(Number);
  const length = lengths.reduce((product, axis) => product * axis, 1);
  const words = cells.flatMap((cell, row) => {
    if (cell === '' && length <= 1_000_000) return new Array<Word>(length).fill(null);
    const found: Word[] = [];
    if (!flattened(parsed(cell, base), lengths, found)) fault(row, cell);
    return found;
  });
  const rowOf = (index: number): number => Math.floor(index / length);
  return { ...facts, shape: lengths.toReversed(), ...scalarValues(base, words, rowOf, fault) };
}

function listColumn(
  facts: ColumnFacts,
  base: string,
  cells: readonly string[],
  fault: Fault,
): TableColumn {
  const lists = cells.map((cell, row): Word[] => {
    const found: Word[] = [];
    const value = cell === '' ? [] : parsed(cell, base);
    if (!Array.isArray(value) || !flattened(value, [value.length], found)) fault(row, cell);
    return found;
  });
  if (base === 'bool') {
    const data = lists.map((words, row) => logicals(words, () => row, fault));
    return { ...facts, kind: 'lists', of: 'logicals', cells: data };
  }
  if (!isNumberType(base)) return fault(0, `arrays of ${base}`);
  const rows = lists.flatMap((words, row) => words.map(() => row));
  const all = numbersOf(base, lists.flat(), (index) => rows[index], fault);
  const { data, nullValue } = numberArray(base, all);
  let end = 0;
  const parts = lists.map(({ length }) => data.slice((end += length) - length, end));
  const known = nullValue === undefined ? {} : { nullValue };
  return { ...facts, kind: 'lists', of: 'numbers', cells: parts, ...known };
}

/** JSON, its numbers as their texts, for not all of them are numbers of JavaScript. */
function parsed(cell: string, base: string): unknown {
  const text = isNumberType(base)
    ? cell.replace(/-?(?:NaN|Infinity|[\d][\d.eE+-]*)/g, '"$&"')
    : cell;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function flattened(value: unknown, lengths: readonly number[], into: Word[]): boolean {
  if (lengths.length === 0) {
    if (value === null) into.push(null);
    else if (typeof value === 'string') into.push(value);
    else if (typeof value === 'number' || typeof value === 'boolean') into.push(String(value));
    else return false;
    return true;
  }
  return (
    Array.isArray(value) &&
    value.length === lengths[0] &&
    value.every((item: unknown) => flattened(item, lengths.slice(1), into))
  );
}
