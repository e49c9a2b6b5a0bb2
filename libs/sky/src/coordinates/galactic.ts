import {
  equatorialOf,
  equatorialVector,
  sphericalOf,
  vectorOfAnglesDeg,
  type EquatorialDirection,
  type SphericalDirection,
} from './equatorial.js';
import { rotate, rotateBack, type Matrix3 } from './vector.js';

/**
 * ICRS axes to galactic axes of the IAU 1958 system: pole at RA 192.85948, Dec 27.12825, node at
 * galactic longitude 32.93192 deg (ESA SP-1200, vol. 1, eq. 1.5.11).
 */
export const galacticAxes: Matrix3 = [
  -0.0548755604162154, -0.873437090234885, -0.4838350155487132, 0.4941094278755837,
  -0.4448296299600112, 0.7469822444972189, -0.8676661490190047, -0.1980763734312015,
  0.4559837761750669,
];

/** North galactic pole in ICRS. */
export const northGalacticPole: EquatorialDirection = { raDeg: 192.85948, decDeg: 27.12825 };

/** Galactic longitude and latitude of an ICRS place. */
export function icrsToGalactic(place: EquatorialDirection): SphericalDirection {
  return sphericalOf(rotate(galacticAxes, equatorialVector(place)));
}

/** ICRS place of a galactic longitude and latitude. */
export function galacticToIcrs({
  longitudeDeg,
  latitudeDeg,
}: SphericalDirection): EquatorialDirection {
  return equatorialOf(rotateBack(galacticAxes, vectorOfAnglesDeg(longitudeDeg, latitudeDeg)));
}
