import { degree } from '../angles.js';
import type { MapGrid } from './map-grid.js';

/** Solid angle of any cell of a row, sr: the integral of cos(altitude) over the cell, exact. */
export function cellSolidAngleSr(
  grid: Pick<MapGrid, 'altitude0Deg' | 'stepDeg'>,
  row: number,
): number {
  const bottom = (grid.altitude0Deg + row * grid.stepDeg) * degree;
  const step = grid.stepDeg * degree;
  return step * (Math.sin(bottom + step) - Math.sin(bottom));
}

/**
 * Integral of sin(altitude) over the solid angle of any cell of a row, sr, exact: the cell's area as
 * seen by a horizontal surface. Over the hemisphere it sums to pi.
 */
export function cellHorizontalProjectionSr(grid: MapGrid, row: number): number {
  const bottom = (grid.altitude0Deg + row * grid.stepDeg) * degree;
  const step = grid.stepDeg * degree;
  return (step * (Math.sin(bottom + step) ** 2 - Math.sin(bottom) ** 2)) / 2;
}
