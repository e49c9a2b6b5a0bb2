import type { MapGrid } from '@nightskies/sky';
import { cellMeans } from './cell-means.js';
import { allSky, type TerrainMask } from './terrain-mask.js';

/** The part of each cell of another grid that is sky, 0 to 1, such as of the wide cells of a fit. */
export function skyPart({ grid, sky }: TerrainMask, cells: MapGrid): Float32Array {
  const { columns, rows, altitude0Deg } = grid;
  const means = cellMeans(
    { width: columns, height: rows, values: sky, firstRow: 'lower', bottomDeg: altitude0Deg },
    cells,
  );
  for (let at = 0; at < means.length; at++) means[at] /= allSky;
  return means;
}
