import type { RowPositions } from '@nightskies/astrometry';
import { at } from '../offsets-numbers.js';

/** Rows of a frame, `from` to `to - 1`; none when they do not follow. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Lowest and highest place that an output row has in a frame, px; none when low is above high. */
export interface RowExtent {
  readonly low: number;
  readonly high: number;
}

/** Positions are looked at every so many pixels. */
export const meshStep = 16;

/** No window is lower. */
const leastRows = 4;

/** Tells which rows of a frame the rows of the output need. */
export class FrameExtents {
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(
    private readonly positions: RowPositions,
    private readonly columns: number,
    private readonly frame: { readonly width: number; readonly height: number },
  ) {
    this.#x = new Float64Array(columns);
    this.#y = new Float64Array(columns);
  }

  /** Where one output row runs through the frame, looked at every 16 px. */
  ofRow(row: number): RowExtent {
    const [x, y, { width, height }] = [this.#x, this.#y, this.frame];
    this.positions.row(row, 0, this.columns, x, y);
    // What lies between two looks may be on the frame when neither of them is, but not far from it.
    const slack = this.#largestStep() + 1;
    let [low, high] = [Infinity, -Infinity];
    for (let k = 0; ; k += meshStep) {
      const column = Math.min(k, this.columns - 1);
      const [px, py] = [at(x, column), at(y, column)];
      const isNear = px > -slack && px < width + slack && py > -slack && py < height + slack;
      if (isNear) [low, high] = [Math.min(low, py), Math.max(high, py)];
      if (column === this.columns - 1) break;
    }
    return { low, high };
  }

  /** @param reachPx rows on either side that an interpolation takes in */
  ofStrip(strip: RowWindow, reachPx: number): RowWindow {
    let [low, high] = [Infinity, -Infinity];
    let before: RowExtent | undefined;
    for (let row = strip.from; ; row += meshStep) {
      const here = this.ofRow(Math.min(row, strip.to - 1));
      [low, high] = [Math.min(low, here.low), Math.max(high, here.high)];
      // Where a strip enters or leaves the frame between two looks.
      if (before !== undefined && before.low > before.high !== here.low > here.high) {
        [low, high] = [low - meshStep, high + meshStep];
      }
      before = here;
      if (row >= strip.to - 1) break;
    }
    if (low > high) return none;
    const { height } = this.frame;
    // Between the places that were looked at a smooth map bends by much less than a pixel.
    const from = Math.max(0, Math.min(height - leastRows, Math.floor(low) - reachPx - 1));
    const to = Math.min(height, Math.max(from + leastRows, Math.ceil(high) + reachPx + 2));
    return Math.ceil(high) + reachPx + 2 > 0 ? { from, to } : none;
  }

  #largestStep(): number {
    let largest = 0;
    for (let k = meshStep; k < this.columns; k += meshStep) {
      const px = Math.max(
        Math.abs(at(this.#x, k) - at(this.#x, k - meshStep)),
        Math.abs(at(this.#y, k) - at(this.#y, k - meshStep)),
      );
      if (px > largest) largest = px;
    }
    return largest;
  }
}

const none: RowWindow = { from: 0, to: 0 };

/** What two windows have in common. */
export function overlapOf(a: RowWindow, b: RowWindow): RowWindow {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return to > from ? { from, to } : none;
}

/** Rows of an output cut into strips. */
export function stripsOf(height: number, rows: number): RowWindow[] {
  return Array.from({ length: Math.ceil(height / rows) }, (_, k) => ({
    from: k * rows,
    to: Math.min(height, (k + 1) * rows),
  }));
}
