import { describe, expect, it } from 'vitest';
import { BlockRows } from './block-rows.js';
import { addRowReference, finishReference } from './reference.js';

/** A repeatable number in 0..1. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

const rowOf = (width: number, seed: number): Float32Array =>
  Float32Array.from({ length: width }, (_, k) =>
    noise(k + seed) > 0.7 ? Number.NaN : noise(3 * k + seed) - 0.2,
  );

describe('means of blocks of cells', () => {
  it.each([
    [1, 5],
    [2, 2],
    [2, 16],
    [2, 23],
    [3, 31],
    [5, 4],
  ])('are, bit for bit, those of cell after cell: blocks of %i, rows of %i', (block, width) => {
    const rows = new BlockRows(width, block);
    const blocks = Math.floor(width / block);
    const [sums, counts, means] = [0, 1, 2].map(() => new Float32Array(blocks));
    for (let row = 0; row < 4 * block; row++) {
      rows.add(rowOf(width, row));
      addRowReference(rowOf(width, row), block, sums, counts);
      if ((row + 1) % block !== 0) continue;
      finishReference(sums, counts, means);
      expect(rows.finish()).toEqual(means);
    }
  });

  it('are none where no cell has data', () => {
    const rows = new BlockRows(4, 2);
    rows.add(Float32Array.of(Number.NaN, Number.NaN, Number.NaN, 3));
    expect(rows.finish()).toEqual(Float32Array.of(Number.NaN, 3));
  });
});
