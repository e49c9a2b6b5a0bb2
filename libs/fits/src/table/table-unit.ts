import type { CardEntry } from '../header.js';
import type { Table } from './column.js';
import { HeapBuilder } from './heap-builder.js';
import { storedColumn } from './stored-column.js';
import { binaryForm } from './tform.js';

/** Header cards and data unit of a table to be written. */
export interface TableUnit {
  readonly entries: readonly CardEntry[];
  readonly dataBytes: number;
  /** Rows and heap into `out`, which has `dataBytes` bytes. */
  readonly writeTo: (out: Uint8Array) => void;
}

/**
 * A table as a BINTABLE extension (FITS 4.0, section 7.3).
 *
 * @throws RangeError for columns of other lengths than `rows`, or more of them than FITS knows
 * @throws FitsError for names, units and texts FITS cannot hold
 */
export function tableUnit({ rows, columns }: Table): TableUnit {
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError(`${rows} rows cannot be`);
  if (columns.length > 999) throw new RangeError(`${columns.length} columns are more than 999`);
  const heap = new HeapBuilder();
  const stored = columns.map((column) => storedColumn(column, rows, heap));
  const widths = stored.map(({ form }) => binaryForm(form)?.rowBytes ?? 0);
  const rowBytes = widths.reduce((sum, width) => sum + width, 0);
  const entries: CardEntry[] = [
    ['XTENSION', 'BINTABLE', 'binary table extension'],
    ['BITPIX', 8, 'array data type'],
    ['NAXIS', 2, 'number of array dimensions'],
    ['NAXIS1', rowBytes, 'bytes of a row'],
    ['NAXIS2', rows, 'number of rows'],
    ['PCOUNT', heap.length, 'bytes of the heap'],
    ['GCOUNT', 1, 'number of groups'],
    ['TFIELDS', columns.length, 'number of columns'],
    ...columns.flatMap(({ name, unit, description }, i): CardEntry[] => [
      [`TTYPE${i + 1}`, name],
      [`TFORM${i + 1}`, stored[i].form],
      ...(unit === undefined ? [] : [[`TUNIT${i + 1}`, unit] as const]),
      ...(description === undefined ? [] : [[`TCOMM${i + 1}`, description] as const]),
      ...stored[i].cards.map(([key, value]) => [`${key}${i + 1}`, value] as const),
    ]),
  ];
  return {
    entries,
    dataBytes: rows * rowBytes + heap.length,
    writeTo: (out) => {
      let start = 0;
      stored.forEach(({ bytes }, i) => {
        scatter(bytes, out, { rows, rowBytes, start, width: widths[i] });
        start += widths[i];
      });
      heap.writeTo(out.subarray(rows * rowBytes));
    },
  };
}

/** Cells of one column to their places in the rows. */
function scatter(
  bytes: Uint8Array,
  out: Uint8Array,
  {
    rows,
    rowBytes,
    start,
    width,
  }: { rows: number; rowBytes: number; start: number; width: number },
): void {
  for (let row = 0, from = 0; row < rows; row++) {
    const to = row * rowBytes + start;
    for (let i = 0; i < width; i++) out[to + i] = bytes[from++];
  }
}
