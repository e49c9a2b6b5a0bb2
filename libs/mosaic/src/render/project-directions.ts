import { cubicPicturePoint, degree, radialCoefficient, type CellDirections } from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';

/** Beyond the field a lens law may turn back into the picture; so far it was made to go, deg. */
const marginDeg = 1;

/** Cosine of the angle from the axis beyond which a frame has no places. */
export function leastCosine({ fieldRadiusDeg }: FrameModel): number {
  return Math.cos((fieldRadiusDeg + marginDeg) * degree);
}

/**
 * Places of directions (horizontal unit vectors) in a frame, in pixels, first pixel's centre (0, 0);
 * NaN for none and for what is farther from the axis than the corners and 1 deg.
 */
export function projectDirections(
  model: FrameModel,
  directions: CellDirections,
  count: number,
  x: Float64Array,
  y: Float64Array,
): void {
  const { axis, right, up } = model.axes;
  const least = leastCosine(model);
  for (let i = 0; i < count; i++) {
    const north = directions.x[i];
    const east = directions.y[i];
    const high = directions.z[i];
    const forward = axis.east * east + axis.north * north + axis.up * high;
    const inverse = forward > least ? 1 / forward : Number.NaN;
    x[i] = (right.east * east + right.north * north + right.up * high) * inverse;
    y[i] = (up.east * east + up.north * north + up.up * high) * inverse;
  }
  bend(model, count, x, y);
}

/** Tangent plane to pixels, in place: the laws of libs/sky, written out over arrays. */
function bend(model: FrameModel, count: number, x: Float64Array, y: Float64Array): void {
  const { lens, axisX, axisY, pixelsPerUnitX, pixelsPerUnitY } = model;
  switch (lens.kind) {
    case 'measured': {
      const [k1, k2, k3] = lens.camera.radial;
      const [p1, p2] = lens.camera.decentering;
      const [a1, a2] = lens.camera.affinity;
      for (let i = 0; i < count; i++) {
        const u = x[i];
        const v = y[i];
        const uu = u * u;
        const vv = v * v;
        const uv2 = 2 * u * v;
        const r2 = uu + vv;
        const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
        x[i] =
          axisX + pixelsPerUnitX * (u * (stretch + a1) + p1 * uv2 + p2 * (r2 + 2 * uu) + a2 * v);
        y[i] =
          axisY - pixelsPerUnitY * (v * (stretch - a1) + p1 * (r2 + 2 * vv) + p2 * uv2 + a2 * u);
      }
      return;
    }
    case 'cubic':
      for (let i = 0; i < count; i++) {
        const picture = cubicPicturePoint({ x: x[i], y: y[i] });
        x[i] = axisX + picture.x * pixelsPerUnitX;
        y[i] = axisY - picture.y * pixelsPerUnitY;
      }
      return;
    case 'radial':
      for (let i = 0; i < count; i++) {
        const law = 1 - radialCoefficient * Math.sqrt(x[i] * x[i] + y[i] * y[i]);
        x[i] = axisX + x[i] * law * pixelsPerUnitX;
        y[i] = axisY - y[i] * law * pixelsPerUnitY;
      }
  }
}
