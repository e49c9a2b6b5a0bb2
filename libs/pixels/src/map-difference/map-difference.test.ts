import { describe, expect, it } from 'vitest';
import { MapDifference } from './map-difference.js';
import { subtractRowReference, type RowToSubtract } from './reference.js';

/** A repeatable number in 0..1. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

const terms = { leastSky: 0.5, unit: 3.183e-6 };

function rowOf(width: number, seed: number, hasTerrain: boolean): RowToSubtract {
  const short = (at: (k: number) => number) =>
    Float32Array.from({ length: width }, (_, k) => at(k));
  const long = (at: (k: number) => number) => Float64Array.from({ length: width }, (_, k) => at(k));
  return {
    values: short((k) => (noise(k + seed) > 0.9 ? Number.NaN : 1e-4 * (1 + noise(2 * k + seed)))),
    sigmas: short((k) => 1e-6 * noise(k + 3)),
    sky: hasTerrain ? short((k) => noise(k + 5 * seed)) : null,
    model: {
      ...{ below: long((k) => 60 * noise(k + 7)), above: long((k) => 30 * noise(k + 8)) },
      up: noise(seed),
    },
    modelError: { below: long((k) => noise(k + 11)), above: long((k) => noise(k + 12)) },
  };
}

/** The same row with its model where the kernel takes it from. */
function inMemory(row: RowToSubtract, rows: readonly Float64Array[]): RowToSubtract {
  const { model, modelError } = row;
  [model.below, model.above, modelError.below, modelError.above].forEach((values, i) => {
    rows[i].set(values);
  });
  return {
    ...row,
    model: { below: rows[0], above: rows[1], up: model.up },
    modelError: { below: rows[2], above: rows[3] },
  };
}

const rowsOf = (difference: MapDifference) =>
  Array.from({ length: 4 }, () => difference.modelRow());

describe('a map without its model', () => {
  it.each([1, 3, 4, 50, 721])('is, bit for bit, that of cell after cell: %i cells', (width) => {
    const difference = new MapDifference(width, terms);
    const rows = rowsOf(difference);
    for (let seed = 0; seed < 6; seed++) {
      const row = rowOf(width, seed, seed % 2 === 1);
      const found = difference.subtract(inMemory(row, rows));
      expect(found).toEqual(subtractRowReference(row, terms));
    }
  });

  it('has no light where the model is not known, no error where that is not, and says so', () => {
    const difference = new MapDifference(50, terms);
    const rows = rowsOf(difference);
    for (const part of ['model', 'modelError'] as const) {
      const row = rowOf(50, 1, false);
      row[part].above[49] = Number.NaN;
      row.values[49] = 1e-4;
      const found = difference.subtract(inMemory(row, rows));
      expect(found).toEqual(subtractRowReference(row, terms));
      expect(found.isModelKnown).toBe(false);
      expect([found.light[49], found.error[49]].map(Number.isNaN)).toEqual([
        part === 'model',
        true,
      ]);
    }
    expect(() => difference.modelRow()).toThrow('no more than 4 rows');
  });
});
