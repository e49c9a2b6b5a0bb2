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
    let isKnown = true;
    for (let column = 0; column < out.length; column++) {
      const value = down * below[column] + up * above[column];
      if (Number.isNaN(value)) isKnown = false;
      out[column] = value;
    }
    if (!isKnown) this.#fillFromKnown(rowBelow * columns, rowAbove * columns, up);
    return out;
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

  #fillFromKnown(below: number, above: number, up: number): void {
    for (let column = 0; column < this.#row.length; column++) {
      if (!Number.isNaN(this.#row[column])) continue;
      const left = this.#left[column];
      const right = this.#right[column];
      const across = this.#part[column];
      this.#row[column] = weightedMean(
        [
          this.#values[below + left],
          this.#values[below + right],
          this.#values[above + left],
          this.#values[above + right],
        ],
        [(1 - up) * (1 - across), (1 - up) * across, up * (1 - across), up * across],
      );
    }
  }
}

/** A row of the coarse map between its cells, one value for each column of the fine map. */
interface DrawnOutRow {
  /** -1 for none. */
  row: number;
  readonly values: Float64Array;
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
