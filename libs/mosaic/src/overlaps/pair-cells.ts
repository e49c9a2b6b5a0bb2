import { degree, dot, isWithinLens, picturePoint, type PlanePoint } from '@nightskies/sky';
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

/** Used within one synchronous call only. */
let scratch = roomFor(0);

function roomFor(cells: number) {
  return {
    cells,
    cell: new Uint32Array(cells),
    x: new Float32Array(cells),
    y: new Float32Array(cells),
    firstRate: new Float32Array(cells),
    secondRate: new Float32Array(cells),
  };
}

/**
 * Both frames where both see the same apparent direction: the cells of the first, and the second
 * between the middles of its cells, bilinear.
 *
 * @param counts 1 for cells of the first frame that take part; all unless given
 */
export function pairCells(first: BinnedFrame, second: BinnedFrame, counts?: Uint8Array): PairCells {
  const { model, columns, rows, cellPx, rate } = second;
  const { east, north, up } = first;
  const cells = mayMeet(first, second) ? first.rate.length : 0;
  if (scratch.cells < cells) scratch = roomFor(cells);
  const { cell, x, y, firstRate, secondRate } = scratch;
  const camera = model.lens.kind === 'measured' ? model.lens.camera : null;
  const { axis, right, up: upward } = model.axes;
  const reach = Math.cos(Math.min(180, model.fieldRadiusDeg) * degree);
  let planeX = 0;
  let planeY = 0;
  // Square of the distance from the axis up to which the lens is known to show all: of few it is asked.
  let withinLens = -1;
  let count = 0;
  for (let k = 0; k < cells; k++) {
    if (!(first.rate[k] > 0) || counts?.[k] === 0) continue;
    const forward = east[k] * axis.east + north[k] * axis.north + up[k] * axis.up;
    if (!(forward >= reach)) continue;
    let at: PlanePoint | null;
    if (camera === null) {
      at = pixelOfFrame(model, vectorOfCell(first, k));
      if (at === null) continue;
    } else {
      // As `pixelOfFrame`; that the lens sees the place is asked last, as few of the places fail it.
      planeX = (east[k] * right.east + north[k] * right.north + up[k] * right.up) / forward;
      planeY = (east[k] * upward.east + north[k] * upward.north + up[k] * upward.up) / forward;
      at = picturePoint(camera, planeX, planeY);
    }
    const column = (at.x + 0.5) / cellPx - 0.5;
    const row = (at.y + 0.5) / cellPx - 0.5;
    if (!(column >= 0 && column <= columns - 1 && row >= 0 && row <= rows - 1)) continue;
    if (camera !== null) {
      if (!(forward > 0)) continue;
      const off = planeX * planeX + planeY * planeY;
      if (!(off <= withinLens)) {
        if (!isWithinLens(camera, planeX, planeY)) continue;
        withinLens = off;
      }
    }
    const left = Math.min(columns - 2, Math.floor(column));
    const top = Math.min(rows - 2, Math.floor(row));
    const fx = column - left;
    const start = top * columns + left;
    const upper = rate[start] + (rate[start + 1] - rate[start]) * fx;
    const below = start + columns;
    const lower = rate[below] + (rate[below + 1] - rate[below]) * fx;
    const value = upper + (lower - upper) * (row - top);
    if (!(value > 0)) continue;
    cell[count] = k;
    x[count] = at.x;
    y[count] = at.y;
    firstRate[count] = first.rate[k];
    secondRate[count] = value;
    count++;
  }
  return {
    ...{ first, second, count },
    cell: cell.slice(0, count),
    x: x.slice(0, count),
    y: y.slice(0, count),
    firstRate: firstRate.slice(0, count),
    secondRate: secondRate.slice(0, count),
  };
}

/** False for frames whose fields are too far apart to meet. */
function mayMeet({ model: a }: BinnedFrame, { model: b }: BinnedFrame): boolean {
  const apart = Math.min(180, a.fieldRadiusDeg + b.fieldRadiusDeg) * degree;
  return dot(a.axes.axis, b.axes.axis) >= Math.cos(apart);
}
