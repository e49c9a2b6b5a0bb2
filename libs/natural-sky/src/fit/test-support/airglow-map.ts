import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { clampedAirmass } from '../../extinction/airmass.js';

/**
 * Airglow for 1 nL at the zenith above the atmosphere: a thin layer (van Rhijn 1921) dimmed by a
 * fraction of the extinction (sky-stages 3.2).
 */
export function airglowMap(
  grid: MapGrid,
  options: {
    readonly heightKm: number;
    readonly elevationKm: number;
    /** Extinction coefficient of V, mag/airmass, and the fraction of it for airglow. */
    readonly extinction: number;
    readonly fraction: number;
  },
): Float32Array {
  const map = new Float32Array(grid.columns * grid.rows).fill(NaN);
  for (let y = 0; y < grid.rows; y += 1) {
    const altitudeDeg = rowAltitudeDeg(grid, y);
    if (altitudeDeg < 0) continue;
    const ratio = (6378 + options.elevationKm) / (6378 + options.heightKm);
    const sine = ratio * Math.cos((altitudeDeg * Math.PI) / 180);
    const loss = options.fraction * options.extinction * clampedAirmass(altitudeDeg);
    map.fill(
      10 ** (-0.4 * loss) / Math.sqrt(1 - sine * sine),
      y * grid.columns,
      (y + 1) * grid.columns,
    );
  }
  return map;
}
