import { describe, expect, it } from 'vitest';
import { circularSegment, shortSeriesLimit } from './circular-segment.js';

describe('the area between a chord and its arc', () => {
  it.each([
    ['a quarter of the circle', 0.5, (Math.PI / 2 - 1) / 2],
    ['a sixth', 0.25, (Math.PI / 3 - Math.sqrt(3) / 2) / 2],
    ['a twelfth', (2 - Math.sqrt(3)) / 4, (Math.PI / 6 - 0.5) / 2],
  ])('is that of %s', (_, squaredSine, area) => {
    expect(Math.abs(circularSegment(squaredSine, false) - area)).toBeLessThan(1.2e-16);
  });

  it('is the same by both series where both hold', () => {
    for (let k = 0; k <= 100; k++) {
      const squaredSine = (k / 100) * shortSeriesLimit;
      const [short, long] = [true, false].map((flag) => circularSegment(squaredSine, flag));
      expect(Math.abs(short - long)).toBeLessThanOrEqual(1e-15 * long);
    }
  });

  it('of a short chord is two thirds of the cube of half the chord', () => {
    expect(circularSegment(1e-12, true) / ((2 / 3) * 1e-18)).toBeCloseTo(1, 11);
    expect(circularSegment(0, true)).toBe(0);
  });
});
