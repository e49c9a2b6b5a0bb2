import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from './mean.js';
import { median } from './median.js';
import { sigmaClippedMean } from './sigma-clipped.js';

const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 })), {
  minLength: 1,
  maxLength: 60,
});

describe('the median', () => {
  it('is that of sorting, whatever the order', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const sorted = Float64Array.from(values, (value) => value + 0).sort();
        const middle = sorted.length >> 1;
        const expected =
          sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        // Both zeros are one number here.
        expect(median(values) + 0).toBe(expected + 0);
      }),
    );
  });

  it('leaves NaN out and the values as they were', () => {
    const values = Float32Array.of(5, Number.NaN, 1, 3, Number.NaN);
    expect(median(values)).toBe(3);
    expect(values).toEqual(Float32Array.of(5, Number.NaN, 1, 3, Number.NaN));
    expect(median([Number.NaN])).toBeNaN();
    expect(median([])).toBeNaN();
  });

  it('of a million sorted or equal values takes no longer than of others', () => {
    const rising = Float64Array.from({ length: 1_000_001 }, (_, k) => k);
    expect(median(rising)).toBe(500_000);
    expect(median(rising.toReversed())).toBe(500_000);
    expect(median(rising.fill(4))).toBe(4);
  });
});

describe('the mean', () => {
  it('is summed in float64', () => {
    expect(mean(new Float32Array(20_000_001).fill(1))).toBe(1);
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBeNaN();
  });
});

describe('the clipped mean', () => {
  it('leaves out what is far off, in as many passes as it takes', () => {
    const values = [10, 11, 9, 10, 12, 8, 10, 11, 9, 10, 60, 1000];
    expect(sigmaClippedMean(values, 3, 0)).toMatchObject({ count: 12 });
    expect(sigmaClippedMean(values, 3, 1)).toMatchObject({ count: 11 });
    expect(sigmaClippedMean(values, 3, 10)).toEqual({
      mean: 10,
      median: 10,
      sigma: Math.sqrt(1.2),
      count: 10,
    });
  });

  it('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(sigmaClippedMean(values.toReversed(), 2, 5)).toEqual(sigmaClippedMean(values, 2, 5));
      }),
    );
  });

  it('of nothing but NaN is NaN', () => {
    const nothing = { mean: Number.NaN, median: Number.NaN, sigma: Number.NaN, count: 0 };
    expect(sigmaClippedMean([], 3, 5)).toEqual(nothing);
    expect(sigmaClippedMean([Number.NaN], 3, 5)).toEqual(nothing);
  });
});
