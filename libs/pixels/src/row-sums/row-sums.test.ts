import { describe, expect, it } from 'vitest';
import { addRowReference, binOfBits } from './reference.js';
import { RowSums } from './row-sums.js';
import type { CellRow, FloatBins, RowTerms } from './row-terms.js';

const bins: FloatBins = {
  ...{ mantissaShift: 13, base: ((127 - 10) << 10) - 1 },
  ...{ reach: 20 * 1024, coarseShift: 5 },
};
const terms: RowTerms = {
  ...{ area: 3.1e-6, upright: 0.7, uprightVariance: 1.9, first: 3, stride: 8 },
};

/** A repeatable number in 0..1. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

/** Cells of every kind: bright, dark, negative, beyond all bins, half covered, hidden, without data. */
function cells(width: number, seed: number): CellRow {
  const of = (at: (k: number) => number): Float32Array =>
    Float32Array.from({ length: width }, (_, k) => at(k));
  return {
    values: of((k) => {
      const kind = noise(k + seed);
      if (kind > 0.98) return Number.NaN;
      if (kind > 0.97) return -0;
      if (kind > 0.96) return 1e-20;
      if (kind > 0.95) return -3e9;
      return noise(k * 3 + seed) - 0.1;
    }),
    weight: of((k) => (noise(k + 5 * seed) > 0.9 ? noise(k) : k % 50 < 4 ? 0 : 1)),
    sigma: of((k) => 0.05 * noise(k + 7)),
    otherSigma: of((k) => 0.02 * noise(k + 9)),
  };
}

const planesIn = (sums: RowSums) => ({ ...sums.byColumn(), ...sums.byValue() });

describe('sums over rows', () => {
  it.each([1, 3, 4, 61, 360])('are, bit for bit, those of cell after cell: %i cells', (width) => {
    const room = { width, rows: 4, columnPlanes: 2, valuePlanes: 2 };
    const sums = new RowSums(bins, room);
    const [planes, expected] = [planesIn(sums), planesIn(sums)];
    for (let row = 0; row < 5; row++) {
      const cell = cells(width, row);
      expect(sums.add(cell, planes, terms)).toEqual(addRowReference(cell, expected, terms, bins));
    }
    expect(planes).toEqual(expected);
  });

  it('take rows where they are', () => {
    const width = 50;
    const sums = new RowSums(bins, { width, rows: 4, columnPlanes: 2, valuePlanes: 2 });
    const there = cells(width, 3);
    const here = {
      values: sums.row(),
      weight: sums.row(),
      sigma: sums.row(),
      otherSigma: sums.row(),
    };
    here.values.set(there.values);
    here.weight.set(there.weight);
    here.sigma.set(there.sigma);
    here.otherSigma.set(there.otherSigma);
    const [ofHere, ofThere] = [planesIn(sums), planesIn(sums)];
    expect(sums.add(here, ofHere, terms)).toEqual(sums.add(there, ofThere, terms));
    expect(ofHere).toEqual(ofThere);
    expect(() => sums.add(cells(51, 3), ofHere, terms)).toThrow('a row of 51 cells for sums of 50');
  });

  it('know of a single cell without a value, wherever it is', () => {
    const width = 11;
    const sums = new RowSums(bins, { width, rows: 1, columnPlanes: 0, valuePlanes: 0 });
    const row = sums.row();
    expect(sums.anyMissing(row)).toBe(false);
    for (let k = 0; k < width; k++) {
      row.fill(-1).fill(Number.NaN, k, k + 1);
      expect(sums.anyMissing(row)).toBe(true);
    }
  });

  it('have a bin for what is too small, in the middle, and one at each end for what is too large', () => {
    const value = new Float32Array(1);
    const bits = new Int32Array(value.buffer);
    const binOf = (of: number): number => {
      value[0] = of;
      return binOfBits(bits[0], bins);
    };
    expect([0, -0, 1e-30, -1e-30].map(binOf)).toEqual(Array(4).fill(bins.reach));
    expect([1e30, -1e30].map(binOf)).toEqual([2 * bins.reach, 0]);
    expect(binOf(1)).toBeGreaterThan(binOf(0.998));
  });
});
