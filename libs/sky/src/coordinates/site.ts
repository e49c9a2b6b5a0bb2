import { degree } from '../angles.js';
import type { Vector3 } from './vector.js';

/** A place on the Earth: WGS84 geodetic latitude, longitude positive to the east, height above the ellipsoid. */
export interface Site {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly heightM: number;
}

const equatorialRadiusKm = 6378.137;
const flattening = 1 / 298.257223563;

/** From the centre of the Earth to a site, km, axes turning with the Earth (WGS84). */
export function geocentricPlaceKm({ longitudeDeg, latitudeDeg, heightM }: Site): Vector3 {
  const latitude = latitudeDeg * degree;
  const longitude = longitudeDeg * degree;
  const polar = (1 - flattening) ** 2;
  const curvature =
    equatorialRadiusKm / Math.sqrt(Math.cos(latitude) ** 2 + polar * Math.sin(latitude) ** 2);
  const height = heightM / 1000;
  const across = (curvature + height) * Math.cos(latitude);
  return {
    x: across * Math.cos(longitude),
    y: across * Math.sin(longitude),
    z: (polar * curvature + height) * Math.sin(latitude),
  };
}
