import type { MapGrid } from '@nightskies/sky';

/** Where the sky is free, a row at a time. */
export interface SkyMask {
  readonly grid: MapGrid;
  /**
   * Part of each cell of a row that is sky, 0 (terrain) to 1; null where all of it is. Good until the
   * next call.
   */
  readonly row: (row: number) => Float32Array | null;
}

/** A cell is sky when at least half of it is. */
const skyThreshold = 0.5;

/**
 * The weights of the cells of another grid: 1 for sky, 0 for terrain; for a cell that holds several of
 * the mask's, the part of them that is sky. Above and below the mask all is sky.
 *
 * @returns writes a row of them; false where all of it is known to be sky
 */
export function maskWeights(
  mask: SkyMask,
  grid: MapGrid,
): (row: number, out: Float32Array) => boolean {
  const columns = Array.from({ length: grid.columns }, (_, column) =>
    cellsWithin(
      grid.azimuth0Deg + column * grid.stepDeg - mask.grid.azimuth0Deg,
      grid.stepDeg,
      mask.grid.stepDeg,
    ),
  );
  const firstColumn = Int32Array.from(columns, ([first]) => first);
  const columnCount = columns[0]?.[1] ?? 1;
  const sameColumns =
    columnCount === 1 &&
    grid.columns === mask.grid.columns &&
    firstColumn.every((column, i) => column === i);
  const beneath = cellsBeneath(firstColumn, columnCount, mask.grid.columns);
  return (row, out) => {
    const [firstRow, rowCount] = cellsWithin(
      grid.altitude0Deg + row * grid.stepDeg - mask.grid.altitude0Deg,
      grid.stepDeg,
      mask.grid.stepDeg,
    );
    const cellsOf = (maskRow: number): Float32Array | null =>
      maskRow >= 0 && maskRow < mask.grid.rows ? mask.row(maskRow) : null;
    if (rowCount === 1 && sameColumns) {
      const cells = cellsOf(firstRow);
      if (cells === null) out.fill(1);
      else threshold(cells, out);
      return cells !== null;
    }
    out.fill(0);
    const share = 1 / (rowCount * columnCount);
    const whole = columnCount * share;
    for (let k = 0; k < rowCount; k++) {
      const cells = cellsOf(firstRow + k);
      if (cells === null) for (let column = 0; column < out.length; column++) out[column] += whole;
      else addFree(cells, beneath, share, out);
    }
    return true;
  };
}

/** The mask's columns in each column, `count` for each, around the circle. */
function cellsBeneath(first: Int32Array, count: number, maskColumns: number): Int32Array {
  const beneath = new Int32Array(first.length * count);
  for (let at = 0; at < beneath.length; at++) {
    const column = first[Math.floor(at / count)] + (at % count);
    beneath[at] =
      column < 0 ? column + maskColumns : column >= maskColumns ? column - maskColumns : column;
  }
  return beneath;
}

/** Adds the share of the mask's cells that are sky. */
function addFree(cells: Float32Array, beneath: Int32Array, share: number, out: Float32Array): void {
  const count = beneath.length / out.length;
  for (let column = 0, at = 0; column < out.length; column++) {
    let free = 0;
    for (const end = at + count; at < end; at++) {
      if (cells[beneath[at]] >= skyThreshold) free++;
    }
    out[column] += free * share;
  }
}

function threshold(cells: Float32Array, out: Float32Array): void {
  for (let column = 0; column < out.length; column++) {
    out[column] = cells[column] >= skyThreshold ? 1 : 0;
  }
}

/** First cell of the mask in a cell, and how many: those whose middle lies in it, or the one it lies in. */
function cellsWithin(fromDeg: number, widthDeg: number, maskStepDeg: number): [number, number] {
  const count = Math.max(1, Math.round(widthDeg / maskStepDeg));
  const middle = (fromDeg + widthDeg / 2) / maskStepDeg;
  return [Math.floor(middle - (count - 1) / 2 + 1e-9), count];
}
