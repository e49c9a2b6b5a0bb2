import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';

/** A map that depends on the apparent altitude alone; NaN below the horizon. */
export function mapByAltitude(
  grid: MapGrid,
  valueAt: (altitudeDeg: number) => number,
): Float32Array {
  const map = new Float32Array(grid.columns * grid.rows).fill(NaN);
  for (let row = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    if (altitudeDeg < 0) continue;
    map.fill(valueAt(altitudeDeg), row * grid.columns, (row + 1) * grid.columns);
  }
  return map;
}
