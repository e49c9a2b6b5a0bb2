const degree = Math.PI / 180;

/**
 * Hammer equal-area projection on a sphere of radius 1, central meridian 0: x to +-2 sqrt 2 at the
 * edge, y to +-sqrt 2 at the poles (Snyder 1987, Map Projections, USGS PP 1395, p. 232).
 *
 * @param longitudeDeg -180 to 180, measured from the centre, to the right
 */
export function hammerForward(longitudeDeg: number, latitudeDeg: number): [x: number, y: number] {
  const half = (longitudeDeg * degree) / 2;
  const phi = latitudeDeg * degree;
  const scale = Math.SQRT2 / Math.sqrt(1 + Math.cos(phi) * Math.cos(half));
  return [2 * scale * Math.cos(phi) * Math.sin(half), scale * Math.sin(phi)];
}

/** Inverse of `hammerForward`; null outside the ellipse. */
export function hammerInverse(
  x: number,
  y: number,
): { longitudeDeg: number; latitudeDeg: number } | null {
  const beyond = (x * x) / 8 + (y * y) / 2;
  if (beyond > 1) return null;
  const z = Math.sqrt(1 - (x * x) / 16 - (y * y) / 4);
  return {
    longitudeDeg: (2 * Math.atan2(z * x, 2 * (2 * z * z - 1))) / degree,
    latitudeDeg: Math.asin(Math.max(-1, Math.min(1, z * y))) / degree,
  };
}
