import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { annulusStatistics, growthSums, sumApertures, type ApertureShape } from './index.js';

const ones = image(60, 50, new Float32Array(3000).fill(1));
const positions = { x: [29.5, 30, 28.31, 31.499999], y: [24.5, 25, 22.77, 23.500001] };

const shapes: (readonly [string, ApertureShape, number])[] = [
  ['a circle far smaller than a pixel', { radiusPx: 0.01 }, Math.PI * 1e-4],
  ['a circle within a pixel', { radiusPx: 0.4 }, Math.PI * 0.16],
  ['a circle of a pixel', { radiusPx: 1 }, Math.PI],
  ['a circle where the series changes', { radiusPx: Math.sqrt(8) }, Math.PI * 8],
  ['a circle of a star', { radiusPx: 6 }, Math.PI * 36],
  ['a wide circle', { radiusPx: 20.25 }, Math.PI * 20.25 ** 2],
  ['a round ellipse', { semiMajorPx: 5, semiMinorPx: 5, thetaDeg: 77 }, Math.PI * 25],
  ['an ellipse', { semiMajorPx: 9, semiMinorPx: 4, thetaDeg: 30 }, Math.PI * 36],
  ['a needle', { semiMajorPx: 15, semiMinorPx: 0.05, thetaDeg: -50 }, Math.PI * 0.75],
  ['a standing ellipse', { semiMajorPx: 9, semiMinorPx: 2, thetaDeg: 90 }, Math.PI * 18],
  ['an ellipse within a pixel', { semiMajorPx: 0.4, semiMinorPx: 0.1, thetaDeg: 20 }, Math.PI / 25],
];

describe('the sum over an image of ones', () => {
  it.each(shapes)('is the area of %s', (_, shape, area) => {
    const { sum, area: areas, maskedArea } = sumApertures(ones, positions, shape);
    for (let k = 0; k < 4; k++) {
      expect(Math.abs(sum[k] / area - 1)).toBeLessThan(2e-14);
      expect(areas[k]).toBe(sum[k]);
      expect(maskedArea[k]).toBe(0);
    }
  });
});

it('the numbers of the old pipeline come out of its reference image', () => {
  const size = 31;
  const source = image(size, size, new Float32Array(size * size));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const squared = (column - 15.3) ** 2 + (row - 14.8) ** 2;
      source.data[row * size + column] = 3 * row + 2 * column + 1000 / (1 + squared);
    }
  }
  const at = { x: [15.3], y: [14.8] };
  const { sum, area } = sumApertures(source, at, { radiusPx: 6 });
  const annulus = { innerPx: 8, outerPx: 12 };
  const clip = { sigma: 5, iterations: 10 };
  const { median } = annulusStatistics(source, at, annulus, { clip });
  // The reference is of a float64 image; pixels of float32 are 6e-8 of their value off at most.
  expect(Math.abs(sum[0] - 19811.91645)).toBeLessThan(6e-8 * 19812);
  expect(area[0]).toBeCloseTo(113.097336, 6);
  expect(median[0]).toBeCloseTo(86.231053, 5);
  expect(Math.abs(sum[0] - Math.PI * 36 * median[0] - 10059.41409)).toBeLessThan(1e-3);
});

it('sums of several radii are those of each', () => {
  const radii = [1, 2.5, 6, 12];
  const growth = growthSums(ones, positions, radii);
  radii.forEach((radiusPx, k) => {
    expect(growth[k]).toEqual(sumApertures(ones, positions, { radiusPx }));
  });
});
