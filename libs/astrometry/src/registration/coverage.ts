import type { PictureSize } from '../solving/pose.js';
import type { RowPositions } from './row-positions.js';

/** Columns of an output row, `from` to `to - 1`; none when they do not follow. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

/** A rectangle of whole pixels. */
export interface PixelBox extends PictureSize {
  readonly x: number;
  readonly y: number;
}

/**
 * For every output row the columns whose positions lie within an input picture, at least `marginPx`
 * inside the centres of its outermost pixels. The part of a row that is covered is taken to be one
 * piece, as it is under any map without folds.
 */
export function coveredColumns(
  positions: RowPositions,
  output: PictureSize,
  input: PictureSize,
  marginPx: number,
): ColumnRange[] {
  const { width } = output;
  const [x, y] = [new Float64Array(width), new Float64Array(width)];
  const isIn = (k: number): boolean =>
    x[k] >= marginPx &&
    x[k] <= input.width - 1 - marginPx &&
    y[k] >= marginPx &&
    y[k] <= input.height - 1 - marginPx;
  return Array.from({ length: output.height }, (_, row) => {
    positions.row(row, 0, width, x, y);
    let [from, to] = [0, width];
    while (from < width && !isIn(from)) from += 1;
    while (to > from && !isIn(to - 1)) to -= 1;
    return { from, to };
  });
}

/** Columns that all of several coverages have, row by row. */
export function commonColumns(a: readonly ColumnRange[], b: readonly ColumnRange[]): ColumnRange[] {
  return a.map(({ from, to }, row) => ({
    from: Math.max(from, b[row].from),
    to: Math.min(to, b[row].to),
  }));
}

/** The largest rectangle within the columns of each row; undefined when there is none. */
export function largestBox(columns: readonly ColumnRange[]): PixelBox | undefined {
  let best: PixelBox | undefined;
  let most = 0;
  for (let top = 0; top < columns.length; top += 1) {
    let { from, to } = columns[top];
    for (let row = top; row < columns.length && to > from; row += 1) {
      from = Math.max(from, columns[row].from);
      to = Math.min(to, columns[row].to);
      const area = (to - from) * (row - top + 1);
      if (area <= most || to <= from) continue;
      most = area;
      best = { x: from, y: top, width: to - from, height: row - top + 1 };
    }
  }
  return best;
}
