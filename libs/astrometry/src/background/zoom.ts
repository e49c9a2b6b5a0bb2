import {
  expandGrid,
  image,
  type AxisTaps,
  type ExpandTarget,
  type Image,
} from '@nightskies/pixels';

export type Interpolation = 'bicubic' | 'bilinear';

interface MeshShape {
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
      const w0 = (1 - t) ** 3 / 6;
      const w1 = (t * t * (t - 2) * 3 + 4) / 6;
      const w3 = t ** 3 / 6;
      weights[at] = w0;
      weights[at + 1] = w1;
      weights[at + 2] = 1 - w0 - w1 - w3;
      weights[at + 3] = w3;
    }
  }
  return { first, weights };
}

/**
 * A mesh of boxes at the full size of its image, values at the centres of the boxes, the mesh
 * mirrored at its edges: a cubic spline through the values, or straight lines between them. Never
 * beyond the smallest and largest value of the mesh, where a spline would overshoot. As
 * scipy.ndimage.zoom (order 3 or 1, mode reflect, grid_mode), whose first coefficient is off by
 * 0.27^(2n - 1) of itself for n boxes: 1e-6 for five.
 *
 * @param target an image of that size where the result goes
 */
export function zoomMesh(
  values: Float64Array,
  shape: MeshShape,
  interpolation: Interpolation,
  target?: ExpandTarget,
): Image {
  const { columns, rows } = shape;
  const coefficients = Float64Array.from(values);
  if (interpolation === 'bicubic') {
    for (let x = 0; x < columns; x++) splineCoefficients(coefficients, x, columns, rows);
    for (let y = 0; y < rows; y++) splineCoefficients(coefficients, y * columns, 1, columns);
  }
  const width = columns + 4;
  const height = rows + 4;
  const bordered = Float64Array.from({ length: width * height }, (_, k) => {
    const x = k % width;
    const y = (k - x) / width;
    return coefficients[mirrored(y - 2, rows) * columns + mirrored(x - 2, columns)];
  });
  return expandGrid(
    image(width, height, bordered),
    axisTaps(shape.width, shape.boxWidthPx, interpolation),
    axisTaps(shape.height, shape.boxHeightPx, interpolation),
    {
      lowest: values.reduce((a, b) => Math.min(a, b)),
      highest: values.reduce((a, b) => Math.max(a, b)),
    },
    target,
  );
}
