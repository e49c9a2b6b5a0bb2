import { describe, expect, it } from 'vitest';
import { familyTail, studentTail } from './student-tail.js';

describe('the tail of Student t', () => {
  // Two-sided 5 % and 1 % points of printed tables.
  it.each([
    [12.7062, 1, 0.05],
    [4.30265, 2, 0.05],
    [3.18245, 3, 0.05],
    [2.22814, 10, 0.05],
    [3.16927, 10, 0.01],
    [2.69228, 44, 0.01],
    [2.6951, 43, 0.01],
  ])('beyond %d with %d degrees of freedom is %d', (t, degrees, tail) => {
    expect(studentTail(t, degrees)).toBeCloseTo(tail, 5);
    expect(studentTail(-t, degrees)).toBe(studentTail(t, degrees));
  });

  it('is counted for all tests made', () => {
    expect(familyTail(0.01, 2)).toBeCloseTo(0.0199, 12);
    expect(familyTail(1, 5)).toBeCloseTo(1, 12);
  });
});
