import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { withPeaks, type FilterTap, type Peaks } from './peak-search.js';
import { findPeaksReference } from './reference.js';

function copied({ image: plain, filtered, indices, tolerance }: Peaks): Peaks {
  return {
    image: { ...plain, data: plain.data.slice() },
    filtered: { ...filtered, data: filtered.data.slice() },
    indices: indices.slice(),
    tolerance,
  };
}

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
        return state % 50 === 0 ? Number.NaN : (state / 2147483647) ** 4 * 1000;
      }),
    );
    const taps = tapsOf(reach);
    const fast = withPeaks(source, taps, 40, copied);
    expect(fast).toEqual(findPeaksReference(source, taps, 40));
    expect(fast.indices.length).toBeGreaterThan(0);
  });

  it('are all found where there are more than expected', () => {
    const source = image(32, 32, new Float32Array(1024).fill(1));
    const one: FilterTap[] = [{ dx: 0, dy: 0, weight: 1 }];
    expect(withPeaks(source, one, 0.5, ({ indices }) => indices.length)).toBe(1024);
  });

  it('need a positive threshold', () => {
    const source = image(4, 4, new Float32Array(16));
    expect(() => withPeaks(source, tapsOf(1), 0, copied)).toThrow(/threshold 0/);
  });
});
