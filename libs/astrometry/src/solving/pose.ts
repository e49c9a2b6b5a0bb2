import { degree } from '@nightskies/sky';
import { TanSip } from '../wcs/tan-sip.js';
import { placeOf, TangentPlane, type IcrsVector } from '../wcs/tangent-plane.js';

/** Size of a picture, px. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A camera without distortion: scale at the middle of the picture, parity, and the rotation from the
 * camera's frame (x along the rows, y down the columns, z outwards) to ICRS.
 */
export interface Pose {
  /** Radians per pixel at the middle. */
  readonly scale: number;
  /** True when the sky is seen as in a mirror, with the first stored row at the top. */
  readonly mirrored: boolean;
  /** Rows of the rotation, icrs = rotation . camera. */
  readonly rotation: Float64Array;
}

/** Vector (z = 1) in the camera's frame of an array position. */
export function lift(
  x: number,
  y: number,
  size: PictureSize,
  scale: number,
  mirrored: boolean,
  into: Float64Array,
  at: number,
): void {
  const u = (x - (size.width - 1) / 2) * scale;
  into[at] = mirrored ? -u : u;
  into[at + 1] = (y - (size.height - 1) / 2) * scale;
  into[at + 2] = 1;
}

/** Direction of the middle of the picture. */
export function axisOf({ rotation }: Pose): IcrsVector {
  return { x: rotation[2], y: rotation[5], z: rotation[8] };
}

/** Array position of a direction written into `into`; false behind the camera. */
export function imageOf(
  { scale, mirrored, rotation }: Pose,
  size: PictureSize,
  x: number,
  y: number,
  z: number,
  into: Float64Array,
): boolean {
  const depth = rotation[2] * x + rotation[5] * y + rotation[8] * z;
  if (depth < 0.05) return false;
  const u = (rotation[0] * x + rotation[3] * y + rotation[6] * z) / depth / scale;
  const v = (rotation[1] * x + rotation[4] * y + rotation[7] * z) / depth / scale;
  into[0] = (mirrored ? -u : u) + (size.width - 1) / 2;
  into[1] = v + (size.height - 1) / 2;
  return true;
}

/** Where A and B lie in the picture, and their directions in ICRS (unit vectors). */
export interface Baseline {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly a: IcrsVector;
  readonly b: IcrsVector;
}

/**
 * The pose in which two stars fall on two places: the scale from their separation, by iteration as
 * the plane stretches off the middle, then the rotation by the triad of middle, difference and
 * normal (Black 1964). Undefined when no scale gives the separation.
 */
export function poseOfBaseline(
  { ax, ay, bx, by, a, b }: Baseline,
  size: PictureSize,
  startScale: number,
  mirrored: boolean,
): Pose | undefined {
  const chord = Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  const camera = new Float64Array(6);
  let scale = startScale;
  for (let round = 0; ; round += 1) {
    lift(ax, ay, size, scale, mirrored, camera, 0);
    lift(bx, by, size, scale, mirrored, camera, 3);
    shorten(camera, 0);
    shorten(camera, 3);
    const found = Math.hypot(camera[0] - camera[3], camera[1] - camera[4], camera[2] - camera[5]);
    if (Math.abs(found / chord - 1) < 1e-6) break;
    if (round === 12) return undefined;
    scale *= chord / found;
  }
  const sky = Float64Array.of(a.x, a.y, a.z, b.x, b.y, b.z);
  const from = triad(camera);
  const to = triad(sky);
  const rotation = new Float64Array(9);
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      rotation[3 * i + j] = to[i] * from[j] + to[3 + i] * from[3 + j] + to[6 + i] * from[6 + j];
    }
  }
  return { scale, mirrored, rotation };
}

/** The pose as a TAN solution with its reference pixel in the middle of the picture. */
export function tanOfPose(pose: Pose, { width, height }: PictureSize): TanSip {
  const { scale, mirrored, rotation } = pose;
  const crval = placeOf(axisOf(pose));
  const plane = new TangentPlane(crval);
  // A step along a row or a column, seen from the middle, in the plane: exact, as z = 1 + 0.
  const step = (column: number, sign: number): readonly [number, number] => {
    const point = plane.project({
      x: rotation[2] + sign * scale * rotation[column],
      y: rotation[5] + sign * scale * rotation[3 + column],
      z: rotation[8] + sign * scale * rotation[6 + column],
    });
    return point === undefined ? [0, 0] : [point.xi, point.eta];
  };
  const alongX = step(0, mirrored ? -1 : 1);
  const alongY = step(1, 1);
  return new TanSip({
    crval,
    crpix: { x: (width - 1) / 2, y: (height - 1) / 2 },
    cd: [
      [alongX[0], alongY[0]],
      [alongX[1], alongY[1]],
    ],
  });
}

/** Arcseconds of an angle in radians. */
export function arcsecOf(radians: number): number {
  return (radians / degree) * 3600;
}

function shorten(v: Float64Array, at: number): void {
  const length = Math.hypot(v[at], v[at + 1], v[at + 2]);
  v[at] /= length;
  v[at + 1] /= length;
  v[at + 2] /= length;
}

// Orthonormal middle, difference and normal of two unit vectors, one after another.
function triad(v: Float64Array): Float64Array {
  const axes = new Float64Array(9);
  for (let i = 0; i < 3; i += 1) {
    axes[i] = v[i] + v[3 + i];
    axes[3 + i] = v[3 + i] - v[i];
  }
  shorten(axes, 0);
  shorten(axes, 3);
  axes[6] = axes[1] * axes[5] - axes[2] * axes[4];
  axes[7] = axes[2] * axes[3] - axes[0] * axes[5];
  axes[8] = axes[0] * axes[4] - axes[1] * axes[3];
  return axes;
}
