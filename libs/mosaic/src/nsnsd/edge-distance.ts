/**
 * Distance of every valid cell of a raster (not 0) to the nearest cell that is not, or to the outside, from
 * middle to middle in cells; 0 for cells that are not valid. Exact Euclidean distances by two passes
 * of lower envelopes of parabolas (Felzenszwalb and Huttenlocher 2012, section 2).
 */
export function edgeDistance(
  valid: Uint8Array | Uint16Array,
  columns: number,
  rows: number,
): Float32Array {
  const squares = new Float64Array(columns * rows);
  // How far down from the nearest invalid cell of the column, then up; row by row, as memory lies.
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let at = start; at < start + columns; at++) {
      const above = row === 0 ? 0 : squares[at - columns];
      squares[at] = valid[at] === 0 ? 0 : above + 1;
    }
  }
  for (let row = rows - 1; row >= 0; row--) {
    const start = row * columns;
    for (let at = start; at < start + columns; at++) {
      const below = row === rows - 1 ? 0 : squares[at + columns];
      if (below + 1 < squares[at]) squares[at] = below + 1;
    }
  }
  for (let at = 0; at < squares.length; at++) squares[at] *= squares[at];
  const distances = new Float32Array(columns * rows);
  const envelope = new LowerEnvelope(columns + 2);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    // The outside stands at either end with a height of 0.
    envelope.begin();
    envelope.add(-1, 0);
    for (let column = 0; column < columns; column++) envelope.add(column, squares[start + column]);
    envelope.add(columns, 0);
    envelope.read(columns, (column, square) => {
      distances[start + column] = Math.sqrt(square);
    });
  }
  return distances;
}

/** Least of parabolas height + (x - at)^2, added from left to right. */
class LowerEnvelope {
  private readonly at: Float64Array;
  private readonly height: Float64Array;
  private readonly from: Float64Array;
  private count = 0;

  constructor(most: number) {
    this.at = new Float64Array(most);
    this.height = new Float64Array(most);
    this.from = new Float64Array(most);
  }

  begin(): void {
    this.count = 0;
  }

  add(at: number, height: number): void {
    let from = -Infinity;
    while (this.count > 0) {
      const last = this.count - 1;
      from =
        (height + at * at - this.height[last] - this.at[last] ** 2) / (2 * (at - this.at[last]));
      if (from > this.from[last]) break;
      this.count = last;
      from = -Infinity;
    }
    this.at[this.count] = at;
    this.height[this.count] = height;
    this.from[this.count++] = from;
  }

  /** The envelope at 0 to `columns` - 1. */
  read(columns: number, take: (column: number, value: number) => void): void {
    let k = 0;
    for (let column = 0; column < columns; column++) {
      while (k + 1 < this.count && this.from[k + 1] <= column) k++;
      take(column, this.height[k] + (column - this.at[k]) ** 2);
    }
  }
}
