import type { MapGrid } from '@nightskies/sky';

/** A map whose cells are read row by row, lowest first. */
export interface CellRows {
  readonly grid: MapGrid;
  /** Values of a row, NaN for no data; good until the next call. */
  readonly row: (row: number) => Float32Array;
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

/** Means of `block` x `block` cells of a map whose rows come one after the other, from below. */
export class BlockSums {
  private readonly grid: MapGrid;
  private readonly values: Float32Array;
  private readonly covered: Float32Array;
  private readonly sums: Float64Array;
  private readonly counts: Uint32Array;
  private rows = 0;

  constructor(
    fine: MapGrid,
    private readonly block: number,
  ) {
    const columns = fine.columns / block;
    const rows = fine.rows / block;
    this.grid = { ...fine, columns, rows, stepDeg: fine.stepDeg * block };
    this.values = new Float32Array(columns * rows);
    this.covered = new Float32Array(columns * rows);
    this.sums = new Float64Array(columns);
    this.counts = new Uint32Array(columns);
  }

  /** The next row, NaN for no data. */
  add(cells: Float32Array): void {
    const { sums, counts, block } = this;
    for (let column = 0, cell = 0; column < sums.length; column++) {
      let sum = sums[column];
      let count = 0;
      for (const end = cell + block; cell < end; cell++) {
        const value = cells[cell];
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      sums[column] = sum;
      counts[column] += count;
    }
    this.rows++;
    if (this.rows % block === 0) this.finishBlocks(this.rows / block - 1);
  }

  private finishBlocks(row: number): void {
    const { sums, counts, values, covered, block } = this;
    const first = row * sums.length;
    for (let column = 0; column < sums.length; column++) {
      values[first + column] = sums[column] / counts[column];
      covered[first + column] = counts[column] / (block * block);
    }
    sums.fill(0);
    counts.fill(0);
  }

  /** Once all rows are added. */
  means(): BlockMeans {
    const { grid, values, covered } = this;
    return { grid, values, covered };
  }
}

/**
 * Means of `block` x `block` cells with data, in the unit of the map. Rows within a block are so near
 * that their cells count alike.
 */
export function meansOfBlocks({ grid, row }: CellRows, block: number): BlockMeans {
  const sums = new BlockSums(grid, block);
  for (let at = 0; at < grid.rows; at++) sums.add(row(at));
  return sums.means();
}
