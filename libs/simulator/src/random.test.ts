import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

function moments(draw: () => number, count: number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, variance: squares / count - mean * mean };
}

describe('Random', () => {
  it('repeats itself for the same seed and name, and for no other', () => {
    const first = (seed: number, name: string): number[] => {
      const random = new Random(seed, name);
      return Array.from({ length: 4 }, () => random.uniform());
    };
    expect(first(7, 'ib001')).toEqual(first(7, 'ib001'));
    expect(first(7, 'ib001')).not.toEqual(first(8, 'ib001'));
    expect(first(7, 'ib001')).not.toEqual(first(7, 'ib002'));
  });

  it('is uniform', () => {
    const random = new Random(1, 'uniform');
    const { mean, variance } = moments(() => random.uniform(), 100_000);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 3);
  });

  it('is normal', () => {
    const random = new Random(1, 'normal');
    const { mean, variance } = moments(() => random.normal(), 100_000);
    expect(Math.abs(mean)).toBeLessThan(0.012);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it.each([0.5, 5, 39, 41, 5000])(
    'counts %d electrons with their own and the read noise',
    (mean) => {
      const random = new Random(3, 'electrons');
      const found = moments(() => random.electrons(mean, 8), 100_000);
      expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt((mean + 64) / 100_000));
      expect(found.variance / (mean + 64)).toBeCloseTo(1, 1);
    },
  );
});
