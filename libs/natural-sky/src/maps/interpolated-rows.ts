import type { MapGrid } from '@nightskies/sky';

/**
 * Rows of a coarse all-sky map on a finer grid of the same sky: bilinear between the middles of its
 * cells, cyclic in azimuth, constant beyond the middles of the first and last row. A value next to one
 * without data is taken from those that have some, with their weights.
 */
export class InterpolatedRows {
  readonly #values: Float32Array;
  readonly #coarse: MapGrid;
  readonly #fine: MapGrid;
  readonly #left: Uint32Array;
  readonly #right: Uint32Array;
  readonly #part: Float64Array;
  readonly #row: Float32Array;

  constructor(values: Float32Array, coarse: MapGrid, fine: MapGrid) {
    this.#values = values;
    this.#coarse = coarse;
    this.#fine = fine;
    this.#left = new Uint32Array(fine.columns);
    this.#right = new Uint32Array(fine.columns);
    this.#part = new Float64Array(fine.columns);
    for (let column = 0; column < fine.columns; column++) {
      const azimuth = fine.azimuth0Deg + (column + 0.5) * fine.stepDeg;
      const place = (azimuth - coarse.azimuth0Deg) / coarse.stepDeg - 0.5;
      const left = Math.floor(place);
      this.#left[column] = (left + coarse.columns) % coarse.columns;
      this.#right[column] = (left + 1 + coarse.columns) % coarse.columns;
      this.#part[column] = place - left;
    }
    this.#row = new Float32Array(fine.columns);
  }

  /** Values of a row of the fine grid; good until the next call. */
  row(row: number): Float32Array {
    const { altitude0Deg, stepDeg, rows, columns } = this.#coarse;
    const altitude = this.#fine.altitude0Deg + (row + 0.5) * this.#fine.stepDeg;
    const place = Math.min(rows - 1, Math.max(0, (altitude - altitude0Deg) / stepDeg - 0.5));
    const lower = Math.min(rows - 2, Math.floor(place));
    const up = rows === 1 ? 0 : place - lower;
    const below = Math.max(0, lower) * columns;
    const above = Math.min(rows - 1, lower + 1) * columns;
    for (let column = 0; column < this.#row.length; column++) {
      const left = this.#left[column];
      const right = this.#right[column];
      const across = this.#part[column];
      const a = this.#values[below + left];
      const b = this.#values[below + right];
      const c = this.#values[above + left];
      const d = this.#values[above + right];
      const value =
        (1 - up) * ((1 - across) * a + across * b) + up * ((1 - across) * c + across * d);
      this.#row[column] = Number.isNaN(value)
        ? weightedMean(
            [a, b, c, d],
            [(1 - up) * (1 - across), (1 - up) * across, up * (1 - across), up * across],
          )
        : value;
    }
    return this.#row;
  }
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let weight = 0;
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    sum += weights[at] * value;
    weight += weights[at];
  });
  return sum / weight;
}
