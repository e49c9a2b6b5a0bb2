import { describe, expect, it } from 'vitest';
import {
  greenwichApparentSiderealDeg,
  greenwichMeanSiderealDeg,
  julianDate,
  localApparentSiderealDeg,
  taiMinusUtcS,
  timeScales,
  ut1MinusUtcS,
} from '../index.js';

describe('Julian dates', () => {
  it.each([
    // Meeus, ch. 7, example 7.a and table.
    ['1957-10-04T19:26:24', 2436116.31],
    ['2000-01-01T12:00', 2451545],
    ['1987-01-27', 2446822.5],
    ['1988-06-19T12:00:00Z', 2447332],
    ['1900-01-01 00:00:00', 2415020.5],
    ['2024-02-29T06:00:00', 2460369.75],
    ['2016-12-31T23:59:60.5', 2457754.5 + 0.5 / 86400],
  ])('%s is %d', (text, jd) => {
    expect(julianDate(text)).toBeCloseTo(jd, 8);
  });

  it.each(['2023-02-29', '2024-13-01', '2024-01-01T24:00:00', '2024-00-10', 'tonight', ''])(
    '%j is refused with a remedy',
    (text) => {
      expect(() => julianDate(text)).toThrow(
        expect.objectContaining({ code: 'bad-time', hint: expect.any(String) as string }),
      );
    },
  );
});

describe('time scales', () => {
  it('TAI - UTC steps at the leap seconds and nowhere else', () => {
    expect(taiMinusUtcS(julianDate('1972-01-01'))).toBe(10);
    expect(taiMinusUtcS(julianDate('1998-12-31T23:59:59'))).toBe(31);
    expect(taiMinusUtcS(julianDate('1999-01-01'))).toBe(32);
    expect(taiMinusUtcS(julianDate('2016-12-31T23:59:59'))).toBe(36);
    expect(taiMinusUtcS(julianDate('2026-11-21'))).toBe(37);
  });

  it('TT is 69.184 s ahead of UTC since 2017', () => {
    const { jdTt, jdUtc } = timeScales(2460588.7);
    expect((jdTt - jdUtc) * 86400).toBeCloseTo(69.184, 4);
  });

  it.each([
    // IERS EOP C04 as in astropy 5.2.1.
    ['2005-01-01T07:12:00', -0.5038892],
    ['2012-06-30T12:00:00', -0.587],
    ['2021-12-31T18:00:00', -0.1104987],
  ])('UT1 - UTC of %s is known to 0.02 s', (text, expected) => {
    expect(Math.abs(ut1MinusUtcS(julianDate(text)) - expected)).toBeLessThan(0.02);
  });

  it('UT1 - UTC is held after the table, without a jump', () => {
    const end = ut1MinusUtcS(julianDate('2022-11-09'));
    expect(ut1MinusUtcS(julianDate('2026-11-21'))).toBeCloseTo(end, 2);
  });

  it('a Julian date that is no number is refused', () => {
    expect(() => timeScales(Number.NaN)).toThrow(expect.objectContaining({ code: 'bad-time' }));
  });
});

describe('sidereal time', () => {
  it('repeats Meeus, example 12.a: Greenwich, 1987 April 10', () => {
    // Meeus uses the IAU 1982 expressions, with UT1 for UTC; they part from IAU 2006 by 0.01 s.
    const times = timeScales(2446895.5, 0);
    expect(greenwichMeanSiderealDeg(times) / 15).toBeCloseTo(13 + 10 / 60 + 46.3668 / 3600, 5);
    expect(greenwichApparentSiderealDeg(times) / 15).toBeCloseTo(13 + 10 / 60 + 46.1351 / 3600, 5);
  });

  it('repeats astropy 5.2.1 (IAU 2006/2000A) to 0.01 arcsec', () => {
    const first = timeScales(2459580.25, -0.11049865);
    expect(Math.abs(greenwichApparentSiderealDeg(first) - 10.37949555289)).toBeLessThan(3e-6);
    const second = timeScales(2453371.8, -0.50388924);
    expect(Math.abs(greenwichApparentSiderealDeg(second) - 209.03723222919)).toBeLessThan(3e-6);
  });

  it('grows to the east', () => {
    const times = timeScales(2460588.7);
    const there = localApparentSiderealDeg(times, -105.6);
    expect((there + 105.6) % 360).toBeCloseTo(greenwichApparentSiderealDeg(times), 9);
  });
});
