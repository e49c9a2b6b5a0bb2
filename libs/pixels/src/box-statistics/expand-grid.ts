import { image, type Image } from '../image.js';
import { Places } from '../kernels/kernel-memory.js';
import { boxKernels } from './box-statistics.js';

/** For every output pixel along one axis: the first of four grid points, and their weights. */
export interface AxisTaps {
  readonly first: Int32Array;
  /** Four per output pixel. */
  readonly weights: Float64Array;
}

/** A grid of points and how a full image follows from it: every pixel is a weighted sum of 4 x 4. */
export interface GridExpansion {
  readonly grid: Image<Float64Array>;
  readonly columns: AxisTaps;
  readonly rows: AxisTaps;
  /** Between which the result is held. */
  readonly limits: { readonly lowest: number; readonly highest: number };
}

/** An image of the output's shape, and whether the result is added to it (in float32) or replaces it. */
export interface ExpandTarget {
  readonly image: Image;
  readonly add: boolean;
}

/** Runs of output pixels with the same first grid point: that point, first pixel, pixel after. */
function runsOf(first: Int32Array): Int32Array {
  const runs: number[] = [];
  for (let from = 0; from < first.length;) {
    let to = from + 1;
    while (to < first.length && first[to] === first[from]) to += 1;
    runs.push(first[from], from, to);
    from = to;
  }
  return Int32Array.from(runs);
}

function addTo(sum: Float32Array, values: Float32Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += values[k];
}

function fits({ first }: AxisTaps, length: number): boolean {
  for (const at of first) if (at < 0 || at + 4 > length) return false;
  return true;
}

/** An expansion with its tables in the memory of `boxKernels`. */
export class PlacedExpansion {
  readonly width: number;
  readonly height: number;
  readonly #expansion: GridExpansion;
  readonly #runs: Int32Array;
  readonly #at: { grid: number; runs: number; columns: number; rows: number; rowWeights: number };
  readonly #line: number;
  readonly #corners = new Float64Array(4);

  /** @throws RangeError when taps reach beyond the grid */
  constructor(expansion: GridExpansion, places: Places) {
    const { grid, columns, rows } = expansion;
    if (!fits(columns, grid.width) || !fits(rows, grid.height)) {
      throw new RangeError(`taps beyond a grid of ${grid.width} x ${grid.height}`);
    }
    this.width = columns.first.length;
    this.height = rows.first.length;
    this.#expansion = expansion;
    this.#runs = runsOf(columns.first);
    this.#at = {
      grid: places.take(grid.data.byteLength),
      runs: places.take(this.#runs.byteLength),
      columns: places.take(4 * 8 * (this.width + 1)),
      rows: places.take(rows.first.byteLength),
      rowWeights: places.take(rows.weights.byteLength),
    };
    this.#line = places.take(grid.width * 8);
  }

  /** Writes grid and tables to their places. */
  fill(buffer: ArrayBuffer): void {
    const { grid, columns, rows } = this.#expansion;
    const { width } = this;
    new Float64Array(buffer, this.#at.grid, grid.data.length).set(grid.data);
    new Int32Array(buffer, this.#at.runs, this.#runs.length).set(this.#runs);
    const planes = new Float64Array(buffer, this.#at.columns, 4 * (width + 1));
    for (let x = 0; x < width; x++) {
      for (let tap = 0; tap < 4; tap++) {
        planes[tap * (width + 1) + x] = columns.weights[4 * x + tap];
      }
    }
    new Int32Array(buffer, this.#at.rows, rows.first.length).set(rows.first);
    new Float64Array(buffer, this.#at.rowWeights, rows.weights.length).set(rows.weights);
  }

  /** Expands so many rows to an address, where one value more than theirs has room. */
  expand(fromRow: number, count: number, outputAt: number): void {
    const { grid, limits } = this.#expansion;
    boxKernels.exports.expand(
      this.#at.grid,
      grid.width,
      this.#at.runs,
      this.#runs.length / 3,
      this.#at.columns,
      this.#at.rows + 4 * fromRow,
      this.#at.rowWeights + 32 * fromRow,
      this.#line,
      limits.lowest,
      limits.highest,
      this.width,
      count,
      outputAt,
    );
  }

  /** The value at one pixel, the same bits. */
  at(x: number, y: number): number {
    const { grid, columns, rows, limits } = this.#expansion;
    const first = rows.first[y] * grid.width + columns.first[x];
    const line = this.#corners;
    for (let tap = 0; tap < 4; tap++) {
      line[tap] = weightedSum(rows.weights, 4 * y, grid.data, first + tap, grid.width);
    }
    const value = weightedSum(columns.weights, 4 * x, line, 0, 1);
    return Math.fround(Math.min(limits.highest, Math.max(limits.lowest, value)));
  }
}

/** Sum of four weighted values in the order of the kernel. */
function weightedSum(
  weights: Float64Array,
  at: number,
  values: Float64Array,
  first: number,
  step: number,
): number {
  return (
    weights[at] * values[first] +
    weights[at + 2] * values[first + 2 * step] +
    (weights[at + 1] * values[first + step] + weights[at + 3] * values[first + 3 * step])
  );
}

/**
 * A grid expanded to a full image: every pixel is the weighted sum of 4 x 4 grid points, held
 * between two limits. What the weights mean (spline, straight line) is the caller's choice.
 *
 * @param target where the result goes instead of a new image
 * @throws RangeError when taps reach beyond the grid
 */
export function expandGrid(expansion: GridExpansion, target?: ExpandTarget): Image {
  const places = new Places();
  const placed = new PlacedExpansion(expansion, places);
  const { width, height } = placed;
  const outputAt = places.take(width * height * 4 + 4);
  const buffer = boxKernels.buffer(places.end);
  placed.fill(buffer);
  placed.expand(0, height, outputAt);
  const output = new Float32Array(buffer, outputAt, width * height);
  if (target === undefined) return image(width, height, output.slice());
  if (target.add) addTo(target.image.data, output);
  else target.image.data.set(output);
  return target.image;
}
