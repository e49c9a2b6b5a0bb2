import { directionOf, dot, tangentFrame, unitVector, type HorizontalDirection } from '../sphere.js';
import type { PlanePoint } from './projection.js';

/**
 * Gnomonic projection about a direction of the sky (image-stages 9.2; Snyder 1987, p. 165), in units
 * of the radius: x towards growing azimuth, y towards growing altitude, no roll. Domain: less than
 * 90 deg from the centre; null beyond.
 */
export function gnomonicForward(
  centre: HorizontalDirection,
  point: HorizontalDirection,
): PlanePoint | null {
  const { axis, right, up } = tangentFrame(centre);
  const direction = unitVector(point);
  const cosine = dot(direction, axis);
  if (!(cosine > 0)) return null;
  return { x: dot(direction, right) / cosine, y: dot(direction, up) / cosine };
}

/** Inverse of `gnomonicForward`, defined on the whole plane; azimuth in [0, 360). */
export function gnomonicInverse(
  centre: HorizontalDirection,
  x: number,
  y: number,
): HorizontalDirection {
  const { axis, right, up } = tangentFrame(centre);
  return directionOf({
    east: axis.east + x * right.east + y * up.east,
    north: axis.north + x * right.north + y * up.north,
    up: axis.up + x * right.up + y * up.up,
  });
}
