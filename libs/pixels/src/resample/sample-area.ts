import type { Image } from '../image.js';
import { requireLengths } from './sample-image.js';

/** What lies under the output cells, row by row. */
export interface AreaSums {
  /** Sum of value times overlap: flux, in the unit of a pixel of the image. */
  readonly sum: Float64Array | Float32Array;
  /** Sum of the overlaps with pixels that have a value, px^2. */
  readonly area: Float64Array | Float32Array;
}

export interface AreaOptions {
  /**
   * Side of the square into which the light of a pixel is drawn together about its centre before it
   * falls on the cells, px, more than 0 and at most 1 (drizzle: Fruchter and Hook 2002, PASP 114, 144,
   * section 2). Smaller keeps more detail when many shifted images are added; 1 is the exact overlap.
   */
  readonly pixfrac?: number;
}

/** Overlaps smaller than this are rounding, px^2. */
const leastOverlap = 1e-12;

/**
 * Overlap of a quadrilateral with strips of columns times strips of rows. Its sides, one after
 * another, add for each row of strips the height they cover, signed by direction: into `areas` of the
 * strips they cross the part to their right, into `covers` what all strips farther right have of it.
 * Strip i of an axis reaches from its lower to its upper end; with drawn-together pixels every second
 * strip is a gap between two of them.
 */
class CellOverlaps {
  #areas = new Float64Array(0);
  #covers = new Float64Array(0);
  #line = new Float64Array(0);
  #firstColumn = 0;
  #firstRow = 0;
  #columns = 0;
  #rows = 0;

  constructor(private readonly pixfrac: number) {}

  get firstRow(): number {
    return this.#firstRow;
  }
  get rows(): number {
    return this.#rows;
  }
  get firstColumn(): number {
    return this.#firstColumn;
  }
  get columns(): number {
    return this.#columns;
  }

