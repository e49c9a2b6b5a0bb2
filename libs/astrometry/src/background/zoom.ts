import {
  expandGrid,
  image,
  type AxisTaps,
  type ExpandTarget,
  type GridExpansion,
  type Image,
} from '@nightskies/pixels';

export type Interpolation = 'bicubic' | 'bilinear';

export interface MeshShape {
  readonly columns: number;
  readonly rows: number;
  readonly boxWidthPx: number;
  readonly boxHeightPx: number;
  readonly width: number;
  readonly height: number;
}

/** Index of a sequence mirrored at its ends, the end values repeated. */
function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const inside = ((index % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}

/**
 * Coefficients of the cubic B-spline through a sequence mirrored at its ends, in place: recursive
 * filter with the pole sqrt(3) - 2 (Unser 1999, box 2), started by the closed sum over the mirrored
 * sequence.
 */
function splineCoefficients(values: Float64Array, start: number, step: number, count: number) {
  if (count === 1) return;
  const pole = Math.sqrt(3) - 2;
  const gain = (1 - pole) * (1 - 1 / pole);
  const at = (k: number) => start + k * step;
  for (let k = 0; k < count; k++) values[at(k)] *= gain;
  const polePower = pole ** count;
  let first = values[at(0)] + polePower * values[at(count - 1)];
  let power = pole;
  for (let k = 1; k < count; k++) {
    first += power * (values[at(k)] + polePower * values[at(count - 1 - k)]);
    power *= pole;
  }
  values[at(0)] += (first * pole) / (1 - polePower * polePower);
  for (let k = 1; k < count; k++) values[at(k)] += pole * values[at(k - 1)];
  values[at(count - 1)] *= pole / (pole - 1);
  for (let k = count - 2; k >= 0; k--) {
    values[at(k)] = pole * (values[at(k + 1)] - values[at(k)]);
  }
}

/** Grid points (with two more on either side) and weights for every pixel along an axis. */
function axisTaps(pixels: number, boxPx: number, interpolation: Interpolation): AxisTaps {
  const first = new Int32Array(pixels);
  const weights = new Float64Array(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = (pixel + 0.5) / boxPx - 0.5;
    const below = Math.floor(place);
    const t = place - below;
    first[pixel] = below - 1 + 2;
    const at = 4 * pixel;
    if (interpolation === 'bilinear') {
      weights[at + 1] = 1 - t;
      weights[at + 2] = t;
    } else {
      const rest = 1 - t;
      const w0 = (rest * rest * rest) / 6;
      const w1 = (t * t * (t - 2) * 3 + 4) / 6;
      const w3 = (t * t * t) / 6;
      weights[at] = w0;
      weights[at + 1] = w1;
      weights[at + 2] = 1 - w0 - w1 - w3;
      weights[at + 3] = w3;
    }
  }
  return { first, weights };
}

/**
 * How a mesh of boxes becomes a plane of the size of its image, values at the centres of the boxes,
 * the mesh mirrored at its edges: a cubic spline through the values, or straight lines between them.
 * Never beyond the smallest and largest value of the mesh, where a spline would overshoot. As
 * scipy.ndimage.zoom (order 3 or 1, mode reflect, grid_mode), whose first coefficient is off by
 * 0.27^(2n - 1) of itself for n boxes: 1e-6 for five.
 */
export function meshExpansion(
  values: Float64Array,
  shape: MeshShape,
  interpolation: Interpolation,
): GridExpansion {
  const { columns, rows } = shape;
  const coefficients = Float64Array.from(values);
  if (interpolation === 'bicubic') {
    for (let x = 0; x < columns; x++) splineCoefficients(coefficients, x, columns, rows);
    for (let y = 0; y < rows; y++) splineCoefficients(coefficients, y * columns, 1, columns);
  }
  const width = columns + 4;
  const height = rows + 4;
  const bordered = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = mirrored(y - 2, rows) * columns;
    for (let x = 0; x < width; x++) {
      bordered[y * width + x] = coefficients[from + mirrored(x - 2, columns)];
    }
  }
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return {
    grid: image(width, height, bordered),
    columns: axisTaps(shape.width, shape.boxWidthPx, interpolation),
    rows: axisTaps(shape.height, shape.boxHeightPx, interpolation),
    limits: { lowest, highest },
  };
}

/**
 * A mesh at the full size of its image (`meshExpansion`).
 *
 * @param target an image of that size where the result goes
 */
export function zoomMesh(
  values: Float64Array,
  shape: MeshShape,
  interpolation: Interpolation,
  target?: ExpandTarget,
): Image {
  return expandGrid(meshExpansion(values, shape, interpolation), target);
}
