import type { MapGrid } from '@nightskies/sky';

/** Takes the values of the cells that given directions lie in, as rows pass by. */
export class CellSamples {
  /** cd/m2 of each direction; NaN without data. */
  readonly luminance: Float64Array;
  /** Random error of the same. */
  readonly sigma: Float64Array;
  /** Part of the cell that is free sky. */
  readonly free: Float64Array;
  private readonly columns: Int32Array;
  private readonly byRow = new Map<number, number[]>();

  constructor(grid: MapGrid, azimuthDeg: Float64Array, altitudeDeg: Float64Array) {
    const count = azimuthDeg.length;
    this.luminance = new Float64Array(count).fill(Number.NaN);
    this.sigma = new Float64Array(count);
    this.free = new Float64Array(count);
    this.columns = Int32Array.from(azimuthDeg, (azimuth) => columnOf(grid, azimuth));
    altitudeDeg.forEach((altitude, i) => {
      const row = rowOf(grid, altitude);
      const there = this.byRow.get(row);
      if (there === undefined) this.byRow.set(row, [i]);
      else there.push(i);
    });
  }

  take(row: number, values: Float32Array, sigma: Float32Array, free: Float32Array): void {
    for (const i of this.byRow.get(row) ?? []) {
      this.luminance[i] = values[this.columns[i]];
      this.sigma[i] = sigma[this.columns[i]];
      this.free[i] = free[this.columns[i]];
    }
  }
}

function columnOf(grid: MapGrid, azimuthDeg: number): number {
  const column = Math.floor((azimuthDeg - grid.azimuth0Deg) / grid.stepDeg);
  return ((column % grid.columns) + grid.columns) % grid.columns;
}

function rowOf(grid: MapGrid, altitudeDeg: number): number {
  const row = Math.floor((altitudeDeg - grid.altitude0Deg) / grid.stepDeg);
  return Math.min(grid.rows - 1, row);
}

/** The cell of a map in memory that a direction lies in. */
export function cellOf(grid: MapGrid, azimuthDeg: number, altitudeDeg: number): number {
  return rowOf(grid, altitudeDeg) * grid.columns + columnOf(grid, azimuthDeg);
}
