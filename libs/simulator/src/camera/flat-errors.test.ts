import { expect, it } from 'vitest';
import { smoothFlatError } from './flat-errors.js';

it('is smooth, of the size asked for, and nothing in the middle', () => {
  const size = 101;
  const error = smoothFlatError(size, 0.01, 4, 'flat');
  const rms = Math.sqrt(error.reduce((sum, value) => sum + value * value, 0) / error.length);
  expect(rms).toBeCloseTo(0.01, 7);
  expect(error[50 * size + 50]).toBe(0);
  for (let i = 1; i < size; i++) expect(Math.abs(error[i] - error[i - 1])).toBeLessThan(0.01);
  expect(smoothFlatError(size, 0.01, 5, 'flat')).not.toEqual(error);
  expect(smoothFlatError(8, 0, 4, 'flat').every((value) => value === 0)).toBe(true);
});
