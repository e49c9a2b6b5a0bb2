import type { PlaneMap } from './plane-map.js';

/** Where the pixels of an output row lie in an input picture. */
export interface RowPositions {
  /**
   * Array positions in the input of columns `first` to `first + count - 1` of output row `y`, into
   * the starts of `outX` and `outY`; NaN where there is none.
   */
  row(y: number, first: number, count: number, outX: Float64Array, outY: Float64Array): void;
}

/** Fills `out` with x and y in the input of an output position; NaN where there is none. */
export type PositionOf = (x: number, y: number, out: Float64Array) => void;

/** Positions by a map between the two pictures' planes. */
export class PlaneRows implements RowPositions {
  constructor(private readonly map: PlaneMap) {}

  row(y: number, first: number, count: number, outX: Float64Array, outY: Float64Array): void {
    const [a, b, c, d, e, f, g, h, i] = this.map;
    const [p, q, r] = [b * y + c, e * y + f, h * y + i];
    for (let k = 0; k < count; k += 1) {
      const x = first + k;
      const w = g * x + r;
      // Beyond the horizon of a perspective there is nothing.
      outX[k] = w > 0 ? (a * x + p) / w : Number.NaN;
      outY[k] = w > 0 ? (d * x + q) / w : Number.NaN;
    }
  }
}

/** The mesh is refined until its error in the middle of cells is below this, px. */
const tolerancePx = 1e-7;
const widestStep = 32;

/**
 * Positions by any smooth map, worked out exactly at the nodes of a mesh and by cubic interpolation
 * (four nodes along each axis) between; exactly for every pixel where the mesh would not do to
 * 1e-7 px or touches places without a position. Rows are best asked for in order.
 */
export class MeshRows implements RowPositions {
  readonly #exact: PositionOf;
  readonly #columns: number;
  readonly #step: number;
  readonly #nodeRows = new Map<number, Float64Array>();
  readonly #point = new Float64Array(2);

  /** @param width height of the output, px */
  constructor(exact: PositionOf, width: number, height: number) {
    this.#exact = exact;
    let step = widestStep;
    while (step > 1 && this.#worst(step, width, height) > tolerancePx) step /= 2;
    this.#step = step;
    this.#columns = Math.ceil(width / step) + 3;
  }

  /** Pixels between two nodes; 1 when every pixel is worked out exactly. */
  get stepPx(): number {
    return this.#step;
  }

  row(y: number, first: number, count: number, outX: Float64Array, outY: Float64Array): void {
    const step = this.#step;
    if (step === 1) {
      this.#exactRow(y, first, count, outX, outY);
      return;
    }
    const nodeRow = Math.floor(y / step);
    const weights = cubic((y - nodeRow * step) / step);
    const rows = [-1, 0, 1, 2].map((k) => this.#nodes(nodeRow + k));
    this.#forget(nodeRow - 1);
    const [xs, ys] = [new Float64Array(this.#columns), new Float64Array(this.#columns)];
    for (let node = 0; node < this.#columns; node += 1) {
      for (let k = 0; k < 4; k += 1) {
        xs[node] += weights[k] * rows[k][2 * node];
        ys[node] += weights[k] * rows[k][2 * node + 1];
      }
    }
    const table = cubicTable(step);
    for (let k = 0; k < count; k += 1) {
      const column = first + k;
      const node = Math.floor(column / step);
      const at = 4 * (column - node * step);
      let [px, py] = [0, 0];
      for (let j = 0; j < 4; j += 1) {
        px += table[at + j] * xs[node + j];
        py += table[at + j] * ys[node + j];
      }
      if (Number.isNaN(px + py)) {
        this.#exact(column, y, this.#point);
        [px, py] = this.#point;
      }
      outX[k] = px;
      outY[k] = py;
    }
  }

  #exactRow(y: number, first: number, count: number, outX: Float64Array, outY: Float64Array): void {
    for (let k = 0; k < count; k += 1) {
      this.#exact(first + k, y, this.#point);
      outX[k] = this.#point[0];
      outY[k] = this.#point[1];
    }
  }

  /** Node i of a row lies at column (i - 1) step. */
  #nodes(row: number): Float64Array {
    let nodes = this.#nodeRows.get(row);
    if (nodes !== undefined) return nodes;
    nodes = new Float64Array(2 * this.#columns);
    for (let node = 0; node < this.#columns; node += 1) {
      this.#exact((node - 1) * this.#step, row * this.#step, this.#point);
      nodes.set(this.#point, 2 * node);
    }
    this.#nodeRows.set(row, nodes);
    return nodes;
  }

  #forget(beforeRow: number): void {
    for (const row of this.#nodeRows.keys()) {
      if (row < beforeRow - 1 || row > beforeRow + 4) this.#nodeRows.delete(row);
    }
  }

  /** Largest error of the mesh in the middles of cells spread over the output, px. */
  #worst(step: number, width: number, height: number): number {
    const places = 7;
    const weights = cubic(0.5);
    const here = new Float64Array(2);
    let worst = 0;
    for (let j = 0; j < places; j += 1) {
      for (let i = 0; i < places; i += 1) {
        const x = Math.floor(((i / (places - 1)) * Math.max(0, width - step)) / step) * step;
        const y = Math.floor(((j / (places - 1)) * Math.max(0, height - step)) / step) * step;
        let [px, py] = [0, 0];
        for (let n = 0; n < 4; n += 1) {
          for (let m = 0; m < 4; m += 1) {
            this.#exact(x + (m - 1) * step, y + (n - 1) * step, here);
            px += weights[n] * weights[m] * here[0];
            py += weights[n] * weights[m] * here[1];
          }
        }
        this.#exact(x + step / 2, y + step / 2, here);
        const error = Math.hypot(px - here[0], py - here[1]);
        if (error > worst) worst = error;
      }
    }
    return worst;
  }
}

/** Lagrange's weights of nodes at -1, 0, 1 and 2 for a point t between 0 and 1. */
function cubic(t: number): readonly [number, number, number, number] {
  return [
    (-t * (t - 1) * (t - 2)) / 6,
    ((t + 1) * (t - 1) * (t - 2)) / 2,
    (-(t + 1) * t * (t - 2)) / 2,
    ((t + 1) * t * (t - 1)) / 6,
  ];
}

const tables = new Map<number, Float64Array>();

function cubicTable(step: number): Float64Array {
  let table = tables.get(step);
  if (table === undefined) {
    table = new Float64Array(4 * step);
    for (let k = 0; k < step; k += 1) table.set(cubic(k / step), 4 * k);
    tables.set(step, table);
  }
  return table;
}
