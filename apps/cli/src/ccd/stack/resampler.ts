import type { RowPositions } from '@nightskies/astrometry';
import { FrameSampler, image, interpolationTaps, sampleArea, type Image } from '@nightskies/pixels';
import { at } from '../offsets-numbers.js';

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

/** Brings rows of frames to rows of the output. */
export interface Resampler {
  /** Room for rows of a frame from `first` on, to be filled before `row`; earlier rooms are void. */
  room(width: number, first: number, rows: number): Float32Array;
  /** Values of output row `row` into `out`; NaN where the rows in the room have none. */
  row(positions: RowPositions, row: number, out: Float32Array): void;
}

/** @param columns of the output */
export function resampler(interpolation: InterpolationName, columns: number): Resampler {
  return interpolation === 'area'
    ? new AreaResampler(columns)
    : new PointResampler(interpolation, columns);
}

/** Values at points: surface brightness is kept. */
class PointResampler implements Resampler {
  readonly #sampler: FrameSampler;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  #first = 0;

  constructor(
    interpolation: Exclude<InterpolationName, 'area'>,
    private readonly columns: number,
  ) {
    this.#sampler = new FrameSampler({ interpolation });
    this.#sampler.columns(new Float64Array(columns), new Float64Array(columns));
    this.#x = new Float64Array(columns);
    this.#y = new Float64Array(columns);
  }

  room(width: number, first: number, rows: number): Float32Array {
    this.#first = first;
    return this.#sampler.room({ width, height: rows }).value;
  }

  row(positions: RowPositions, row: number, out: Float32Array): void {
    const [y, first] = [this.#y, this.#first];
    positions.row(row, 0, this.columns, this.#x, y);
    for (let k = 0; k < y.length; k += 1) y[k] = (y[k] ?? NaN) - first;
    out.set(this.#sampler.sampleAt(this.#x, y).value);
  }
}

/** A cell counts as covered from this share of its area on. */
const leastCovered = 0.999;

/** Sums over the overlaps of pixels with cells: flux is kept. */
class AreaResampler implements Resampler {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  /** Corners above and below a row of cells. */
  readonly #cornersX: Float64Array;
  readonly #cornersY: Float64Array;
  readonly #sum: Float64Array;
  readonly #area: Float64Array;
  #data = new Float32Array(0);
  #image: Image = image(0, 0, new Float32Array(0));
  #first = 0;

  constructor(private readonly columns: number) {
    this.#x = new Float64Array(columns + 2);
    this.#y = new Float64Array(columns + 2);
    this.#cornersX = new Float64Array(2 * (columns + 1));
    this.#cornersY = new Float64Array(2 * (columns + 1));
    this.#sum = new Float64Array(columns);
    this.#area = new Float64Array(columns);
  }

  room(width: number, first: number, rows: number): Float32Array {
    if (this.#data.length < width * rows) this.#data = new Float32Array(width * rows);
    this.#first = first;
    this.#image = image(width, rows, this.#data.subarray(0, width * rows));
    return this.#image.data;
  }

  row(positions: RowPositions, row: number, out: Float32Array): void {
    const { columns } = this;
    this.#corners(positions, row - 0.5, 0);
    this.#corners(positions, row + 0.5, columns + 1);
    const sums = { sum: this.#sum, area: this.#area };
    sampleArea(this.#image, this.#cornersX, this.#cornersY, columns, 1, sums);
    for (let k = 0; k < columns; k += 1) {
      const whole = this.#cellArea(k);
      const isCovered = whole > 0 && at(this.#area, k) >= leastCovered * whole;
      out[k] = isCovered ? at(this.#sum, k) : Number.NaN;
    }
  }

  /** A corner lies half way between the middles of the sides. */
  #corners(positions: RowPositions, row: number, to: number): void {
    const [x, y] = [this.#x, this.#y];
    positions.row(row, -1, this.columns + 2, x, y);
    for (let k = 0; k <= this.columns; k += 1) {
      this.#cornersX[to + k] = (at(x, k) + at(x, k + 1)) / 2;
      this.#cornersY[to + k] = (at(y, k) + at(y, k + 1)) / 2 - this.#first;
    }
  }

  /** Area of a cell in pixels of the frame. */
  #cellArea(k: number): number {
    const [x, y, below] = [this.#cornersX, this.#cornersY, this.columns + 1 + k];
    const [ax, ay] = [at(x, below + 1) - at(x, k), at(y, below + 1) - at(y, k)];
    const [bx, by] = [at(x, below) - at(x, k + 1), at(y, below) - at(y, k + 1)];
    return Math.abs(ax * by - ay * bx) / 2;
  }
}
