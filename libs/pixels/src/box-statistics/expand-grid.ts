import { image, type Image } from '../image.js';
import { aligned } from '../kernels/kernel-memory.js';
import { boxKernels } from './box-statistics.js';

/** For every output pixel along one axis: the first of four grid points, and their weights. */
export interface AxisTaps {
  readonly first: Int32Array;
  /** Four per output pixel. */
  readonly weights: Float64Array;
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

/**
 * A grid expanded to a full image: every pixel is the weighted sum of 4 x 4 grid points, held
 * between two limits. What the weights mean (spline, straight line) is the caller's choice.
 *
 * @param target where the result goes instead of a new image
 * @throws RangeError when taps reach beyond the grid
 */
export function expandGrid(
  grid: Image<Float64Array>,
  columns: AxisTaps,
  rows: AxisTaps,
  limits: { readonly lowest: number; readonly highest: number },
  target?: ExpandTarget,
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
  const runs = runsOf(columns.first);
  const runsAt = place(runs.byteLength);
  const columnWeightsAt = place(4 * 8 * (width + 1));
  const rowsAt = place(rows.first.byteLength);
  const rowWeightsAt = place(rows.weights.byteLength);
  const lineAt = place(grid.width * 8);
  const outputAt = place(width * height * 4 + 4);
  const buffer = boxKernels.buffer(end);
  new Float64Array(buffer, gridAt, grid.data.length).set(grid.data);
  new Int32Array(buffer, runsAt, runs.length).set(runs);
  const planes = new Float64Array(buffer, columnWeightsAt, 4 * (width + 1));
  for (let x = 0; x < width; x++) {
    for (let tap = 0; tap < 4; tap++) planes[tap * (width + 1) + x] = columns.weights[4 * x + tap];
  }
  new Int32Array(buffer, rowsAt, height).set(rows.first);
  new Float64Array(buffer, rowWeightsAt, 4 * height).set(rows.weights);
  boxKernels.exports.expand(
    gridAt,
    grid.width,
    runsAt,
    runs.length / 3,
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
  const output = new Float32Array(buffer, outputAt, width * height);
  if (target === undefined) return image(width, height, output.slice());
  if (target.add) addTo(target.image.data, output);
  else target.image.data.set(output);
  return target.image;
}
