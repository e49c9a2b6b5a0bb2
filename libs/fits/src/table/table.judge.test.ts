import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import {
  columnFloat64,
  readFits,
  readTable,
  unknownLogical,
  type TableColumn,
  type TableHdu,
} from '../index.js';

const folder = sharedData.path('real/fits-conformance');

const columnSchema = z.object({
  name: z.string(),
  format: z.string(),
  unit: z.string().nullable(),
  shape: z.array(z.number()).optional(),
  sum: z.number().optional(),
  min: z.number().nullable().optional(),
  max: z.number().nullable().optional(),
  nonfinite: z.number().optional(),
  sha256_be_f64: z.string().optional(),
  kind: z.string().optional(),
  first: z.string().optional(),
  last: z.string().optional(),
  lengths: z.array(z.number()).optional(),
});
type Expected = z.infer<typeof columnSchema>;
const tableSchema = z.object({
  kind: z.literal('table'),
  rows: z.number(),
  columns: z.array(columnSchema),
});
const expectedSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      hdus: z
        .array(z.object({ index: z.number(), class: z.string(), data: z.unknown() }))
        .optional(),
    }),
  ),
});

const { files } =
  folder === null
    ? { files: {} }
    : expectedSchema.parse(JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')));
const tables = Object.entries(files).flatMap(([name, { hdus }]) =>
  (hdus ?? [])
    .filter((hdu) => hdu.class === 'BinTableHDU' || hdu.class === 'TableHDU')
    .map(({ index, data }) => ({ name, index, expected: tableSchema.parse(data) })),
);

function tableHdu(name: string, index: number): TableHdu {
  const hdu = readFits(readFileSync(`${folder ?? ''}/${name}`), name).hdus[index];
  if (hdu.type !== 'binary-table' && hdu.type !== 'ascii-table') throw new Error(hdu.type);
  return hdu;
}

/** The values as the list counts them: it takes what is not known for false, in ASCII tables for 0. */
function listed(column: TableColumn, zeroForUnknown: boolean): Float64Array {
  if (column.kind === 'numbers')
    return columnFloat64(column).map((value) =>
      Number.isNaN(value) && zeroForUnknown ? 0 : value,
    );
  if (column.kind === 'logicals') {
    return Float64Array.from(column.data, (value) => (value === unknownLogical ? 0 : value));
  }
  if (column.kind === 'bits' || column.kind === 'complex') return Float64Array.from(column.data);
  throw new Error(`${column.name} is of kind ${column.kind}`);
}

function digest(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) bytes.writeBigUInt64BE(0x7ff8000000000000n, i * 8);
    else bytes.writeDoubleBE(value, i * 8);
  });
  return createHash('sha256').update(bytes).digest('hex');
}

function compare(column: TableColumn, expected: Expected, rows: number, ascii: boolean): void {
  expect(column.name).toBe(expected.name);
  expect(column.unit ?? null).toBe(expected.unit);
  if (expected.kind === 'string') {
    if (column.kind !== 'texts') throw new Error(`${column.name} is of kind ${column.kind}`);
    expect(column.data).toHaveLength(rows);
    expect(column.data[0]).toBe(expected.first?.trimEnd());
    expect(column.data.at(-1)).toBe(expected.last?.trimEnd());
  } else if (expected.kind === 'variable-length') {
    const lengths = column.kind === 'lists' ? column.cells.map((cell) => cell.length) : [];
    expect(lengths.slice(0, 20)).toStrictEqual(expected.lengths);
  } else {
    const values = listed(column, ascii);
    const shape = 'shape' in column ? (column.shape ?? []) : [];
    expect([rows, ...shape.toReversed()]).toStrictEqual(expected.shape);
    expect(digest(values)).toBe(expected.sha256_be_f64);
    const finite = values.filter(Number.isFinite);
    expect(values.length - finite.length).toBe(expected.nonfinite);
    expect(finite.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected.sum ?? NaN, 5);
  }
}

// The conformance files lie beside the checkout and are not part of it.
describe.skipIf(folder === null)(
  'tables of many writers, against what astropy makes of them',
  () => {
    it('has all tables at hand', () => {
      expect(tables).toHaveLength(24);
    });

    it.each(tables)(
      'decodes every column of $name, extension $index',
      ({ name, index, expected }) => {
        const hdu = tableHdu(name, index);
        const { rows, columns } = readTable(hdu);
        expect(rows).toBe(expected.rows);
        expect(columns).toHaveLength(expected.columns.length);
        columns.forEach((column, i) => {
          compare(column, expected.columns[i], rows, hdu.type === 'ascii-table');
        });
      },
    );
  },
);
