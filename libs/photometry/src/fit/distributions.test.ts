import { describe, expect, it } from 'vitest';
import { familyTail, fTail, studentTail } from './distributions.js';

describe('tails of the tests of a night', () => {
  // By scipy.stats, t.sf and f.sf.
  it.each([
    [2.5, 7, 0.040992218585752874],
    [4.2, 45.5, 0.00012279486557437077],
    [0.3, 1, 0.8144528418445154],
  ])('of Student at %f with %f degrees of freedom', (t, degrees, tail) => {
    expect(studentTail(t, degrees) / tail).toBeCloseTo(1, 9);
    expect(studentTail(-t, degrees)).toBe(studentTail(t, degrees));
  });

  it.each([
    [5.1, 2, 33.3, 0.011690964979723379],
    [0.8, 2, 12, 0.471904399320412],
  ])('of F at %f with %f and %f degrees of freedom', (f, top, bottom, tail) => {
    expect(fTail(f, top, bottom) / tail).toBeCloseTo(1, 9);
  });

  it('of many tests are those of any of them, for small chances their sum', () => {
    expect(familyTail(0.5, 2)).toBeCloseTo(0.75, 12);
    expect(familyTail(1e-12, 47) / 47e-12).toBeCloseTo(1, 9);
    expect(familyTail(1, 3)).toBeLessThanOrEqual(1);
  });
});
