import type { RowBetween } from '@nightskies/pixels';
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
  /** The two rows of the coarse map about the last one asked for, drawn out to the columns of the fine one. */
  #below: DrawnOutRow;
  #above: DrawnOutRow;

  /** @param room rows as long as those of the fine map, for what lies below and above a row */
  constructor(
    values: Float32Array,
    coarse: MapGrid,
    fine: MapGrid,
    room: readonly [Float64Array, Float64Array] = [
      new Float64Array(fine.columns),
      new Float64Array(fine.columns),
    ],
  ) {
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
    this.#below = { row: -1, values: room[0] };
    this.#above = { row: -1, values: room[1] };
  }

  /** Values of a row of the fine grid; good until the next call. */
  row(row: number): Float32Array {
    const { columns } = this.#coarse;
    const { rowBelow, rowAbove, up } = this.#placeOf(row);
    const { below, above } = this.between(row);
    const out = this.#row;
    const down = 1 - up;
    for (let column = 0; column < out.length; column++) {
      const value = down * below[column] + up * above[column];
      out[column] = Number.isNaN(value)
        ? this.#ofKnown(column, rowBelow * columns, rowAbove * columns, up)
        : value;
    }
    return out;
  }

  /** The value of one cell of a row of the fine grid. */
  at(row: number, column: number): number {
    const { columns } = this.#coarse;
    const { rowBelow, rowAbove, up } = this.#placeOf(row);
    const { below, above } = this.between(row);
    const value = (1 - up) * below[column] + up * above[column];
    return Math.fround(
      Number.isNaN(value)
        ? this.#ofKnown(column, rowBelow * columns, rowAbove * columns, up)
        : value,
    );
  }

  /**
   * The rows of the coarse map below and above a row of the fine one, drawn out to its columns; a value
   * between without data is NaN, as none is sought about it. Good until the next call.
   */
  between(row: number): RowBetween {
    const { rowBelow, rowAbove, up } = this.#placeOf(row);
    this.#drawOut(rowBelow, rowAbove);
    return { below: this.#below.values, above: this.#above.values, up };
  }

  #placeOf(row: number): {
    readonly rowBelow: number;
    readonly rowAbove: number;
    readonly up: number;
  } {
    const { altitude0Deg, stepDeg, rows } = this.#coarse;
    const altitude = this.#fine.altitude0Deg + (row + 0.5) * this.#fine.stepDeg;
    const place = Math.min(rows - 1, Math.max(0, (altitude - altitude0Deg) / stepDeg - 0.5));
    const lower = Math.min(rows - 2, Math.floor(place));
    return {
      rowBelow: Math.max(0, lower),
      rowAbove: Math.min(rows - 1, lower + 1),
      up: rows === 1 ? 0 : place - lower,
    };
  }

  /** Rows of the fine map come from below: what was above is often below the next. */
  #drawOut(below: number, above: number): void {
    if (this.#below.row !== below) {
      [this.#below, this.#above] = [this.#above, this.#below];
      if (this.#below.row !== below) this.#drawOutRow(this.#below, below);
    }
    if (this.#above.row !== above) this.#drawOutRow(this.#above, above);
  }

  #drawOutRow(into: DrawnOutRow, row: number): void {
    const { columns } = this.#coarse;
    const values = this.#values.subarray(row * columns, (row + 1) * columns);
    const { values: out } = into;
    const left = this.#left;
    const right = this.#right;
    const part = this.#part;
    for (let column = 0; column < out.length; column++) {
      const across = part[column];
      out[column] = (1 - across) * values[left[column]] + across * values[right[column]];
    }
    into.row = row;
  }

  /** From those of the four cells about a place that are known. */
  #ofKnown(column: number, below: number, above: number, up: number): number {
    const values = this.#values;
    const left = this.#left[column];
    const right = this.#right[column];
    const across = this.#part[column];
    let sum = 0;
    let weight = 0;
    for (let corner = 0; corner < 4; corner++) {
      const isLeft = corner % 2 === 0;
      const value = values[(corner < 2 ? below : above) + (isLeft ? left : right)];
      if (Number.isNaN(value)) continue;
      const share = (corner < 2 ? 1 - up : up) * (isLeft ? 1 - across : across);
      sum += share * value;
      weight += share;
    }
    // Of nothing this is 0 / 0, which is what no data look like.
    return sum / weight;
  }
}

/** A row of the coarse map between its cells, one value for each column of the fine map. */
interface DrawnOutRow {
  /** -1 for none. */
  row: number;
  readonly values: Float64Array;
}
