import { describe, expect, it } from 'vitest';
import { oldAperture } from './old-aperture.js';

const size = 31;
const data = Float64Array.from({ length: size * size }, (_, i) => {
  const [row, column] = [Math.floor(i / size), i % size];
  return 3 * row + 2 * column + 1000 / (1 + (column - 15.3) ** 2 + (row - 14.8) ** 2);
});

describe('the aperture of the old pipeline', () => {
  it('gives the sums of the reference', () => {
    const { sum, area, background, net } = oldAperture(
      { width: size, height: size, data },
      { x: 15.3, y: 14.8 },
    );
    expect(sum).toBeCloseTo(19811.91645, 5);
    expect(area).toBeCloseTo(113.097336, 6);
    expect(background).toBeCloseTo(86.231053, 6);
    expect(net).toBeCloseTo(10059.41409, 5);
  });

  it('has the area of its circle wherever it lies between the pixels', () => {
    for (const [x, y] of [
      [15, 15],
      [15.5, 15.5],
      [14.99, 15.37],
    ]) {
      const { area } = oldAperture({ width: size, height: size, data }, { x, y });
      expect(area).toBeCloseTo(36 * Math.PI, 11);
    }
  });
});
