import { describe, expect, it } from 'vitest';
import { image, type Image } from '../image.js';
import { boxStatistics, type BoxOptions } from './box-statistics.js';
import { expandGrid, type AxisTaps } from './expand-grid.js';
import { boxStatisticsReference, expandGridReference } from './reference.js';

/** Numbers in [0, 1) from a seed (Park and Miller 1988). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function scene(width: number, height: number, make: (random: () => number) => number): Image {
  const random = generator(1234);
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, () => make(random)),
  );
}

const noise = (random: () => number) => 100 + 10 * (random() + random() + random() + random() - 2);

describe('statistics of boxes', () => {
  it.each<[string, (random: () => number) => number]>([
    ['noise', noise],
    ['noise with stars', (r) => noise(r) + (r() < 0.05 ? 60000 * r() ** 6 : 0)],
    ['whole numbers', (r) => Math.round(noise(r))],
    ['two values', (r) => (r() < 0.3 ? 5 : 7)],
    ['mostly one value', (r) => (r() < 0.02 ? 1e6 * r() : 42)],
    ['a constant', () => 3.5],
    ['gaps and infinities', (r) => (r() < 0.1 ? Number.NaN : r() < 0.1 ? Infinity : noise(r))],
    ['all gaps', () => Number.NaN],
    ['a sample over many decades', (r) => Math.exp(60 * r() - 30)],
    ['both signs of zero', (r) => (r() < 0.5 ? 0 : -0)],
  ])('are bit for bit those of sorting: %s', (_, make) => {
    const source = scene(67, 53, make);
    for (const [boxWidthPx, boxHeightPx] of [
      [20, 20],
      [40, 41],
      [67, 53],
      [7, 3],
      [1, 1],
    ]) {
      const options: BoxOptions = { boxWidthPx, boxHeightPx, kappa: 3, rounds: 10 };
      expect(boxStatistics(source, options)).toEqual(boxStatisticsReference(source, options));
    }
  });

  it('leave out masked pixels', () => {
    const source = scene(40, 40, noise);
    const mask = image(40, 40, new Uint8Array(1600));
    for (let y = 0; y < 40; y++) mask.data.fill(255, y * 40, y * 40 + 15);
    source.data.forEach((value, k) => {
      if (mask.data[k] !== 0) source.data[k] = value + 1e4;
    });
    const options: BoxOptions = { boxWidthPx: 20, boxHeightPx: 20, kappa: 2.5, rounds: 5, mask };
    const found = boxStatistics(source, options);
    expect(found).toEqual(boxStatisticsReference(source, options));
    expect(found.counts[0]).toBe(100);
    expect(found.means[0]).toBeLessThan(110);
  });

  it('give the mean and scatter of a known sample', () => {
    const source = image(4, 1, Float32Array.of(1, 2, 3, 6));
    const found = boxStatistics(source, {
      boxWidthPx: 4,
      boxHeightPx: 1,
      kappa: 3,
      rounds: 10,
    });
    expect(found.means[0]).toBe(3);
    expect(found.medians[0]).toBe(2.5);
    expect(found.sigmas[0]).toBeCloseTo(Math.sqrt(3.5), 14);
  });
});

describe('a grid expanded', () => {
  const random = generator(77);
  const taps = (outputs: number, points: number): AxisTaps => ({
    first: Int32Array.from({ length: outputs }, (_, k) => Math.floor((k * (points - 3)) / outputs)),
    weights: Float64Array.from({ length: 4 * outputs }, () => random() - 0.2),
  });
  const grid = image(
    9,
    6,
    Float64Array.from({ length: 54 }, () => 1000 * random()),
  );

  it('is bit for bit the weighted sum of its taps', () => {
    const columns = taps(31, 9);
    const rows = taps(17, 6);
    const limits = { lowest: 200, highest: 900 };
    const expanded = expandGrid({ grid, columns, rows, limits });
    expect(expanded.data).toEqual(expandGridReference(grid, columns, rows, limits));
    expect(Math.min(...expanded.data)).toBeGreaterThanOrEqual(200);
  });

  it('is added to an image at hand, or put there', () => {
    const columns = taps(31, 9);
    const rows = taps(17, 6);
    const limits = { lowest: -1e4, highest: 1e4 };
    const onto = scene(31, 17, noise);
    const sum = expandGridReference(grid, columns, rows, limits).map((v, k) => v + onto.data[k]);
    expect(expandGrid({ grid, columns, rows, limits }, { image: onto, add: true })).toBe(onto);
    expect(onto.data).toEqual(sum);
    expandGrid({ grid, columns, rows, limits }, { image: onto, add: false });
    expect(onto.data).toEqual(expandGridReference(grid, columns, rows, limits));
  });

  it('refuses taps beyond the grid', () => {
    const limits = { lowest: 0, highest: 1 };
    expect(() => expandGrid({ grid, columns: taps(31, 10), rows: taps(17, 6), limits })).toThrow(
      RangeError,
    );
  });
});
