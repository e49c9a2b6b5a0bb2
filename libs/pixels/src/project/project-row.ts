/** East, north and up of a direction, or of whatever frame the rows of the map are rows of. */
export interface AxisVector {
  readonly east: number;
  readonly north: number;
  readonly up: number;
}

/**
 * From the plane tangent to the sphere at the axis to the array. `brown`: x R + 2 p1 x y + p2 (r2 +
 * 2 x2) + a1 x + a2 y and the like with R = 1 + k1 r2 + k2 r2^2 + k3 r2^3; `radial`: times 1 - c r.
 */
export type TangentLaw =
  | {
      readonly kind: 'brown';
      readonly radial: readonly [number, number, number];
      readonly decentering: readonly [number, number];
      readonly affinity: readonly [number, number];
    }
  | { readonly kind: 'radial'; readonly coefficient: number };

/** A camera as rows of a map see it: x to the right, y down the array. */
export interface TangentCamera {
  readonly axes: {
    readonly right: AxisVector;
    readonly up: AxisVector;
    readonly axis: AxisVector;
  };
  /** Where the axis meets the array, px, first pixel's centre 0. */
  readonly axisX: number;
  readonly axisY: number;
  /** px per unit of the tangent plane at the axis. */
  readonly pixelsPerUnitX: number;
  readonly pixelsPerUnitY: number;
  readonly law: TangentLaw;
  /** Farther from the axis than the angle of this cosine there is no place; 0 if not given. */
  readonly leastCosine?: number;
}

/** Numbers of a row and its camera. */
export const rowConstantCount = 24;

/** Writes what does not change from row to row, in the order of the kernel. */
export function writeCameraConstants(
  constants: Float64Array,
  camera: TangentCamera,
  width: number,
  height: number,
): void {
  const { law } = camera;
  const measured = law.kind === 'brown';
  constants.set(
    [
      camera.axisX,
      camera.axisY,
      camera.pixelsPerUnitX,
      camera.pixelsPerUnitY,
      ...(measured ? law.radial : [law.coefficient, 0, 0]),
      ...(measured ? [...law.decentering, ...law.affinity] : [0, 0, 0, 0]),
      camera.leastCosine ?? 0,
      width - 1,
      height - 1,
      1,
    ],
    9,
  );
}

/** Writes what belongs to the row of this latitude. */
export function writeRowConstants(
  constants: Float64Array,
  { axes }: TangentCamera,
  sineLatitude: number,
  cosineLatitude: number,
): void {
  for (const [k, vector] of [axes.axis, axes.right, axes.up].entries()) {
    constants[3 * k] = cosineLatitude * vector.east;
    constants[3 * k + 1] = cosineLatitude * vector.north;
    constants[3 * k + 2] = sineLatitude * vector.up;
  }
}

/**
 * Places on the array of the directions of one latitude, given by sine and cosine of their longitude
 * (from north through east). NaN out of the camera's reach. Slow twin of the kernel, which leaves
 * stretches beside the frame out: the same bits where both write.
 */
export function projectRowReference(
  camera: TangentCamera,
  sineLatitude: number,
  cosineLatitude: number,
  sine: ArrayLike<number>,
  cosine: ArrayLike<number>,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const row = new Float64Array(rowConstantCount);
  writeCameraConstants(row, camera, 1, 1);
  writeRowConstants(row, camera, sineLatitude, cosineLatitude);
  return placesOf(row, camera, sine, cosine, null);
}

/** As `projectRowReference`, of unit vectors in any order. */
export function projectDirectionsReference(
  camera: TangentCamera,
  east: ArrayLike<number>,
  north: ArrayLike<number>,
  up: ArrayLike<number>,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const row = new Float64Array(rowConstantCount);
  writeCameraConstants(row, camera, 1, 1);
  writeRowConstants(row, camera, 1, 1);
  return placesOf(row, camera, east, north, up);
}

function placesOf(
  row: Float64Array,
  camera: TangentCamera,
  sine: ArrayLike<number>,
  cosine: ArrayLike<number>,
  up: ArrayLike<number> | null,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const x = new Float64Array(sine.length);
  const y = new Float64Array(sine.length);
  const [axisX, axisY, scaleX, scaleY, k1, k2, k3, p1, p2, a1, a2, leastCosine] = row.subarray(9);
  const isRadial = camera.law.kind === 'radial';
  for (let k = 0; k < sine.length; k++) {
    const [s, c, z] = [sine[k], cosine[k], up?.[k] ?? 1];
    const forward = row[0] * s + row[1] * c + row[2] * z;
    const inverse = forward > leastCosine ? 1 / forward : Number.NaN;
    const u = (row[3] * s + row[4] * c + row[5] * z) * inverse;
    const v = (row[6] * s + row[7] * c + row[8] * z) * inverse;
    const r2 = u * u + v * v;
    if (isRadial) {
      const law = 1 - k1 * Math.sqrt(r2);
      x[k] = axisX + scaleX * (u * law);
      y[k] = axisY - scaleY * (v * law);
      continue;
    }
    // 2 p1 u v + p2 (r2 + 2 u2) = 2 u (p1 v + p2 u) + p2 r2, and the like for y.
    const tilt = p1 * v + p2 * u;
    const stretch = ((k3 * r2 + k2) * r2 + k1) * r2 + 1 + (tilt + tilt);
    x[k] = axisX + scaleX * (u * (stretch + a1) + (p2 * r2 + a2 * v));
    y[k] = axisY - scaleY * (v * (stretch - a1) + (p1 * r2 + a2 * u));
  }
  return { x, y };
}
