import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { allSky, firstClearRow, type TerrainMask } from '../mask/terrain-mask.js';
import { InterpolatedRows } from './interpolated-rows.js';

/** The parts that the bytes of a mask stand for. */
const parts = Float32Array.from({ length: 256 }, (_, byte) => byte / allSky);

/** Part of each cell of a row that is sky, 0 to 1; null where all of it is. Good until the next call. */
export type SkyOfRow = (row: number) => Float32Array | null;

/** What a mask says of the rows of a map. */
export function skyRowsOf(mask: TerrainMask, grid: MapGrid): SkyOfRow {
  const clear = firstClearRow(mask);
  if (mask.grid.columns === grid.columns && mask.grid.rows === grid.rows) {
    const part = new Float32Array(grid.columns);
    const { sky } = mask;
    const { columns } = grid;
    return (row) => {
      if (row >= clear) return null;
      const first = row * columns;
      for (let column = 0; column < columns; column++) part[column] = parts[sky[first + column]];
      return part;
    };
  }
  const rows = new InterpolatedRows(
    Float32Array.from(mask.sky, (value) => parts[value]),
    mask.grid,
    grid,
  );
  // Between the middles of two rows of the mask, both are asked.
  const clearDeg = rowAltitudeDeg(mask.grid, clear);
  return (row) => (rowAltitudeDeg(grid, row) >= clearDeg ? null : rows.row(row));
}

/**
 * The cells of a row that are sky.
 *
 * @param sky part of each cell that is sky
 * @param leastSky less of it, and the light of the cell is that of terrain
 * @param out the values, NaN on terrain
 */
export function withoutTerrain(
  values: Float32Array,
  sky: Float32Array,
  leastSky: number,
  out: Float32Array,
): Float32Array {
  for (let column = 0; column < out.length; column++) {
    out[column] = sky[column] >= leastSky ? values[column] : Number.NaN;
  }
  return out;
}
