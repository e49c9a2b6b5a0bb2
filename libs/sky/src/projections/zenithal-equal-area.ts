import { zenithal } from './zenithal.js';

/**
 * Zenithal equal-area projection (Lambert), r = 2 sin(z / 2) (Snyder 1987, p. 182; ZEA of Calabretta
 * & Greisen 2002, section 5.1.7). Domain: the whole sphere; image: the disk of radius 2. The
 * horizon has radius sqrt 2.
 */
export const zenithalEqualArea = zenithal(
  (z) => 2 * Math.sin(z / 2),
  (r) => 2 * Math.asin(r / 2),
  2,
);
