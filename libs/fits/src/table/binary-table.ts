import type { TableHdu } from '../types.js';
import { cellLength, type ColumnFacts, type TableColumn } from './column.js';
import { columnFacts, columnScaling, type ColumnScaling } from './column-keywords.js';
import { bitsOf, complexOf, logicalsOf, numbersOf, textsOf } from './elements.js';
import { Heap } from './heap.js';
import { binaryForm, bytesOf, dimensions, type BinaryForm } from './tform.js';
import { cardText, tableError } from './table-error.js';
import type { TableSize } from './table-size.js';

/** All columns of a binary table. @throws FitsError `fits-bad-table` */
export function readBinaryColumns(hdu: TableHdu, size: TableSize): TableColumn[] {
  const forms = Array.from({ length: size.fields }, (_, i) => formOf(hdu, i + 1));
  const told = forms.reduce((sum, form) => sum + form.rowBytes, 0);
  if (told !== size.rowBytes) {
    throw tableError(hdu, 'fits-bad-table', 'the columns do not fill the row', {
      found: `columns of ${told} bytes together`,
      expected: `${size.rowBytes} bytes (NAXIS1)`,
    });
  }
  const heap = new Heap(hdu, size);
  let at = 0;
  return forms.map((form, i) => {
    const start = at;
    at += form.rowBytes;
    return columnOf(hdu, size, heap, form, i + 1, start);
  });
}

function formOf(hdu: TableHdu, index: number): BinaryForm {
  const form = binaryForm(hdu.header.string(`TFORM${index}`) ?? '');
  if (form !== undefined) return form;
  throw tableError(hdu, 'fits-bad-table', `column ${index} has no form that can be`, {
    found: cardText(hdu, `TFORM${index}`),
    expected: 'a count and one of L X B I J K A E D C M, or P or Q before it',
  });
}

function columnOf(
  hdu: TableHdu,
  size: TableSize,
  heap: Heap,
  form: BinaryForm,
  index: number,
  start: number,
): TableColumn {
  const facts = columnFacts(hdu, index);
  const scaling = columnScaling(hdu, index, form.code);
  const bytes = gathered(hdu.data(), size, start, form.rowBytes);
  if (form.descriptorBytes !== null) {
    const pieces = heap.pieces(bytes, form, facts.name);
    return listOf(facts, form, pieces, scaling);
  }
  const axes = dimensions(hdu.header.string(`TDIM${index}`) ?? '');
  if (form.code === 'A') return textColumn(facts, form, axes, bytes, size.rows);
  const shape = shapeOf(form.repeat, axes);
  const shaped = { ...facts, ...(shape === undefined ? {} : { shape }) };
  return { ...shaped, ...elementsOf(form, bytes, size.rows, cellLength(shaped), scaling) };
}

/** Axes of a cell; a TDIM smaller than the cell leaves elements without meaning at its end. */
function shapeOf(repeat: number, axes: number[] | undefined): readonly number[] | undefined {
  if (axes !== undefined && axes.reduce((product, axis) => product * axis, 1) <= repeat) {
    return axes;
  }
  return repeat === 1 ? undefined : [repeat];
}

function textColumn(
  facts: ColumnFacts,
  { repeat, textWidth }: BinaryForm,
  axes: number[] | undefined,
  bytes: Uint8Array,
  rows: number,
): TableColumn {
  if (repeat === 0) return { ...facts, kind: 'texts', shape: [0], data: [] };
  const fits = axes?.reduce((product, axis) => product * axis, 1) ?? Infinity;
  const dimension = axes !== undefined && axes[0] > 0 && fits > 0 && fits <= repeat;
  const width = dimension ? axes[0] : (textWidth ?? repeat);
  const flat = textWidth === null || textWidth === repeat ? undefined : [repeat / textWidth];
  const shape = dimension ? (axes.length > 1 ? axes.slice(1) : undefined) : flat;
  const shaped = { ...facts, ...(shape === undefined ? {} : { shape }) };
  return {
    ...shaped,
    kind: 'texts',
    data: textsOf(bytes, rows, repeat, width, cellLength(shaped)),
  };
}

function elementsOf(
  { code, repeat }: BinaryForm,
  bytes: Uint8Array,
  rows: number,
  wanted: number,
  scaling: ColumnScaling,
) {
  if (code === 'L')
    return { kind: 'logicals', data: logicalsOf(first(bytes, rows, wanted)) } as const;
  if (code === 'X') return { kind: 'bits', data: bitsOf(bytes, rows, repeat, wanted) } as const;
  const stored = first(bytes, rows, bytesOf(code, wanted));
  if (code === 'C' || code === 'M')
    return { kind: 'complex', data: complexOf(stored, code) } as const;
  return { kind: 'numbers', ...numbersOf(stored, scaling) } as const;
}

/** The first bytes of each of a number of equal cells. */
function first(bytes: Uint8Array, cells: number, wanted: number): Uint8Array {
  if (wanted * cells === bytes.length) return bytes;
  return gathered(bytes, { rows: cells, rowBytes: bytes.length / cells }, 0, wanted);
}

function listOf(
  facts: ColumnFacts,
  { code }: BinaryForm,
  pieces: readonly { readonly bytes: Uint8Array; readonly elements: number }[],
  scaling: ColumnScaling,
): TableColumn {
  const kind = 'lists';
  if (code === 'A') {
    const data = pieces.map(({ bytes }) => textsOf(bytes, 1, bytes.length, bytes.length, 1)[0]);
    return { ...facts, kind: 'texts', variable: true, data };
  }
  if (code === 'L') {
    const cells = pieces.map(({ bytes }) => logicalsOf(bytes));
    return { ...facts, kind, of: 'logicals', cells };
  }
  if (code === 'X') {
    const cells = pieces.map(({ bytes, elements }) => bitsOf(bytes, 1, elements, elements));
    return { ...facts, kind, of: 'bits', cells };
  }
  if (code === 'C' || code === 'M') {
    return {
      ...facts,
      kind,
      of: 'complex',
      cells: pieces.map(({ bytes }) => complexOf(bytes, code)),
    };
  }
  // Many cells of a list may be empty; one array does for all of them.
  const { data: empty, nullValue } = numbersOf(new Uint8Array(0), scaling);
  const cells = pieces.map(({ bytes }) =>
    bytes.length === 0 ? empty : numbersOf(bytes, scaling).data,
  );
  return {
    ...facts,
    kind,
    of: 'numbers',
    cells,
    ...(nullValue === undefined ? {} : { nullValue }),
  };
}

/** One field of all rows, one after another. */
function gathered(
  data: Uint8Array,
  { rows, rowBytes }: Pick<TableSize, 'rows' | 'rowBytes'>,
  start: number,
  length: number,
): Uint8Array {
  const out = new Uint8Array(rows * length);
  for (let row = 0, to = 0; row < rows; row++) {
    const from = row * rowBytes + start;
    for (let i = 0; i < length; i++) out[to++] = data[from + i];
  }
  return out;
}
