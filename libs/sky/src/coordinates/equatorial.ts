import { degree, wrapDeg } from '../angles.js';
import { lengthOf, minus, plus, type Vector3 } from './vector.js';

/** A direction by right ascension and declination, degrees; the name of a value says which equator. */
export interface EquatorialDirection {
  readonly raDeg: number;
  readonly decDeg: number;
}

/** A direction by longitude and latitude in galactic or ecliptic axes, degrees. */
export interface SphericalDirection {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

/** Unit vector of a longitude and a latitude in degrees: x towards (0, 0), z towards the pole. */
export function vectorOfAnglesDeg(longitudeDeg: number, latitudeDeg: number): Vector3 {
  const longitude = longitudeDeg * degree;
  const latitude = latitudeDeg * degree;
  const cosine = Math.cos(latitude);
  return {
    x: cosine * Math.cos(longitude),
    y: cosine * Math.sin(longitude),
    z: Math.sin(latitude),
  };
}

/** Longitude in [0, 360) and latitude of a vector of any length but 0. */
export function sphericalOf(v: Vector3): SphericalDirection {
  return {
    longitudeDeg: wrapDeg(Math.atan2(v.y, v.x) / degree, 0),
    latitudeDeg: Math.atan2(v.z, Math.hypot(v.x, v.y)) / degree,
  };
}

/** Unit vector of a right ascension and declination. */
export function equatorialVector({ raDeg, decDeg }: EquatorialDirection): Vector3 {
  return vectorOfAnglesDeg(raDeg, decDeg);
}

/** Right ascension in [0, 360) and declination of a vector of any length but 0. */
export function equatorialOf(v: Vector3): EquatorialDirection {
  const { longitudeDeg, latitudeDeg } = sphericalOf(v);
  return { raDeg: longitudeDeg, decDeg: latitudeDeg };
}

/** Angle between two unit vectors in degrees, 0 to 180; small and straight angles keep their digits. */
export function separationDeg(a: Vector3, b: Vector3): number {
  return (2 * Math.atan2(lengthOf(minus(a, b)), lengthOf(plus(a, b)))) / degree;
}
