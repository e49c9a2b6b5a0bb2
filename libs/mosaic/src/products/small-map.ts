import { image, type Image } from '@nightskies/pixels';
import { cellSolidAngleSr, type MapGrid } from '@nightskies/sky';

/** Size of the small map: altitude 90 to 0 deg, azimuth -180 to 180 deg (image-stages 9.9). */
export const smallColumns = 288;
export const smallRows = 72;
export const smallStepDeg = 1.25;

/** Cells of a line that a block covers, with the fraction of each. */
interface Share {
  readonly index: number;
  readonly part: number;
}

/** @param from,to edges of the block in cells */
function shares(from: number, to: number, cells: number): Share[] {
  const rounding = 1e-6;
  const list: Share[] = [];
  for (let index = Math.floor(from + rounding); index < Math.min(cells, to - rounding); index++) {
    const part = Math.min(to, index + 1) - Math.max(from, index);
    list.push({ index, part: part > 1 - rounding ? 1 : part });
  }
  return list;
}

/** Calls `block` for each cell of the small map with the cells of the large one in it. */
function overBlocks(
  grid: MapGrid,
  block: (columns: readonly Share[], rows: readonly Share[]) => number,
): Image {
  const perBlock = smallStepDeg / grid.stepDeg;
  const top = (90 - grid.altitude0Deg) / grid.stepDeg;
  const columns = Array.from({ length: smallColumns }, (_, column) =>
    shares(column * perBlock, (column + 1) * perBlock, grid.columns),
  );
  const data = new Float32Array(smallColumns * smallRows);
  for (let row = 0; row < smallRows; row++) {
    const rows = shares(top - (row + 1) * perBlock, top - row * perBlock, grid.rows);
    for (let column = 0; column < smallColumns; column++) {
      data[row * smallColumns + column] = block(columns[column], rows);
    }
  }
  return image(smallColumns, smallRows, data);
}

/**
 * Mean of a map over cells of 1.25 deg, weighted by solid angle, first row highest altitude. NaN
 * where less than half of a cell has data.
 *
 * @param map in linear light, first row lowest altitude
 */
export function smallLinearMap(map: Image, grid: MapGrid): Image {
  const areas = Float64Array.from({ length: grid.rows }, (_, row) => cellSolidAngleSr(grid, row));
  return overBlocks(grid, (columns, rows) => {
    let sum = 0;
    let withData = 0;
    let whole = 0;
    for (const row of rows) {
      for (const column of columns) {
        const weight = row.part * column.part * areas[row.index];
        const value = map.data[row.index * map.width + column.index];
        whole += weight;
        if (Number.isNaN(value)) continue;
        sum += weight * value;
        withData += weight;
      }
    }
    return withData >= whole / 2 ? sum / withData : Number.NaN;
  });
}

/** What the old pipeline's small map takes for a magnitude where there are no data. */
const nsnsdNoData = -9999;

/**
 * The old pipeline's small map (image-stages 9.9): plain mean of the magnitudes, -9999 among them
 * where there are no data (defect D52). First row highest altitude.
 *
 * @param magAt mag/arcsec2 of a cell of the large map, first row lowest altitude; NaN for no data
 */
export function smallNsnsdMap(grid: MapGrid, magAt: (cell: number) => number): Image {
  return overBlocks(grid, (columns, rows) => {
    let sum = 0;
    let weights = 0;
    for (const row of rows) {
      for (const column of columns) {
        const weight = row.part * column.part;
        const mag = magAt(row.index * grid.columns + column.index);
        sum += weight * (Number.isNaN(mag) ? nsnsdNoData : mag);
        weights += weight;
      }
    }
    return sum / weights;
  });
}
