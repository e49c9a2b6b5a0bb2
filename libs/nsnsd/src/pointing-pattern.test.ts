import { expect, it } from 'vitest';
import { usualPointing } from './pointing-pattern.js';

it.each([
  [1, 0, 7.5],
  [15, 336, 7.5],
  [16, 0, 32.5],
  [30, 336, 32.5],
  [31, 0, 57.5],
  [36, 180, 57.5],
  [40, 324, 57.5],
  [41, 0, 82.5],
  [45, 288, 82.5],
])('frame %i points at azimuth %f, altitude %f', (number, azimuthDeg, altitudeDeg) => {
  expect(usualPointing(number)).toEqual({ azimuthDeg, altitudeDeg });
});

it.each([0, 46, 1.5, Number.NaN])('%f is no frame', (number) => {
  expect(() => usualPointing(number)).toThrow(RangeError);
});
