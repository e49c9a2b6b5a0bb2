import { describe, expect, it } from 'vitest';
import { RowsOfTerms } from './quadratic-roots.js';
import { quadraticRootsReference, type QuadraticForm } from './reference.js';

/** A repeatable number in 0..1. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

/** A form that is never negative: a sum of squares of sums. */
function formOf(count: number, apart: number): QuadraticForm {
  const factor = (i: number, k: number): number => noise(31 * i + k) - 0.5;
  const product = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += factor(i, k) * factor(j, k);
    return i === j ? sum : 2 * sum;
  };
  const packed: number[] = [];
  for (let i = 0; i < count; i++) for (let j = 0; j <= i; j++) packed.push(product(i, j));
  return { count, apart, packed: Float64Array.from(packed) };
}

/** Rows with some columns in them, one of which has a number that is none. */
function filled(columns: number, form: QuadraticForm): RowsOfTerms {
  const rows = new RowsOfTerms(columns, form);
  rows.terms.forEach((row, i) => {
    for (let k = 0; k < columns; k++) row[k] = 40 * (noise(17 * i + k) - 0.3);
  });
  for (let k = 0; k < columns; k++) rows.start[k] = noise(5 * k);
  const lone = rows.terms.at(form.apart);
  if (lone !== undefined) lone[columns - 1] = Number.NaN;
  return rows;
}

describe('roots of quadratic forms', () => {
  it.each([
    [1, 1, 1],
    [3, 5, 5],
    [8, 4, 0],
    [9, 7, 6],
    [50, 14, 7],
    [1441, 18, 11],
  ])(
    'of %i columns of %i numbers, %i apart, are those of the twin bit for bit',
    (columns, count, apart) => {
      const form = formOf(count, apart);
      const rows = filled(columns, form);
      const expected = quadraticRootsReference(rows.terms, rows.start, form);
      expect(rows.roots()).toEqual(expected);
      // What is filled stays: another call gives the same.
      expect(rows.roots()).toEqual(expected);
    },
  );

  it('are no number in the same bits, whatever they were made from', () => {
    const rows = new RowsOfTerms(2, { count: 1, packed: Float64Array.of(1), apart: 1 });
    new BigUint64Array(rows.start.buffer, rows.start.byteOffset, 2).set([
      0xfff8_0000_0000_0001n,
      0x7ff8_0000_0000_0000n,
    ]);
    const { all } = rows.roots();
    expect([...new Uint32Array(all.buffer, all.byteOffset, 2)]).toEqual([0x7fc0_0000, 0x7fc0_0000]);
  });

  it('are the length of a column where the form is that of lengths', () => {
    const rows = new RowsOfTerms(1, { count: 2, packed: Float64Array.of(1, 0, 1), apart: 1 });
    rows.terms.forEach((row, i) => (row[0] = i === 0 ? 3 : 4));
    rows.start[0] = 0;
    expect(rows.roots()).toEqual({ all: Float32Array.of(5), others: Float32Array.of(3) });
  });

  it('are 0 where rounding makes a form less than nothing', () => {
    const rows = new RowsOfTerms(1, { count: 1, packed: Float64Array.of(-1e-20), apart: 1 });
    rows.terms.forEach((row) => (row[0] = 1));
    rows.start[0] = 0;
    expect(rows.roots()).toEqual({ all: Float32Array.of(0), others: Float32Array.of(0) });
  });
});
