import { julianDate } from '@nightskies/sky';
import { expect, it } from 'vitest';
import { isoOf } from './time.js';

it('writes a Julian date as FITS does', () => {
  expect(isoOf(julianDate('2026-11-07T12:00:00'))).toBe('2026-11-07T12:00:00.00');
});
