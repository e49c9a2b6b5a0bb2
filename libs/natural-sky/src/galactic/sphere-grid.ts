/**
 * Values at the middles of cells of longitude and latitude, sampled anywhere on the sphere: bilinear,
 * around the circle in longitude and over the poles in latitude.
 */
export class SphereGrid {
  /** The cells, with the last column before the first, and beyond each pole the row across it. */
  private readonly padded: Float32Array;
  private readonly stride: number;
  private readonly perTurn: number;
  private readonly perRadian: number;

  /**
   * @param values rows of cells from latitude -90 up, each from longitude 0 eastwards
   * @param columns an even number
   */
  constructor(values: Float32Array, columns: number) {
    const rows = values.length / columns;
    this.stride = columns + 2;
    this.padded = new Float32Array(this.stride * (rows + 2));
    this.perTurn = columns / (2 * Math.PI);
    this.perRadian = rows / Math.PI;
    for (let row = -1; row <= rows; row++) {
      const beyond = row < 0 || row === rows;
      const from = Math.min(Math.max(row, 0), rows - 1) * columns;
      const turn = beyond ? columns / 2 : 0;
      for (let column = -1; column <= columns; column++) {
        const source = from + ((column + turn + 2 * columns) % columns);
        this.padded[(row + 1) * this.stride + column + 1] = values[source];
      }
    }
  }

  /** Values towards vectors, of which only the direction counts: x to longitude 0, z to the pole. */
  sample(x: Float64Array, y: Float64Array, z: Float64Array, out: Float32Array): void {
    const { padded, stride, perTurn, perRadian } = this;
    const half = Math.PI / 2;
    for (let k = 0; k < out.length; k++) {
      const turn = Math.atan2(y[k], x[k]) * perTurn;
      const column = (turn < 0 ? turn + stride - 2 : turn) + 0.5;
      const level = Math.sqrt(x[k] * x[k] + y[k] * y[k]);
      const row = (Math.atan2(z[k], level) + half) * perRadian + 0.5;
      // No direction at all stays NaN: the index of it would be 0.
      const i = column | 0;
      const j = row | 0;
      const [u, v] = [column - i, row - j];
      const at = j * stride + i;
      const lower = padded[at] + u * (padded[at + 1] - padded[at]);
      const upper = padded[at + stride] + u * (padded[at + stride + 1] - padded[at + stride]);
      out[k] = lower + v * (upper - lower);
    }
  }
}
