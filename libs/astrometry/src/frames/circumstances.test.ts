import { Header, type CardEntry } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { readCircumstances, skyOver } from './circumstances.js';

const site: readonly CardEntry[] = [
  ['LONGITUD', -110],
  ['LATITUDE', 38],
  ['ELEVATIO', 1740],
];
const timeOf = (cards: readonly CardEntry[], julianDateOf: 'start' | 'middle' = 'start') =>
  readCircumstances(Header.of([...site, ['EXPTIME', 12], ...cards]), 'V', julianDateOf).middleJdUtc;

describe('the time of a frame', () => {
  it('is JD and half the exposure, or JD alone where that is the middle', () => {
    expect(timeOf([['JD', 2461351.5]])).toBeCloseTo(2461351.5 + 6 / 86400, 9);
    expect(timeOf([['JD', 2461351.5]], 'middle')).toBe(2461351.5);
  });

  it('is that of DATE-OBS in a header without JD, and JD where both stand', () => {
    // 2026-11-07 is JD 2461351.5 at its start (Astronomical Almanac).
    const date: CardEntry = ['DATE-OBS', '2026-11-07T03:00:00.00'];
    expect(timeOf([date], 'middle')).toBeCloseTo(2461351.625, 9);
    expect(timeOf([date, ['JD', 2461351.7]], 'middle')).toBe(2461351.7);
  });

  it('is unknown from a day without its time, and so is the sky', () => {
    const header = Header.of([...site, ['DATE-OBS', '2026-11-07']]);
    const circumstances = readCircumstances(header, 'V', 'start');
    expect(circumstances.middleJdUtc).toBeNull();
    expect(skyOver(circumstances)).toBeNull();
  });

  it('is refused by name when DATE-OBS is no date', () => {
    expect(() => timeOf([['DATE-OBS', '07.11.2026 03:00']])).toThrow(/not a date/);
  });
});
