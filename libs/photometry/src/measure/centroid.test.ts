import { describe, expect, it } from 'vitest';
import { windowedCentroid } from './centroid.js';

function gaussianImage(x: number, y: number, sigma: number): Float32Array {
  return Float32Array.from({ length: 31 * 31 }, (_, at) => {
    const r2 = ((at % 31) - x) ** 2 + (Math.floor(at / 31) - y) ** 2;
    return 50 + 1000 * Math.exp(-r2 / (2 * sigma * sigma));
  });
}

describe('the windowed centroid', () => {
  it('finds place and width of a Gaussian wherever it stands in its pixel', () => {
    for (const [x, y, sigma] of [
      [15.2, 14.7, 0.8],
      [14.5, 15.5, 1],
      [15.49, 15.01, 1.3],
    ]) {
      const data = gaussianImage(x, y, sigma);
      const found = windowedCentroid({ width: 31, height: 31, data }, 15, 15, 50);
      expect(found?.x).toBeCloseTo(x, 2);
      expect(found?.y).toBeCloseTo(y, 2);
      expect(Math.abs((found?.sigmaPx ?? 0) / sigma - 1)).toBeLessThan(0.03);
    }
  });

  it('is null where there is no light', () => {
    const data = new Float32Array(31 * 31).fill(50);
    expect(windowedCentroid({ width: 31, height: 31, data }, 15, 15, 50)).toBeNull();
  });
});
