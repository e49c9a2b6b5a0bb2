import { NightSkiesError, problem } from '@nightskies/contracts';
import type { CameraModel, UnitVector } from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import { planePoint } from './frame-vector.js';

/** Pixels along the side of a cell: 0.21 deg of an unbinned frame, below the width of the filter. */
export const usualCellPx = 8;

/** A frame as means over square cells of its pixels, small enough to hold a whole set of them. */
export interface BinnedFrame {
  readonly name: string;
  readonly model: FrameModel;
  /** Middle of the exposure, Julian date UTC; null when unknown. */
  readonly middleJdUtc: number | null;
  readonly cellPx: number;
  /** Whole cells along a row; what is left of the frame at its end takes no part. */
  readonly columns: number;
  readonly rows: number;
  /** DN/s of an unbinned pixel, row by row; NaN where a quarter of the cell and more is no number. */
  readonly rate: Float32Array;
  /** Where the middles of the cells look: apparent directions as unit vectors, NaN where the lens shows none. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  /** Solid angle of the cells, deg2. */
  readonly areaDeg2: Float32Array;
}

/** Share of a cell's pixels that must be numbers. */
const leastShare = 0.75;

/**
 * Means of a calibrated frame over cells of 8 x 8 px (or as asked), with the directions of their
 * middles by the frame's model.
 *
 * @param frame DN; star-free, or its stars enter the comparison
 * @param room for the pixels while they are decoded
 * @throws NightSkiesError `bad-parameter` for cells of less than 1 px or more than half the frame
 */
export function binFrame(
  frame: MapFrame,
  cellPx: number = usualCellPx,
  room?: Float32Array,
): BinnedFrame {
  const { name, model, exposureSeconds, middleJdUtc } = frame;
  const columns = Math.floor(model.width / cellPx);
  const rows = Math.floor(model.height / cellPx);
  if (!Number.isInteger(cellPx) || cellPx < 1 || columns < 2 || rows < 2) {
    throw new NightSkiesError(
      problem('bad-parameter', 'the frame cannot be divided into cells', {
        file: name,
        found: `cells of ${cellPx} px in ${model.width} x ${model.height} px`,
        expected: 'a whole number of pixels, at most half the frame',
        hint: 'Give smaller cells.',
      }),
    );
  }
  const toRate = 1 / (exposureSeconds * model.binningX * model.binningY);
  const rate = cellMeans(frame.pixels(room), { columns, rows, cellPx, scale: toRate });
  return {
    ...{ name, model, middleJdUtc, cellPx, columns, rows, rate },
    ...cellGeometry(model, columns, rows, cellPx),
  };
}

/** Means of whole cells of an image; float64 sums in the order of the rows. */
export function cellMeans(
  { width, data }: { readonly width: number; readonly data: Float32Array },
  cells: {
    readonly columns: number;
    readonly rows: number;
    readonly cellPx: number;
    readonly scale: number;
  },
): Float32Array {
  const { columns, rows, cellPx, scale } = cells;
  const means = new Float32Array(columns * rows);
  const sums = new Float64Array(columns);
  const counts = new Uint32Array(columns);
  const least = leastShare * cellPx * cellPx;
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    counts.fill(0);
    for (let y = row * cellPx; y < (row + 1) * cellPx; y++) {
      let at = y * width;
      for (let column = 0; column < columns; column++) {
        let sum = sums[column];
        let count = counts[column];
        for (const past = at + cellPx; at < past; at++) {
          const value = data[at];
          if (value !== value) continue;
          sum += value;
          count++;
        }
        sums[column] = sum;
        counts[column] = count;
      }
    }
    for (let column = 0; column < columns; column++) {
      const enough = counts[column] > least;
      means[row * columns + column] = enough ? (scale * sums[column]) / counts[column] : Number.NaN;
    }
  }
  return means;
}

function cellGeometry(
  model: FrameModel,
  columns: number,
  rows: number,
  cellPx: number,
): Pick<BinnedFrame, 'east' | 'north' | 'up' | 'areaDeg2'> {
  const count = columns * rows;
  const east = new Float64Array(count);
  const north = new Float64Array(count);
  const up = new Float64Array(count);
  const plane = planeOfCells(model, columns, rows, cellPx);
  const { axis, right, up: upward } = model.axes;
  for (let cell = 0; cell < count; cell++) {
    const x = plane[2 * cell];
    const y = plane[2 * cell + 1];
    // As `frameVector`, without an object for each cell.
    const length = Math.sqrt(1 + x ** 2 + y ** 2);
    east[cell] = (axis.east + x * right.east + y * upward.east) / length;
    north[cell] = (axis.north + x * right.north + y * upward.north) / length;
    up[cell] = (axis.up + x * right.up + y * upward.up) / length;
  }
  const areaDeg2 = new Float32Array(count);
  for (let row = 0; row < rows; row++) {
    const above = Math.max(0, row - 1);
    const below = Math.min(rows - 1, row + 1);
    for (let column = 0; column < columns; column++) {
      const left = Math.max(0, column - 1);
      const right = Math.min(columns - 1, column + 1);
      const [a, b] = [row * columns + left, row * columns + right];
      const [c, d] = [above * columns + column, below * columns + column];
      const area = crossedDeg2(
        east[b] - east[a],
        north[b] - north[a],
        up[b] - up[a],
        east[d] - east[c],
        north[d] - north[c],
        up[d] - up[c],
      );
      areaDeg2[row * columns + column] = area / ((right - left) * (below - above));
    }
  }
  return { east, north, up, areaDeg2 };
}

// The cells of a camera's frames lie at the same places of the tangent plane, which take a search each.
const planes = new WeakMap<
  CameraModel,
  { readonly cellPx: number; readonly plane: Float64Array }
>();

/** The middles of cells on the tangent plane, x and y of each; NaN where the lens shows none. */
function planeOfCells(
  model: FrameModel,
  columns: number,
  rows: number,
  cellPx: number,
): Float64Array {
  const camera = model.lens.kind === 'measured' ? model.lens.camera : null;
  const known = camera === null ? undefined : planes.get(camera);
  if (known?.cellPx === cellPx) return known.plane;
  const middle = (index: number): number => (index + 0.5) * cellPx - 0.5;
  const plane = new Float64Array(2 * columns * rows).fill(Number.NaN);
  for (let cell = 0; cell < columns * rows; cell++) {
    const column = cell % columns;
    const point = planePoint(model, middle(column), middle((cell - column) / columns));
    if (point !== null) plane.set([point.x, point.y], 2 * cell);
  }
  if (camera !== null) planes.set(camera, { cellPx, plane });
  return plane;
}

const radianDeg = 180 / Math.PI;

/** Area of the parallelogram of two steps on the unit sphere, deg2. */
function crossedDeg2(
  east1: number,
  north1: number,
  up1: number,
  east2: number,
  north2: number,
  up2: number,
): number {
  const area = Math.hypot(
    north1 * up2 - up1 * north2,
    up1 * east2 - east1 * up2,
    east1 * north2 - north1 * east2,
  );
  return area * radianDeg ** 2;
}

/** Where a cell's middle looks. */
export function vectorOfCell({ east, north, up }: BinnedFrame, cell: number): UnitVector {
  return { east: east[cell], north: north[cell], up: up[cell] };
}