  /** Strips of pixels to which the box of the corners reaches; gaps are no strips of their own here. */
  open(lowX: number, highX: number, lowY: number, highY: number): void {
    this.#firstColumn = Math.floor(lowX + 0.5);
    this.#firstRow = Math.floor(lowY + 0.5);
    this.#columns = Math.floor(highX + 0.5) - this.#firstColumn + 1;
    this.#rows = Math.floor(highY + 0.5) - this.#firstRow + 1;
    const count = this.#rows * (this.#columns + 1);
    if (this.#areas.length < count) {
      this.#areas = new Float64Array(count);
      this.#covers = new Float64Array(count);
    } else {
      this.#areas.fill(0, 0, count);
      this.#covers.fill(0, 0, count);
    }
    if (this.#line.length < this.#columns) this.#line = new Float64Array(this.#columns);
  }

  /** One side of the cell. */
  side(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const sign = y0 < y1 ? 1 : -1;
    const [fromX, fromY, toX, toY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
    const slope = (toX - fromX) / (toY - fromY);
    const least = Math.min(x0, x1);
    const most = Math.max(x0, x1);
    const half = this.pixfrac / 2;
    const lastRow = Math.floor(toY + 0.5);
    for (let row = Math.floor(fromY + 0.5); row <= lastRow; row++) {
      const top = Math.max(fromY, row - half);
      const bottom = Math.min(toY, row + half);
      if (!(bottom > top)) continue;
      const topX = Math.min(most, Math.max(least, fromX + (top - fromY) * slope));
      const bottomX = Math.min(most, Math.max(least, fromX + (bottom - fromY) * slope));
      this.#piece(row - this.#firstRow, topX, bottomX, sign * (bottom - top));
    }
  }

  /** A piece of a side within a row of strips. @param height signed */
  #piece(row: number, topX: number, bottomX: number, height: number): void {
    const [left, right] = topX < bottomX ? [topX, bottomX] : [bottomX, topX];
    const start = row * (this.#columns + 1) - this.#firstColumn;
    const half = this.pixfrac / 2;
    const last = Math.floor(right + 0.5);
    const first = Math.floor(left + 0.5);
    const perWidth = right > left ? height / (right - left) : 0;
    // Mean of what lies to the right of the piece within a strip, as its parts before, in and beyond it.
    for (let column = first; column <= last; column++) {
      const low = column - half;
      const high = column + half;
      if (right > left) {
        const from = Math.min(Math.max(left, low), high);
        const to = Math.max(Math.min(right, high), low);
        const before = Math.max(0, Math.min(right, low) - left);
        const within = to > from ? (to - from) * (high - (from + to) / 2) : 0;
        this.#areas[start + column] += perWidth * (before * this.pixfrac + within);
      } else {
        this.#areas[start + column] += height * (high - Math.min(Math.max(left, low), high));
      }
    }
    this.#covers[start + last + 1] += height;
  }

  /** Overlaps with the pixels of a row, from `firstColumn`: an array that the next call overwrites. */
  overlapsOf(row: number): Float64Array {
    const start = row * (this.#columns + 1);
    let running = 0;
    for (let k = 0; k < this.#columns; k++) {
      running += this.#covers[start + k];
      const overlap = Math.abs(this.#areas[start + k] + running * this.pixfrac);
      this.#line[k] = overlap > leastOverlap ? overlap : 0;
    }
    return this.#line;
  }
}

/**
 * Light of an image on the quadrilateral cells of an output grid: the exact area of overlap of each
 * cell with the square pixels. Flux is conserved: over cells that cover the image without gaps the sums
 * add up to the sum of the image, whatever the mapping. Surface brightness is sum / area.
 *
 * Pixels that are NaN add neither to sum nor to area; cells off the image and cells with a corner that
 * is NaN have 0 in both. With `pixfrac` below 1 a pixel's overlap is that of the smaller square, over
 * its area, so that sums still add up to the sum of the image.
 *
 * @param cornersX px, first pixel's centre 0: (columns + 1) x (rows + 1) corners, row by row; neighbours
 * share theirs. Sides are straight lines, cells may be turned and mirrored but not crossed over.
 * @throws RangeError for arrays of too few numbers, and for `pixfrac` out of its range
 */
export function sampleArea(
  image: Image,
  cornersX: Float64Array,
  cornersY: Float64Array,
  columns: number,
  rows: number,
  out: AreaSums,
  { pixfrac = 1 }: AreaOptions = {},
): void {
  if (!(pixfrac > 0 && pixfrac <= 1)) {
    throw new RangeError(`pixfrac is ${pixfrac}: more than 0 and at most 1 is needed`);
  }
  requireLengths((columns + 1) * (rows + 1), { cornersX, cornersY });
  requireLengths(columns * rows, { sum: out.sum, area: out.area });
  const { data, width, height } = image;
  const overlaps = new CellOverlaps(pixfrac);
  const perDrop = 1 / (pixfrac * pixfrac);
  const x = new Float64Array(4);
  const y = new Float64Array(4);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let corner = row * (columns + 1) + column;
      for (const [k, step] of [0, 1, columns + 1, -1].entries()) {
        corner += step;
        x[k] = cornersX[corner];
        y[k] = cornersY[corner];
      }
      const lowX = Math.min(x[0], x[1], x[2], x[3]);
      const highX = Math.max(x[0], x[1], x[2], x[3]);
      const lowY = Math.min(y[0], y[1], y[2], y[3]);
      const highY = Math.max(y[0], y[1], y[2], y[3]);
      let sum = 0;
      let area = 0;
      // A corner that is NaN makes all four of these NaN.
      if (highX > -0.5 && lowX < width - 0.5 && highY > -0.5 && lowY < height - 0.5) {
        overlaps.open(lowX, highX, lowY, highY);
        for (let k = 0; k < 4; k++) {
          const next = (k + 1) & 3;
          overlaps.side(x[k], y[k], x[next], y[next]);
        }
        const firstLine = Math.max(0, overlaps.firstRow);
        const lastLine = Math.min(height, overlaps.firstRow + overlaps.rows) - 1;
        const first = Math.max(0, overlaps.firstColumn);
        const last = Math.min(width, overlaps.firstColumn + overlaps.columns) - 1;
        for (let line = firstLine; line <= lastLine; line++) {
          const shares = overlaps.overlapsOf(line - overlaps.firstRow);
          for (let at = first; at <= last; at++) {
            const share = shares[at - overlaps.firstColumn];
            const value = data[line * width + at];
            if (share === 0 || Number.isNaN(value)) continue;
            sum += value * share * perDrop;
            area += share * perDrop;
          }
        }
      }
      out.sum[row * columns + column] = sum;
      out.area[row * columns + column] = area;
    }
  }
}
