import { degree, dot } from '@nightskies/sky';
import { vectorOfCell, type BinnedFrame } from './binned-frame.js';
import { pixelOfFrame } from './frame-vector.js';

/** The cells of one frame that another one sees as well. */
export interface PairCells {
  readonly first: BinnedFrame;
  readonly second: BinnedFrame;
  readonly count: number;
  /** Cells of the first frame. */
  readonly cell: Uint32Array;
  /** Where they lie in the second frame, its pixels. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** DN/s of an unbinned pixel in the first, and between the cells of the second. */
  readonly firstRate: Float32Array;
  readonly secondRate: Float32Array;
}

/**
 * Both frames where both see the same apparent direction: the cells of the first, and the second
 * between the middles of its cells, bilinear.
 *
 * @param counts which cells of the first frame take part
 */
export function pairCells(
  first: BinnedFrame,
  second: BinnedFrame,
  counts: (cell: number) => boolean,
): PairCells {
  const reach = Math.cos(Math.min(180, second.model.fieldRadiusDeg) * degree);
  const { axis } = second.model.axes;
  const { columns, rows, cellPx, rate } = second;
  const cell: number[] = [];
  const x: number[] = [];
  const y: number[] = [];
  const secondRate: number[] = [];
  if (!mayMeet(first, second)) {
    return { first, second, ...typed(cell, x, y, [], secondRate) };
  }
  for (let k = 0; k < first.rate.length; k++) {
    if (!(first.rate[k] > 0) || !counts(k)) continue;
    const forward = first.east[k] * axis.east + first.north[k] * axis.north + first.up[k] * axis.up;
    if (!(forward >= reach)) continue;
    const at = pixelOfFrame(second.model, vectorOfCell(first, k));
    if (at === null) continue;
    const column = (at.x + 0.5) / cellPx - 0.5;
    const row = (at.y + 0.5) / cellPx - 0.5;
    if (!(column >= 0 && column <= columns - 1 && row >= 0 && row <= rows - 1)) continue;
    const left = Math.min(columns - 2, Math.floor(column));
    const top = Math.min(rows - 2, Math.floor(row));
    const fx = column - left;
    const start = top * columns + left;
    const upper = rate[start] + (rate[start + 1] - rate[start]) * fx;
    const below = start + columns;
    const lower = rate[below] + (rate[below + 1] - rate[below]) * fx;
    const value = upper + (lower - upper) * (row - top);
    if (!(value > 0)) continue;
    cell.push(k);
    x.push(at.x);
    y.push(at.y);
    secondRate.push(value);
  }
  return {
    first,
    second,
    ...typed(
      cell,
      x,
      y,
      cell.map((k) => first.rate[k]),
      secondRate,
    ),
  };
}

/** False for frames whose fields are too far apart to meet. */
function mayMeet({ model: a }: BinnedFrame, { model: b }: BinnedFrame): boolean {
  const apart = Math.min(180, a.fieldRadiusDeg + b.fieldRadiusDeg) * degree;
  return dot(a.axes.axis, b.axes.axis) >= Math.cos(apart);
}

function typed(
  cell: readonly number[],
  x: readonly number[],
  y: readonly number[],
  firstRate: readonly number[],
  secondRate: readonly number[],
): Omit<PairCells, 'first' | 'second'> {
  return {
    count: cell.length,
    cell: Uint32Array.from(cell),
    x: Float32Array.from(x),
    y: Float32Array.from(y),
    firstRate: Float32Array.from(firstRate),
    secondRate: Float32Array.from(secondRate),
  };
}
