import { degree } from '@nightskies/sky';

/** Julian date (UTC) of midnight of a day, `2026-11-07`. */
export function julianDateOf(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`) / 86_400_000 + 2_440_587.5;
}

/** ISO 8601 date and time of a Julian date, to 1/100 s, without the zone letter as in FITS. */
export function isoOf(julianDate: number): string {
  const milliseconds = Math.round((julianDate - 2_440_587.5) * 8_640_000) * 10;
  return new Date(milliseconds).toISOString().slice(0, 22);
}

/** Local mean sidereal time, deg (Meeus, Astronomical Algorithms, eq. 12.4), UT1 taken as UTC. */
export function siderealTimeDeg(julianDateUtc: number, longitudeEastDeg: number): number {
  const days = julianDateUtc - 2_451_545;
  const t = days / 36_525;
  const greenwich = 280.46061837 + 360.98564736629 * days + 0.000387933 * t * t;
  return (((greenwich + longitudeEastDeg) % 360) + 360) % 360;
}

/**
 * Direction of date of a J2000 direction: precession of Lieske et al. 1977 (A&A 58, 1). Nutation and
 * aberration, 0.01 deg together at most, are left out.
 */
export function precess(
  raDeg: number,
  decDeg: number,
  julianDate: number,
): { raDeg: number; decDeg: number } {
  const t = (julianDate - 2_451_545) / 36_525;
  const zeta = ((2306.2181 * t + 0.30188 * t * t) / 3600) * degree;
  const z = ((2306.2181 * t + 1.09468 * t * t) / 3600) * degree;
  const theta = ((2004.3109 * t - 0.42665 * t * t) / 3600) * degree;
  const ra = raDeg * degree + zeta;
  const dec = decDeg * degree;
  const a = Math.cos(dec) * Math.sin(ra);
  const b = Math.cos(theta) * Math.cos(dec) * Math.cos(ra) - Math.sin(theta) * Math.sin(dec);
  const c = Math.sin(theta) * Math.cos(dec) * Math.cos(ra) + Math.cos(theta) * Math.sin(dec);
  return { raDeg: (Math.atan2(a, b) + z) / degree, decDeg: Math.asin(c) / degree };
}
