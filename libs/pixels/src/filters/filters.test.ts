import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reflected } from '../disk-median/footprint.js';
import { image, type Image } from '../image.js';
import { bilateralFilter } from './bilateral-filter.js';
import { boxFilter } from './box-filter.js';
import { gaussianFilter } from './gaussian-filter.js';

function made(width: number, height: number, value: (x: number, y: number) => number): Image {
  const data = Float32Array.from({ length: width * height }, (_, k) =>
    value(k % width, Math.floor(k / width)),
  );
  return image(width, height, data);
}

/** The image of the recorded numbers: scipy 1.10.1, uniform_filter and gaussian_filter in float64. */
const recorded = made(11, 9, (x, y) => (x === 5 && y === 4 ? 5000 : (37 * y + 101 * x) % 1000));
const places = [
  [0, 0],
  [0, 10],
  [4, 5],
  [8, 10],
  [3, 7],
  [8, 0],
] as const;

function expectNear(filtered: Image, numbers: readonly number[]): void {
  for (const [k, [y, x]] of places.entries()) {
    expect(Math.abs(filtered.data[y * 11 + x] / numbers[k] - 1)).toBeLessThan(1e-7);
  }
}

const holes = made(9, 7, (x, y) => (x < 4 || (x + y) % 3 === 0 ? Number.NaN : x + 10 * y));

describe('the box filter', () => {
  it.each([
    [3, [46.0, 322.0, 1136.0, 260.0, 818.0, 317.333333]],
    [4, [69.0, 452.75, 855.6875, 202.5, 1020.6875, 318.75]],
    [7, [177.428571, 601.183673, 700.897959, 271.428571, 661.816327, 378.285714]],
    [15, [528.08, 638.213333, 423.431111, 621.368889, 483.631111, 573.457778]],
  ])('of %i px has the values of scipy', (size, numbers) => {
    expectNear(boxFilter(recorded, size), numbers);
  });

  it('is the mean of what has a value, whatever the shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (width, height, size) => {
          const source = made(width, height, (x, y) =>
            (x * y) % 4 === 3 ? Number.NaN : x - y * y,
          );
          const filtered = boxFilter(source, size);
          const before = size >> 1;
          for (let y = 0; y < height; y += 1) {
            for (let x = 0; x < width; x += 1) {
              let sum = 0;
              let count = 0;
              for (let k = 0; k < size * size; k += 1) {
                const row = reflected(y - before + Math.floor(k / size), height);
                const value = source.data[row * width + reflected(x - before + (k % size), width)];
                if (Number.isNaN(value)) continue;
                sum += value;
                count += 1;
              }
              expect(filtered.data[y * width + x]).toBe(
                count > 0 ? Math.fround(sum / count) : Number.NaN,
              );
            }
          }
        },
      ),
    );
  });

  it('refuses a side that is no number of pixels', () => {
    expect(() => boxFilter(recorded, 0)).toThrow('1 px');
    expect(() => boxFilter(recorded, 2.5)).toThrow('whole');
  });
});

describe('the Gaussian filter', () => {
  it.each([
    [0.8, 4, [40.881862, 263.942844, 1733.994301, 265.248318, 822.785651, 314.959704]],
    [2, 4, [162.021264, 519.149136, 774.846237, 281.936954, 715.892601, 371.809282]],
    [5, 4, [445.686671, 547.359286, 511.021335, 523.737181, 529.147338, 480.115357]],
    [1.5, 2, [101.257752, 463.595884, 966.081091, 228.937735, 807.573751, 342.960117]],
  ])('of %f px cut at %f sigma has the values of scipy', (sigma, truncate, numbers) => {
    expectNear(gaussianFilter(recorded, sigma, truncate), numbers);
  });

  it('keeps the flux of a source, and its width grows as squares add', () => {
    const star = made(61, 61, (x, y) => 1e4 * Math.exp(-((x - 30) ** 2 + (y - 30) ** 2) / 8));
    const smooth = gaussianFilter(star, 3);
    const sum = (plane: Image): number => plane.data.reduce((total, value) => total + value, 0);
    expect(sum(smooth) / sum(star)).toBeCloseTo(1, 6);
    expect(smooth.data[30 * 61 + 30]).toBeCloseTo((1e4 * 4) / (4 + 9), -1);
  });

  it('makes up for gaps: a constant stays one, and is nothing where nothing is in reach', () => {
    const flat = image(
      9,
      7,
      holes.data.map((value) => value - value + 5),
    );
    const filtered = gaussianFilter(flat, 0.5).data;
    expect(filtered[4]).toBeCloseTo(5, 5);
    expect(filtered[0]).toBeNaN();
    expect(
      filtered.filter((value) => !Number.isNaN(value)).every((v) => Math.abs(v - 5) < 1e-5),
    ).toBe(true);
  });

  it('refuses a sigma that is none', () => {
    expect(() => gaussianFilter(recorded, 0)).toThrow('above 0');
    expect(() => gaussianFilter(recorded, 1, Number.NaN)).toThrow('above 0');
  });
});

describe('the bilateral filter', () => {
  it('is a Gaussian where nothing differs by more than its sigma', () => {
    const filtered = bilateralFilter(recorded, 1.6, 1e9);
    const gaussian = gaussianFilter(recorded, 1.6, 2.5);
    for (let k = 0; k < 99; k += 1) {
      expect(Math.abs(filtered.data[k] / gaussian.data[k] - 1)).toBeLessThan(1e-6);
    }
  });

  it('smooths noise and leaves the edge beside it', () => {
    const edge = made(40, 20, (x, y) => (x < 20 ? 100 : 200) + ((x * 7 + y * 13) % 5) - 2);
    const filtered = bilateralFilter(edge, 2, 10);
    const row = filtered.data.subarray(10 * 40, 11 * 40);
    expect(Math.abs(row[19] - 100)).toBeLessThan(0.6);
    expect(Math.abs(row[20] - 200)).toBeLessThan(0.6);
  });

  it('leaves NaN out of its neighbours and as it is', () => {
    const filtered = bilateralFilter(holes, 1, 50).data;
    expect(Array.from(filtered, Number.isNaN)).toEqual(Array.from(holes.data, Number.isNaN));
  });

  it('refuses a sigma that is none', () => {
    expect(() => bilateralFilter(recorded, 1, 0)).toThrow('above 0');
  });
});
