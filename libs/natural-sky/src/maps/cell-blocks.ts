import type { MapGrid } from '@nightskies/sky';

/** A map whose cells are read row by row, lowest first. */
export interface CellRows {
  readonly grid: MapGrid;
  /** Values of a row, NaN for no data; good until the next call. */
  readonly row: (row: number) => ArrayLike<number>;
}

/** Means of blocks of cells. */
export interface BlockMeans {
  readonly grid: MapGrid;
  /** Row-major; NaN where no cell of a block has data. */
  readonly values: Float32Array;
  /** Part of the cells of each block that have data. */
  readonly covered: Float32Array;
}

/** The largest block of whole cells that is not wider than `stepDeg` and divides the map. */
export function blockFor(grid: MapGrid, stepDeg: number): number {
  for (let block = Math.floor(stepDeg / grid.stepDeg + 1e-9); block > 1; block--) {
    if (grid.columns % block === 0 && grid.rows % block === 0) return block;
  }
  return 1;
}

/**
 * Means of `block` x `block` cells with data, in the unit of the map. Rows within a block are so near
 * that their cells count alike.
 */
export function meansOfBlocks({ grid, row }: CellRows, block: number): BlockMeans {
  const columns = grid.columns / block;
  const rows = grid.rows / block;
  const values = new Float32Array(columns * rows);
  const covered = new Float32Array(columns * rows);
  const sums = new Float64Array(columns);
  const counts = new Uint32Array(columns);
  for (let at = 0; at < rows; at++) {
    sums.fill(0);
    counts.fill(0);
    for (let k = 0; k < block; k++) {
      const cells = row(at * block + k);
      for (let column = 0, cell = 0; column < columns; column++) {
        for (let i = 0; i < block; i++, cell++) {
          const value = cells[cell];
          if (Number.isNaN(value)) continue;
          sums[column] += value;
          counts[column]++;
        }
      }
    }
    for (let column = 0; column < columns; column++) {
      values[at * columns + column] = sums[column] / counts[column];
      covered[at * columns + column] = counts[column] / (block * block);
    }
  }
  return { grid: { ...grid, columns, rows, stepDeg: grid.stepDeg * block }, values, covered };
}
