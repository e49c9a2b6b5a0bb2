import { zenithal } from './zenithal.js';

/**
 * Zenithal equidistant projection, r = z (Snyder 1987, p. 191; ARC of Calabretta & Greisen 2002,
 * section 5.1.6). Domain: the whole sphere; image: the disk of radius pi. The horizon has radius
 * pi / 2.
 */
export const zenithalEquidistant = zenithal(
  (z) => z,
  (r) => r,
  Math.PI,
);
