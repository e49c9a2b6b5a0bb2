import { describe, expect, it } from 'vitest';
import { poissonTail } from './chance.js';

describe('the chance of a Poisson count', () => {
  // scipy.stats.poisson.sf(count - 1, expected), scipy 1.10.
  it.each([
    [3, 1, 0.0803014],
    [5, 0.15, 5.58581e-7],
    [60, 30, 9.25187e-7],
    [2300, 2000, 3.01169e-11],
  ] as const)('of %i or more where %f are expected is %f', (count, expected, chance) => {
    expect(poissonTail(count, expected) / chance).toBeCloseTo(1, 3);
  });

  it('is no evidence for a count that is expected', () => {
    expect(poissonTail(5, 5)).toBe(1);
    expect(poissonTail(0, 0)).toBe(1);
  });

  it('is nothing where none are expected', () => {
    expect(poissonTail(1, 0)).toBe(0);
  });
});
