import { image, type Image } from '../image.js';
import { aligned } from '../kernels/kernel-memory.js';
import { boxKernels } from './box-statistics.js';

/** For every output pixel along one axis: the first of four grid points, and their weights. */
export interface AxisTaps {
  readonly first: Int32Array;
  /** Four per output pixel. */
  readonly weights: Float64Array;
}

/**
 * A grid expanded to a full image: every pixel is the weighted sum of 4 x 4 grid points, held
 * between two limits. What the weights mean (spline, straight line) is the caller's choice.
 *
 * @throws RangeError when taps reach beyond the grid
 */
export function expandGrid(
  grid: Image<Float64Array>,
  columns: AxisTaps,
  rows: AxisTaps,
  limits: { readonly lowest: number; readonly highest: number },
): Image {
  const fits = (taps: AxisTaps, length: number) =>
    taps.first.every((first) => first >= 0 && first + 4 <= length);
  if (!fits(columns, grid.width) || !fits(rows, grid.height)) {
    throw new RangeError(`taps beyond a grid of ${grid.width} x ${grid.height}`);
  }
  const width = columns.first.length;
  const height = rows.first.length;
  let end = 0;
  const place = (bytes: number): number => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  const gridAt = place(grid.data.byteLength);
  const columnsAt = place(columns.first.byteLength);
  const columnWeightsAt = place(columns.weights.byteLength);
  const rowsAt = place(rows.first.byteLength);
  const rowWeightsAt = place(rows.weights.byteLength);
  const lineAt = place(grid.width * 8);
  const outputAt = place(width * height * 4);
  const buffer = boxKernels.buffer(end);
  new Float64Array(buffer, gridAt, grid.data.length).set(grid.data);
  new Int32Array(buffer, columnsAt, width).set(columns.first);
  new Float64Array(buffer, columnWeightsAt, 4 * width).set(columns.weights);
  new Int32Array(buffer, rowsAt, height).set(rows.first);
  new Float64Array(buffer, rowWeightsAt, 4 * height).set(rows.weights);
  boxKernels.exports.expand(
    gridAt,
    grid.width,
    columnsAt,
    columnWeightsAt,
    rowsAt,
    rowWeightsAt,
    lineAt,
    limits.lowest,
    limits.highest,
    width,
    height,
    outputAt,
  );
  return image(width, height, new Float32Array(buffer, outputAt, width * height).slice());
}
