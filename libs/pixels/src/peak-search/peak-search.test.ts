import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { findPeaks, type FilterTap, type PeakWindow } from './peak-search.js';
import { findPeaksReference } from './reference.js';

function tapsOf(reach: number): FilterTap[] {
  const taps: FilterTap[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy <= reach * reach + 1) {
        taps.push({ dx, dy, weight: Math.exp(-(dx * dx + dy * dy) / reach ** 2) - 0.4 });
      }
    }
  }
  return taps;
}

function windowOf(radiusX: number, radiusY: number): PeakWindow {
  const weights = (radius: number) =>
    Float64Array.from({ length: 4 * (2 * radius + 1) }, (_, k) => Math.cos(3 * k + radius));
  return {
    radiusX,
    radiusY,
    mask: Array.from({ length: (2 * radiusX + 1) * (2 * radiusY + 1) }, (_, k) => k % 3),
    weightsX: weights(radiusX),
    weightsY: weights(radiusY),
  };
}

describe('peaks of a filtered image', () => {
  it.each([
    [1, 61, 47],
    [2, 64, 32],
    [3, 5, 70],
    [9, 33, 40],
  ])('are those of the slow way, bit for bit, at reach %d', (reach, width, height) => {
    let state = 99;
    const source = image(
      width,
      height,
      Float32Array.from({ length: width * height }, () => {
        state = (state * 48271) % 2147483647;
        if (state % 50 < 2) return state % 50 === 0 ? Number.NaN : Infinity;
        return (state / 2147483647) ** 4 * 1000;
      }),
    );
    const search = { taps: tapsOf(reach), threshold: 40, window: windowOf(reach, reach >> 1) };
    const fast = findPeaks(source, search);
    expect(fast).toEqual(findPeaksReference(source, search));
    expect(fast.count).toBeGreaterThan(0);
  });

  it('are the same whatever was searched before', () => {
    const bright = image(70, 40, new Float32Array(2800).fill(1e30));
    const source = image(33, 20, new Float32Array(660));
    source.data[200] = 7;
    const search = { taps: tapsOf(2), threshold: 1, window: windowOf(3, 3) };
    const fresh = findPeaks(source, search);
    findPeaks(bright, search);
    expect(findPeaks(source, search)).toEqual(fresh);
    expect(Array.from(fresh.indices)).toEqual([200]);
  });

  it('are decided in float64 where float32 cannot tell two neighbours apart', () => {
    const source = image(16, 3, new Float32Array(48));
    source.data.set([2 ** 25, 1, 2 ** 25, 2], 21);
    const taps: FilterTap[] = [
      { dx: 0, dy: 0, weight: 1 },
      { dx: 1, dy: 0, weight: 1 },
      { dx: 2, dy: 0, weight: 0 },
      { dx: -2, dy: 0, weight: 0 },
    ];
    const { indices, heights } = findPeaks(source, { taps, threshold: 5, window: windowOf(1, 1) });
    expect(Array.from(indices)).toEqual([23]);
    expect(Array.from(heights)).toEqual([2 ** 25 + 2]);
  });

  it('are all found where there are more than expected', () => {
    const source = image(32, 32, new Float32Array(1024).fill(1));
    const one: FilterTap[] = [{ dx: 0, dy: 0, weight: 1 }];
    const search = { taps: one, threshold: 0.5, window: windowOf(1, 1) };
    expect(findPeaks(source, search).count).toBe(1024);
  });

  it('need a positive threshold', () => {
    const source = image(4, 4, new Float32Array(16));
    const search = { taps: tapsOf(1), threshold: 0, window: windowOf(1, 1) };
    expect(() => findPeaks(source, search)).toThrow(/threshold 0/);
  });
});
