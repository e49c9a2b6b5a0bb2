import { expect, it } from 'vitest';
import { agedFlat, flatError, smoothFlatError } from './flat-errors.js';

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

it('of an aged flat are 1 % across the frame and dust that moved, drawn anew by the seed', () => {
  const size = 256;
  const { dust, ...undusted } = agedFlat;
  const slope = flatError(size, undusted, 4, 'flat');
  const [left, right] = [slope[128 * size], slope[128 * size + 255]];
  const [top, bottom] = [slope[128], slope[255 * size + 128]];
  expect(Math.hypot(right - left, bottom - top)).toBeCloseTo(0.01, 3);
  expect(Math.abs(slope[128 * size + 128])).toBeLessThan(1e-4);
  const dirty = flatError(size, agedFlat, 4, 'flat').map((value, i) => value - slope[i]);
  // Shadows that went and shadows that came.
  expect(Math.min(...dirty)).toBeLessThan(-0.018);
  expect(Math.max(...dirty)).toBeGreaterThan(0.018);
  const covered = dirty.filter((value) => Math.abs(value) > 1e-6).length;
  const area = 2 * (dust?.spots ?? 0) * Math.PI * (dust?.radiusPx ?? 0) ** 2;
  expect(covered).toBeGreaterThan(0.5 * area);
  expect(covered).toBeLessThan(area);
  expect(flatError(size, agedFlat, 5, 'flat')).not.toEqual(flatError(size, agedFlat, 4, 'flat'));
});
