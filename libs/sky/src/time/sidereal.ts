import { degree, wrapDeg } from '../angles.js';
import { lunarNode, nutationOf, type Nutation } from '../coordinates/nutation.js';
import { meanObliquity } from '../coordinates/precession.js';
import { centuriesSinceJ2000, j2000 } from './julian.js';
import type { TimeScales } from './scales.js';

/** Earth rotation angle, degrees in [0, 360) (Capitaine et al. 2000; IERS Conventions 2010, eq. 5.15). */
export function earthRotationAngleDeg({ jdUt1 }: TimeScales): number {
  const days = jdUt1 - j2000;
  // Whole turns are left out before the product, to keep the digits of the fraction.
  const turns = (days % 1) + 0.779057273264 + 0.00273781191135448 * days;
  return wrapDeg(360 * turns, 0);
}

/** Greenwich mean sidereal time, degrees, IAU 2006 (IERS Conventions 2010, eq. 5.32). */
export function greenwichMeanSiderealDeg(times: TimeScales): number {
  const t = centuriesSinceJ2000(times.jdTt);
  const precession =
    0.014506 + t * (4612.156534 + t * (1.3915817 + t * (-0.00000044 - t * 0.000029956)));
  return wrapDeg(earthRotationAngleDeg(times) + precession / 3600, 0);
}

/**
 * Greenwich apparent sidereal time, degrees: mean time and the equation of the equinoxes with its two
 * largest complementary terms (IERS Conventions 2010, eq. 5.30 to 5.31).
 */
export function greenwichApparentSiderealDeg(
  times: TimeScales,
  nutation: Nutation = nutationOf(times.jdTt),
): number {
  const node = lunarNode(times.jdTt);
  const complementary = (0.00264 * Math.sin(node) + 0.000063 * Math.sin(2 * node)) / 3600;
  const equation = nutation.longitude * Math.cos(meanObliquity(times.jdTt));
  return wrapDeg(greenwichMeanSiderealDeg(times) + equation / degree + complementary, 0);
}

/** Local apparent sidereal time, degrees, at an east longitude in degrees. */
export function localApparentSiderealDeg(times: TimeScales, longitudeDeg: number): number {
  return wrapDeg(greenwichApparentSiderealDeg(times) + longitudeDeg, 0);
}
