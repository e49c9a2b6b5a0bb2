import { describe, expect, it } from 'vitest';
import { isoOf, julianDateOf, precess, siderealTimeDeg } from './time.js';

describe('time', () => {
  it('gives sidereal time as Meeus does (example 12.b)', () => {
    const jd = julianDateOf('1987-04-10') + (19 + 21 / 60) / 24;
    expect(siderealTimeDeg(jd, 0)).toBeCloseTo(128.7378734, 4);
    expect(siderealTimeDeg(jd, -77)).toBeCloseTo(51.7378734, 4);
  });

  it('precesses theta Persei as Meeus does (example 21.b)', () => {
    const { raDeg, decDeg } = precess(41.054063, 49.22775, 2_462_088.69);
    expect(raDeg).toBeCloseTo(41.547214, 4);
    expect(decDeg).toBeCloseTo(49.348483, 4);
  });

  it('writes a Julian date as FITS does', () => {
    expect(isoOf(julianDateOf('2026-11-07') + 0.5)).toBe('2026-11-07T12:00:00.00');
  });
});
