import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { plateauOf, stepOf } from './picture-levels.js';
import { sourceTable } from './source-table.js';
import { starLists } from './star-lists.js';

const size = 160;

/** Round stars on a sky with a grain that is the same in every run; star k at (20 + 40 i, ...). */
function field(fwhmPx: number) {
  const sigma = fwhmPx / 2.3548;
  const places: [x: number, y: number][] = [];
  for (let row = 0; row < 4; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      places.push([20.3 + 39.7 * column, 21.6 + 38.9 * row]);
    }
  }
  const data = new Float32Array(size * size);
  let state = 7;
  for (let k = 0; k < data.length; k += 1) {
    const [x, y] = [k % size, Math.floor(k / size)];
    state = (state * 48271) % 2147483647;
    let value = 100 + (state / 2147483647 - 0.5) * 10;
    for (const [i, [cx, cy]] of places.entries()) {
      const r2 = (x - cx) ** 2 + (y - cy) ** 2;
      value += (200 + 30 * i) * Math.exp(-r2 / (2 * sigma * sigma));
    }
    data[k] = value;
  }
  return { picture: { luminance: image(size, size, data), step: 0 }, places };
}

describe('a table of sources', () => {
  it.each([2.2, 4, 6])('has every star %d px wide at its place, its width measured', (fwhmPx) => {
    const { picture, places } = field(fwhmPx);
    const table = sourceTable(picture, { thresholdSigma: 8, boxPx: 40 });
    expect(table.count).toBe(places.length);
    expect(table.fwhmPx / fwhmPx).toBeGreaterThan(0.75);
    expect(table.fwhmPx / fwhmPx).toBeLessThan(1.25);
    for (const [x, y] of places) {
      const apart = Math.min(...Array.from(table.x, (at, i) => Math.hypot(at - x, table.y[i] - y)));
      expect(apart).toBeLessThan(0.1);
    }
    for (const error of table.xError) expect(error).toBeLessThan(0.2);
    expect([...table.flags]).toEqual(places.map(() => 0));
  });

  it('has no row for a picture without stars', () => {
    const flat = image(64, 64, new Float32Array(64 * 64));
    const table = sourceTable({ luminance: flat, step: 1 }, { thresholdSigma: 5, boxPx: 32 });
    expect(table.count).toBe(0);
  });
});

describe('lists of what may be stars', () => {
  it('come with the brightest first, and go on to patches of light', () => {
    const { picture, places } = field(4);
    const lists = [...starLists(picture, { thresholdSigma: 6 })];
    expect(lists.length).toBeGreaterThanOrEqual(4);
    expect(lists[0].x).toHaveLength(places.length);
    const [x, y] = places[places.length - 1];
    expect(Math.hypot(lists[0].x[0] - x, lists[0].y[0] - y)).toBeLessThan(0.2);
    expect(lists.at(-1)?.how).toMatch(/patches/);
  });
});

describe('levels of a picture', () => {
  it('know the limit of a detector from a plateau, and none without', () => {
    const burnt = Float32Array.from({ length: 100 }, (_, k) => (k < 10 ? 4095 : k));
    expect(plateauOf(burnt)).toBe(4095);
    expect(plateauOf(Float32Array.from({ length: 100 }, (_, k) => k))).toBeUndefined();
  });

  it('know the step of stored numbers', () => {
    expect(stepOf(Float32Array.of(16, 64, 160, 48))).toBe(16);
    expect(stepOf(Float32Array.of(3, 64, 160))).toBe(1);
    expect(stepOf(new Float32Array(4))).toBe(1);
  });
});
