import { degree } from '@nightskies/sky';

/**
 * Airmass by Kasten and Young (1989, Applied Optics 28, 4735), at the apparent altitude; below the
 * horizon that of the horizon, 38.
 */
export function airmassAt(altitudeDeg: number): number {
  const altitude = Math.max(0, altitudeDeg);
  return 1 / (Math.sin(altitude * degree) + 0.50572 * (altitude + 6.07995) ** -1.6364);
}
