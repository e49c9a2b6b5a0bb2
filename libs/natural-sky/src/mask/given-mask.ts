import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { allSky, type TerrainMask } from './terrain-mask.js';

/** The lower half of what a cell may hold is terrain. */
const half = allSky / 2;

/**
 * The mask of a person: what is given holds everywhere, with confidence 1. Below altitude 0 there is no
 * sky. The skyline of a column is the height of the terrain that stands on the horizon; what hangs above
 * it (a branch, a wire) is masked and no skyline.
 *
 * @param sky 0 to 255, row by row, first row lowest
 */
export function givenMask(grid: MapGrid, sky: Uint8Array): TerrainMask {
  const { columns, rows, stepDeg } = grid;
  const above = sky.slice();
  const firstRow = Array.from({ length: rows }, (_, row) => row).findIndex(
    (row) => rowAltitudeDeg(grid, row) >= 0,
  );
  above.fill(0, 0, Math.max(0, firstRow) * columns);
  const skylineDeg = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    let height = 0;
    for (let row = Math.max(0, firstRow); row < rows; row++) {
      const value = above[row * columns + column];
      height += stepDeg * (1 - value / allSky);
      // The soft part above the middle of an edge belongs to its height as well.
      if (value >= half) {
        for (let next = row + 1; next < Math.min(rows, row + softRows(stepDeg)); next++) {
          height += stepDeg * (1 - above[next * columns + column] / allSky);
        }
        break;
      }
    }
    skylineDeg[column] = height;
  }
  return {
    ...{ grid, sky: above, skylineDeg, origin: 'given' },
    ...{ confidence: new Float64Array(columns).fill(1), overallConfidence: 1 },
  };
}

/** Rows a soft edge reaches up beyond its middle: those of 0.1 deg. */
function softRows(stepDeg: number): number {
  return 1 + Math.ceil(0.1 / stepDeg);
}
