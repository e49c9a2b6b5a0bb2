import { degree } from '../angles.js';
import type { Projection } from './projection.js';

/**
 * Hammer equal-area projection, central meridian 0 (Snyder 1987, USGS PP 1395, p. 232; Calabretta &
 * Greisen 2002, section 5.3.3, where it is AIT). Domain: longitude -180 to 180. Image: the ellipse
 * with half axes 2 sqrt 2 and sqrt 2, whose area is that of the sphere, 4 pi.
 */
export const hammer: Projection = {
  forward(longitudeDeg, latitudeDeg) {
    const half = (longitudeDeg * degree) / 2;
    const latitude = latitudeDeg * degree;
    const scale = Math.SQRT2 / Math.sqrt(1 + Math.cos(latitude) * Math.cos(half));
    return {
      x: 2 * scale * Math.cos(latitude) * Math.sin(half),
      y: scale * Math.sin(latitude),
    };
  },
  inverse(x, y) {
    if ((x * x) / 8 + (y * y) / 2 > 1) return null;
    const z = Math.sqrt(1 - (x * x) / 16 - (y * y) / 4);
    return {
      longitudeDeg: (2 * Math.atan2(z * x, 2 * (2 * z * z - 1))) / degree,
      latitudeDeg: Math.asin(Math.max(-1, Math.min(1, z * y))) / degree,
    };
  },
};
