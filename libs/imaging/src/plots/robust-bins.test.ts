import { describe, expect, it } from 'vitest';
import { binned, quantile, robustMean } from './robust-bins.js';

describe('robustMean', () => {
  it('is the mean of a good sample, with its standard error', () => {
    const { mean, error, count } = robustMean([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(error).toBeCloseTo(Math.sqrt(2.5 / 5), 12);
    expect(count).toBe(5);
  });

  it('does not follow an outlier, nor what is no number', () => {
    expect(robustMean([1, 2, 3, 4, 5, 1000, NaN]).mean).toBe(3);
  });
});

describe('binned', () => {
  it('stands where the values of each bin are, both ends of the range within', () => {
    const bins = binned(
      [0, 1, 2, 8, 9, 10, 11],
      [5, 6, 7, 1, 2, 3, 99],
      { from: 0, to: 10, bins: 2 },
      3,
    );
    expect(bins.map(({ x, mean }) => [x, mean])).toEqual([
      [1, 6],
      [9, 2],
    ]);
  });

  it('leaves out bins with few values', () => {
    expect(binned([1, 2, 8], [1, 1, 1], { from: 0, to: 10, bins: 2 }, 2)).toHaveLength(1);
  });
});

describe('quantile', () => {
  it('runs from the least to the largest number, and is none for an empty sample', () => {
    expect([0, 0.5, 1].map((share) => quantile([3, 1, NaN, 2], share))).toEqual([1, 2, 3]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
