import type { PixelArray } from '@nightskies/pixels';
import { uncleared } from '../decode.js';
import { encodeInto, encodingOf } from '../encode.js';
import { FitsError } from '../errors.js';
import type { CardEntry } from '../header.js';
import type { HeapBuilder } from './heap-builder.js';
import { cellLength, unknownLogical, type ListColumn, type TableColumn } from './column.js';

/** A column as a binary table stores it. */
export interface StoredColumn {
  /** TFORM without descriptor: count and letter, or the letter of what lists point to. */
  readonly form: string;
  /** Cards beside TTYPE, TFORM and TUNIT, without the column's number: TZERO, TNULL, TDIM. */
  readonly cards: readonly CardEntry[];
  /** The cells of all rows, one after another. */
  readonly bytes: Uint8Array;
}

const letters: Readonly<Record<string, string>> = {
  8: 'B',
  16: 'I',
  32: 'J',
  64: 'K',
  '-32': 'E',
  '-64': 'D',
};

/**
 * A column in stored form; what lists hold goes into the heap.
 *
 * @throws RangeError when the column has other than `rows` rows
 * @throws FitsError for texts that are not ASCII
 */
export function storedColumn(column: TableColumn, rows: number, heap: HeapBuilder): StoredColumn {
  if (column.kind === 'lists') return storedLists(column, rows, heap);
  const length = cellLength(column);
  const values = column.kind === 'complex' ? 2 * length : length;
  if (column.data.length !== rows * values) {
    throw new RangeError(
      `column ${column.name} has ${column.data.length} values where ${rows} rows of ${values} are told`,
    );
  }
  switch (column.kind) {
    case 'numbers': {
      const { letter, cards } = numberCards(column.data, column.nullValue);
      const form = `${length}${letter}`;
      return { form, cards: [...cards, ...dimCards(column.shape)], bytes: encoded(column.data) };
    }
    case 'complex': {
      const form = `${length}${complexLetter(column.data)}`;
      return { form, cards: dimCards(column.shape), bytes: encoded(column.data) };
    }
    case 'logicals':
      return {
        form: `${length}L`,
        cards: dimCards(column.shape),
        bytes: logicalBytes(column.data),
      };
    case 'bits':
      return {
        form: `${length}X`,
        cards: dimCards(column.shape),
        bytes: bitBytes(column.data, rows, length),
      };
    case 'texts': {
      if (column.variable === true && column.shape === undefined) {
        const texts = column.data.map((text) => ({
          bytes: textBytes(column.name, [text], text.length),
          elements: text.length,
        }));
        return { ...heap.store('A', texts), cards: [] };
      }
      const width = column.data.reduce((most, text) => Math.max(most, text.length), 1);
      const cards: CardEntry[] =
        column.shape === undefined ? [] : [['TDIM', `(${[width, ...column.shape].join()})`]];
      const bytes = textBytes(column.name, column.data, width);
      return { form: `${width * length}A`, cards: length === 0 ? [] : cards, bytes };
    }
  }
}

function storedLists(column: ListColumn, rows: number, heap: HeapBuilder): StoredColumn {
  if (column.cells.length !== rows) {
    throw new RangeError(`column ${column.name} has ${column.cells.length} cells, not ${rows}`);
  }
  switch (column.of) {
    case 'numbers':
      return storedNumberLists(column.name, column.cells, column.nullValue, heap);
    case 'complex': {
      const letter = sameLetter(column.name, column.cells.map(complexLetter), 'M');
      const piece = (cell: PixelArray) => ({ bytes: encoded(cell), elements: cell.length / 2 });
      return { ...heap.store(letter, column.cells.map(piece)), cards: [] };
    }
    case 'logicals': {
      const piece = (cell: Uint8Array) => ({ bytes: logicalBytes(cell), elements: cell.length });
      return { ...heap.store('L', column.cells.map(piece)), cards: [] };
    }
    case 'bits': {
      const piece = (cell: Uint8Array) => ({
        bytes: bitBytes(cell, 1, cell.length),
        elements: cell.length,
      });
      return { ...heap.store('X', column.cells.map(piece)), cards: [] };
    }
  }
}

function storedNumberLists(
  name: string,
  cells: readonly PixelArray[],
  nullValue: number | bigint | undefined,
  heap: HeapBuilder,
): StoredColumn {
  const kinds = cells.map((cell) => encodingOf(cell));
  const letter = sameLetter(
    name,
    kinds.map(({ bitpix, shifted }) => `${letters[bitpix]}${shifted === null ? '' : ' unsigned'}`),
    'J',
  );
  const { cards } = numberCards(cells[0] ?? new Int32Array(0), nullValue);
  const piece = (cell: PixelArray) => ({ bytes: encoded(cell), elements: cell.length });
  const stored = heap.store(letter.charAt(0), cells.map(piece));
  return { ...stored, cards };
}

function sameLetter(name: string, kinds: readonly string[], absent: string): string {
  const different = kinds.find((kind) => kind !== kinds[0]);
  if (different === undefined) return kinds[0] ?? absent;
  throw new RangeError(`column ${name} has cells of different types: ${kinds[0]}, ${different}`);
}

function numberCards(data: PixelArray, nullValue: number | bigint | undefined) {
  const { bitpix, shifted } = encodingOf(data);
  const cards: CardEntry[] = [];
  if (shifted !== null) cards.push(['TZERO', shifted.bzero]);
  if (nullValue !== undefined && bitpix > 0) {
    cards.push(['TNULL', BigInt(nullValue) - BigInt(shifted?.bzero ?? 0)]);
  }
  return { letter: letters[bitpix], cards };
}

function complexLetter(data: Float32Array | Float64Array): string {
  return data instanceof Float32Array ? 'C' : 'M';
}

function dimCards(shape: readonly number[] | undefined): CardEntry[] {
  return shape === undefined || shape.length < 2 ? [] : [['TDIM', `(${shape.join()})`]];
}

function encoded(data: PixelArray): Uint8Array {
  const bytes = uncleared(data.byteLength);
  encodeInto(bytes, data);
  return bytes;
}

function logicalBytes(data: Uint8Array): Uint8Array {
  return data.map((value) => (value === unknownLogical ? 0 : value === 0 ? 0x46 : 0x54));
}

function bitBytes(data: Uint8Array, cells: number, bits: number): Uint8Array {
  const cellBytes = Math.ceil(bits / 8);
  const out = new Uint8Array(cells * cellBytes);
  for (let cell = 0; cell < cells; cell++) {
    for (let i = 0; i < bits; i++) {
      if (data[cell * bits + i] !== 0) out[cell * cellBytes + (i >> 3)] |= 0x80 >> (i & 7);
    }
  }
  return out;
}

function textBytes(column: string, texts: readonly string[], width: number): Uint8Array {
  const out = Buffer.alloc(texts.length * width, ' ');
  texts.forEach((text, i) => {
    if (!/^[\x20-\x7e]*$/.test(text)) {
      throw new FitsError('fits-text-not-ascii', `a text of column ${column} is not ASCII`, {
        found: JSON.stringify(text.slice(0, 80)),
        expected: 'printable ASCII',
        hint: 'Spell the text with ASCII letters, or write the table as ECSV.',
      });
    }
    out.write(text, i * width, 'latin1');
  });
  return out;
}
