import { wrapDeg } from '../angles.js';
import { earthMotion, lightAuPerDay, type EarthMotion } from '../ephemeris/earth.js';
import { j2000 } from '../time/julian.js';
import { aberrated } from './apparent-direction.js';
import {
  equatorialOf,
  equatorialVector,
  sphericalOf,
  vectorOfAnglesDeg,
  type EquatorialDirection,
  type SphericalDirection,
} from './equatorial.js';
import { nutationOf } from './nutation.js';
import { equatorOfDate, meanObliquity } from './precession.js';
import {
  axesAboutX,
  product,
  rotate,
  rotateBack,
  times,
  unit,
  type Matrix3,
  type Vector3,
} from './vector.js';

/** ICRS axes to the mean ecliptic and equinox of a date (IAU 2006; a Julian date in TT). */
export function meanEcliptic(jdTt: number): Matrix3 {
  return product(axesAboutX(meanObliquity(jdTt)), equatorOfDate(jdTt));
}

/** ICRS axes to the ecliptic and true equinox of a date, nutation included. */
export function trueEcliptic(jdTt: number): Matrix3 {
  const nutation = nutationOf(jdTt);
  return product(
    axesAboutX(meanObliquity(jdTt) + nutation.obliquity),
    equatorOfDate(jdTt, nutation),
  );
}

const eclipticJ2000 = meanEcliptic(j2000);

/**
 * Ecliptic longitude and latitude of an ICRS place, a rotation without aberration.
 *
 * @param axes `meanEcliptic(jd)` or `trueEcliptic(jd)`; the mean ecliptic and equinox J2000 when absent
 */
export function icrsToEcliptic(
  place: EquatorialDirection,
  axes: Matrix3 = eclipticJ2000,
): SphericalDirection {
  return sphericalOf(rotate(axes, equatorialVector(place)));
}

/** ICRS place of an ecliptic longitude and latitude; `axes` as for `icrsToEcliptic`. */
export function eclipticToIcrs(
  { longitudeDeg, latitudeDeg }: SphericalDirection,
  axes: Matrix3 = eclipticJ2000,
): EquatorialDirection {
  return equatorialOf(rotateBack(axes, vectorOfAnglesDeg(longitudeDeg, latitudeDeg)));
}

/** North pole of the mean ecliptic of a date (TT) in ICRS. */
export function northEclipticPole(jdTt: number): EquatorialDirection {
  return eclipticToIcrs({ longitudeDeg: 0, latitudeDeg: 90 }, meanEcliptic(jdTt));
}

/** Where the Sun is seen from the centre of the Earth, ICRS axes (GCRS): aberration included. */
export function sunGcrs(jdTt: number): EquatorialDirection {
  return equatorialOf(sunSeen(earthMotion(jdTt)));
}

function sunSeen({ place, velocity }: EarthMotion): Vector3 {
  return aberrated(unit(times(-1, place)), times(1 / lightAuPerDay, velocity));
}

/**
 * Turns ICRS places at one moment (TT) into helioecliptic ones: ecliptic longitude less that of the
 * Sun, in [-180, 180), and ecliptic latitude, both in the mean ecliptic of date: the coordinates of the
 * zodiacal light (Leinert et al. 1998, section 8.3). Star and Sun are both taken with aberration.
 */
export function helioecliptic(jdTt: number): (place: EquatorialDirection) => SphericalDirection {
  const axes = meanEcliptic(jdTt);
  const earth = earthMotion(jdTt);
  const motion = times(1 / lightAuPerDay, earth.velocity);
  const sun = sphericalOf(rotate(axes, sunSeen(earth)));
  return (place) => {
    const seen = sphericalOf(rotate(axes, aberrated(equatorialVector(place), motion)));
    return {
      longitudeDeg: wrapDeg(seen.longitudeDeg - sun.longitudeDeg, -180),
      latitudeDeg: seen.latitudeDeg,
    };
  };
}
