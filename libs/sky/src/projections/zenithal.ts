import { degree } from '../angles.js';
import type { Projection } from './projection.js';

/**
 * A zenithal projection about the pole of latitude 90, longitude 0 upwards and growing clockwise: the
 * compass as on the ground. For the sky as one sees it looking up, change the sign of x.
 *
 * @param radius distance from the centre of a polar distance in radians
 * @param polarDistance its inverse
 * @param edge radius of the whole sphere
 */
export function zenithal(
  radius: (polarDistance: number) => number,
  polarDistance: (radius: number) => number,
  edge: number,
): Projection {
  return {
    forward(longitudeDeg, latitudeDeg) {
      const r = radius((90 - latitudeDeg) * degree);
      const longitude = longitudeDeg * degree;
      return { x: r * Math.sin(longitude), y: r * Math.cos(longitude) };
    },
    inverse(x, y) {
      // Not Math.hypot: pictures ask for millions of places, and it takes longer than all the rest.
      const r = Math.sqrt(x * x + y * y);
      if (r > edge) return null;
      return {
        longitudeDeg: Math.atan2(x, y) / degree,
        latitudeDeg: 90 - polarDistance(r) / degree,
      };
    },
  };
}
