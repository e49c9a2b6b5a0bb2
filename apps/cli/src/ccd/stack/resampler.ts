import type { RowPositions } from '@nightskies/astrometry';
import { image, interpolationTaps, sampleArea, sampleImage, type Image } from '@nightskies/pixels';

export const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'area'] as const;
export type InterpolationName = (typeof interpolations)[number];

/** Rows beyond a position that an interpolation takes in. */
export function reachOf(interpolation: InterpolationName): number {
  return interpolation === 'area' ? 2 : Math.ceil(interpolationTaps[interpolation] / 2);
}

/** So far within the outermost pixels of a frame values are whole, px. */
export function marginOf(interpolation: InterpolationName): number {
  return { nearest: 0, bilinear: 0, bicubic: 1, lanczos3: 2, area: 0.5 }[interpolation];
}

/** A cell counts as covered from this share of its area on. */
const leastCovered = 0.999;

/** Some rows of a frame, at hand. */
export interface HeldRows {
  /** The first of them. */
  readonly from: number;
  readonly rows: Image;
}

/** Brings rows of frames to rows of the output. */
export class Resampler {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #cornersX: Float64Array;
  readonly #cornersY: Float64Array;
  readonly #sum: Float64Array;
  readonly #area: Float64Array;

  /** @param columns of the output */
  constructor(
    private readonly interpolation: InterpolationName,
    private readonly columns: number,
  ) {
    this.#x = new Float64Array(columns + 2);
    this.#y = new Float64Array(columns + 2);
    this.#cornersX = new Float64Array(2 * (columns + 1));
    this.#cornersY = new Float64Array(2 * (columns + 1));
    this.#sum = new Float64Array(columns);
    this.#area = new Float64Array(columns);
  }

  /** Values of output row `row` into `out`; NaN where the frame has none. */
  row(positions: RowPositions, row: number, held: HeldRows, out: Float32Array): void {
    if (this.interpolation === 'area') this.#areas(positions, row, held, out);
    else {
      const { columns } = this;
      const [x, y] = [this.#x, this.#y];
      positions.row(row, 0, columns, x, y);
      for (let k = 0; k < columns; k += 1) y[k] = (y[k] ?? NaN) - held.from;
      sampleImage(held.rows, x, y, out, this.interpolation, columns);
    }
  }

  #areas(positions: RowPositions, row: number, held: HeldRows, out: Float32Array): void {
    const { columns } = this;
    for (const [line, offset] of [
      [0, -0.5],
      [1, 0.5],
    ] as const) {
      positions.row(row + offset, -1, columns + 2, this.#x, this.#y);
      // A corner lies half way between the middles of the sides.
      for (let k = 0; k <= columns; k += 1) {
        const to = line * (columns + 1) + k;
        this.#cornersX[to] = ((this.#x[k] ?? NaN) + (this.#x[k + 1] ?? NaN)) / 2;
        this.#cornersY[to] = ((this.#y[k] ?? NaN) + (this.#y[k + 1] ?? NaN)) / 2 - held.from;
      }
    }
    const sums = { sum: this.#sum, area: this.#area };
    sampleArea(held.rows, this.#cornersX, this.#cornersY, columns, 1, sums);
    for (let k = 0; k < columns; k += 1) {
      const whole = this.#cellArea(k);
      const area = this.#area[k] ?? 0;
      out[k] = area >= leastCovered * whole && whole > 0 ? (this.#sum[k] ?? NaN) : Number.NaN;
    }
  }

  /** Area of a cell in pixels of the frame. */
  #cellArea(k: number): number {
    const [x, y, next] = [this.#cornersX, this.#cornersY, this.columns + 1 + k];
    const at = (values: Float64Array, index: number): number => values[index] ?? NaN;
    const [ax, ay] = [at(x, next + 1) - at(x, k), at(y, next + 1) - at(y, k)];
    const [bx, by] = [at(x, next) - at(x, k + 1), at(y, next) - at(y, k + 1)];
    return Math.abs(ax * by - ay * bx) / 2;
  }
}

/** Rows as a picture. */
export function heldRows(from: number, width: number, data: Float32Array): HeldRows {
  return { from, rows: image(width, data.length / width, data) };
}
