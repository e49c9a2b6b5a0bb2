import { expect, it } from 'vitest';
import { erf } from './error-function.js';

// Abramowitz and Stegun 1964, table 7.1.
it.each([
  [0, 0],
  [0.1, 0.112462916],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
])('is that of the tables at %f', (x, value) => {
  expect(Math.abs(erf(x) - value)).toBeLessThan(2e-7);
  expect(erf(-x)).toBeCloseTo(-erf(x), 15);
});

it('ends at 1', () => {
  expect(erf(5.99)).toBeCloseTo(1, 12);
  expect(erf(40)).toBe(1);
  expect(erf(-40)).toBe(-1);
});
