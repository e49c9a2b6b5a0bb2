import { degree } from '@nightskies/sky';

/**
 * Airmass at an apparent altitude (Kasten and Young 1989, Applied Optics 28, 4735, eq. 3), held at its
 * value of the horizon, 37.92, below it: the one law of the natural sky, defined for every cell.
 */
export function clampedAirmass(altitudeDeg: number): number {
  const altitude = Math.max(altitudeDeg, 0);
  return 1 / (Math.sin(altitude * degree) + 0.50572 * (altitude + 6.07995) ** -1.6364);
}
