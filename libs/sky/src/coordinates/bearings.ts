import { degree, wrapDeg } from '../angles.js';
import type { EquatorialDirection } from './equatorial.js';

/**
 * Bearing of a second point seen from a first, degrees clockwise from up in [0, 360), where longitude
 * grows to the right (azimuth and altitude on the sky; for right ascension give its negative).
 */
export function bearingDeg(
  latitude1Deg: number,
  longitude1Deg: number,
  latitude2Deg: number,
  longitude2Deg: number,
): number {
  const latitude1 = latitude1Deg * degree;
  const latitude2 = latitude2Deg * degree;
  const across = (longitude2Deg - longitude1Deg) * degree;
  const x =
    Math.cos(latitude1) * Math.sin(latitude2) -
    Math.sin(latitude1) * Math.cos(latitude2) * Math.cos(across);
  const y = Math.sin(across) * Math.cos(latitude2);
  return wrapDeg(Math.atan2(y, x) / degree, 0);
}

/** Position angle of a second place seen from a first: degrees east of north in [0, 360). */
export function positionAngleDeg(from: EquatorialDirection, to: EquatorialDirection): number {
  return bearingDeg(from.decDeg, from.raDeg, to.decDeg, to.raDeg);
}

/** A FITS CD matrix: degrees of the intermediate world axes per pixel, row by row. */
export interface CdMatrix {
  readonly cd11: number;
  readonly cd12: number;
  readonly cd21: number;
  readonly cd22: number;
}

/**
 * Position angle of the upward direction of a picture whose rows are stored top down, degrees in
 * (0, 360], averaged over both axes; either parity. North up gives 0 or 360 alike.
 */
export function rasterUpPositionAngleDeg({ cd11, cd12, cd21, cd22 }: CdMatrix): number {
  const parity = cd11 * cd22 - cd12 * cd21 >= 0 ? 1 : -1;
  const along = parity * cd11 + cd22;
  const across = parity * cd21 - cd12;
  return wrapDeg(180 - Math.atan2(across, along) / degree, 0);
}
