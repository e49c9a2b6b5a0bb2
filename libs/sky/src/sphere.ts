import { degree, wrapDeg } from './angles.js';

/** A direction in the sky: azimuth from north through east, altitude above the horizon, degrees. */
export interface HorizontalDirection {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
}

/** Unit vector with components towards east, north and the zenith. */
export interface UnitVector {
  readonly east: number;
  readonly north: number;
  readonly up: number;
}

export function unitVector({ azimuthDeg, altitudeDeg }: HorizontalDirection): UnitVector {
  const azimuth = azimuthDeg * degree;
  const altitude = altitudeDeg * degree;
  return {
    east: Math.cos(altitude) * Math.sin(azimuth),
    north: Math.cos(altitude) * Math.cos(azimuth),
    up: Math.sin(altitude),
  };
}

/** Direction of a vector of any length but 0; azimuth in [0, 360), 0 at zenith and nadir. */
export function directionOf({ east, north, up }: UnitVector): HorizontalDirection {
  return {
    azimuthDeg: wrapDeg(Math.atan2(east, north) / degree, 0),
    altitudeDeg: Math.atan2(up, Math.hypot(east, north)) / degree,
  };
}

export function dot(a: UnitVector, b: UnitVector): number {
  return a.east * b.east + a.north * b.north + a.up * b.up;
}

/**
 * Angle between two directions, degrees, 0 to 180. By the half chord, which keeps its digits for
 * small angles and for opposite directions alike.
 */
export function greatCircleDistanceDeg(a: HorizontalDirection, b: HorizontalDirection): number {
  const u = unitVector(a);
  const v = unitVector(b);
  const apart = Math.hypot(u.east - v.east, u.north - v.north, u.up - v.up);
  const along = Math.hypot(u.east + v.east, u.north + v.north, u.up + v.up);
  return (2 * Math.atan2(apart, along)) / degree;
}

/** Axes of the plane tangent to the sky at a direction. */
export interface TangentFrame {
  readonly axis: UnitVector;
  /** Towards growing azimuth, horizontal. */
  readonly right: UnitVector;
  /** Along the vertical circle, towards growing altitude. */
  readonly up: UnitVector;
}

/** The tangent plane at a direction, not rolled; at the zenith `right` follows from the azimuth. */
export function tangentFrame(centre: HorizontalDirection): TangentFrame {
  const azimuth = centre.azimuthDeg * degree;
  const altitude = centre.altitudeDeg * degree;
  return {
    axis: unitVector(centre),
    right: { east: Math.cos(azimuth), north: -Math.sin(azimuth), up: 0 },
    up: {
      east: -Math.sin(altitude) * Math.sin(azimuth),
      north: -Math.sin(altitude) * Math.cos(azimuth),
      up: Math.cos(altitude),
    },
  };
}
