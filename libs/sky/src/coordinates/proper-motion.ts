import { degree } from '../angles.js';
import { j2000 } from '../time/julian.js';
import { equatorialVector, type EquatorialDirection } from './equatorial.js';
import { plus, times, unit, type Vector3 } from './vector.js';

/** A catalogue star: ICRS at an epoch, with its motion. */
export interface MovingStar extends EquatorialDirection {
  /** Milliarcseconds per Julian year, times cos(dec): along the sky. */
  readonly properMotionRaMas: number;
  readonly properMotionDecMas: number;
  /** Julian date (TT) of the position; J2000.0 when absent. */
  readonly epochJd?: number;
  /** Milliarcseconds; 0 when absent. */
  readonly parallaxMas?: number;
  /** km/s, positive when receding; 0 when absent, and without a parallax of no effect. */
  readonly radialVelocityKmS?: number;
}

const milliarcsecond = degree / 3600e3;
const auPerYearOfKmS = (86400 * 365.25) / 149597870.7;

/**
 * Barycentric direction of a star at a time, by straight motion in space (ESA SP-1200, vol. 1, eq.
 * 1.2.16), or along a great circle where no parallax is known.
 *
 * @param observer place of the observer in au from the Sun: with it the annual parallax is applied
 */
export function starDirection(star: MovingStar, jdTt: number, observer?: Vector3): Vector3 {
  const years = (jdTt - (star.epochJd ?? j2000)) / 365.25;
  const ra = star.raDeg * degree;
  const dec = star.decDeg * degree;
  const parallax = (star.parallaxMas ?? 0) * milliarcsecond;
  const east = star.properMotionRaMas * milliarcsecond * years;
  const north = star.properMotionDecMas * milliarcsecond * years;
  const out = parallax * (star.radialVelocityKmS ?? 0) * auPerYearOfKmS * years;
  const moved = plus(times(1 + out, equatorialVector(star)), {
    x: -east * Math.sin(ra) - north * Math.sin(dec) * Math.cos(ra),
    y: east * Math.cos(ra) - north * Math.sin(dec) * Math.sin(ra),
    z: north * Math.cos(dec),
  });
  return unit(observer === undefined ? moved : plus(moved, times(-parallax, observer)));
}
