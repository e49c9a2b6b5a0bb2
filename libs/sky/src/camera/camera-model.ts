import { degree } from '../angles.js';
import type { PlanePoint } from '../projections/projection.js';

/**
 * A camera: how the plane tangent to the sky at its optical axis comes to lie on the array.
 *
 * Camera coordinates X, Y are the gnomonic ones (tangent of the angle from the axis), X to the right
 * and Y up in the picture. The law is that of Brown (Decentering distortion of lenses, Photogrammetric
 * Engineering 32, 1966; Close-range camera calibration, 37, 1971), from the sky to the picture, so
 * that this way needs no iteration:
 *
 *     r2 = X^2 + Y^2,  R = 1 + k1 r2 + k2 r2^2 + k3 r2^3
 *     Xd = X R + 2 p1 X Y + p2 (r2 + 2 X^2) + a1 X + a2 Y
 *     Yd = Y R + p1 (r2 + 2 Y^2) + 2 p2 X Y - a1 Y + a2 X
 *     x = xc + f Xd,  y = yc - f Yd
 *
 * Twelve numbers and no free polynomial: what a real lens leaves is smooth and small (tenths of a px
 * at 24 deg field) and belongs to the solution of a frame, whereas free terms would extrapolate badly
 * into corners without stars. For rectilinear lenses; a fisheye has zenithal polynomials of its own.
 * The picture is not mirrored: seen with its first row at the top, azimuth grows to the right.
 */
export interface CameraModel {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** px per unit (radian) of the tangent plane at the axis. */
  readonly focalLengthPx: number;
  /** Where the optical axis meets the array: px, the centre of the first pixel is (0, 0). */
  readonly principalPoint: PlanePoint;
  /** k1, k2, k3. */
  readonly radial: readonly [number, number, number];
  /** p1, p2. */
  readonly decentering: readonly [number, number];
  /** a1, a2. */
  readonly affinity: readonly [number, number];
}

/** Derivatives of the place in the picture with respect to the tangent plane, px per unit. */
export interface PictureSlope {
  readonly xByX: number;
  readonly xByY: number;
  readonly yByX: number;
  readonly yByY: number;
}

/**
 * Tangent plane to array px. Closed form; without meaning beyond the radius at which the lens law
 * turns back (`isWithinLens`).
 */
export function picturePoint(camera: CameraModel, x: number, y: number): PlanePoint {
  const { radial, decentering, affinity } = camera;
  const k1 = radial[0];
  const k2 = radial[1];
  const k3 = radial[2];
  const p1 = decentering[0];
  const p2 = decentering[1];
  const a1 = affinity[0];
  const a2 = affinity[1];
  const r2 = x * x + y * y;
  const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  const xy2 = 2 * x * y;
  const xd = x * (stretch + a1) + p1 * xy2 + p2 * (r2 + 2 * x * x) + a2 * y;
  const yd = y * (stretch - a1) + p1 * (r2 + 2 * y * y) + p2 * xy2 + a2 * x;
  return {
    x: camera.principalPoint.x + camera.focalLengthPx * xd,
    y: camera.principalPoint.y - camera.focalLengthPx * yd,
  };
}

/** Derivatives of `picturePoint`. */
export function pictureSlope(camera: CameraModel, x: number, y: number): PictureSlope {
  const { radial, decentering, affinity } = camera;
  const k1 = radial[0];
  const k2 = radial[1];
  const k3 = radial[2];
  const p1 = decentering[0];
  const p2 = decentering[1];
  const a1 = affinity[0];
  const a2 = affinity[1];
  const f = camera.focalLengthPx;
  const r2 = x * x + y * y;
  const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  const growth = 2 * (k1 + r2 * (2 * k2 + r2 * 3 * k3));
  const cross = growth * x * y + 2 * (p1 * x + p2 * y);
  return {
    xByX: f * (stretch + growth * x * x + 2 * p1 * y + 6 * p2 * x + a1),
    xByY: f * (cross + a2),
    yByX: -f * (cross + a2),
    yByY: -f * (stretch + growth * y * y + 6 * p1 * y + 2 * p2 * x - a1),
  };
}

/**
 * Whether the radius in the picture still grows with the radius in the tangent plane everywhere up to
 * this point. Beyond, the polynomial turns back and would show directions that the lens never sees.
 */
export function isWithinLens(camera: CameraModel, x: number, y: number): boolean {
  const [k1, k2, k3] = camera.radial;
  const r2 = x * x + y * y;
  if (!(radialGrowth(camera, r2) > 0)) return false;
  const [a, b, c] = [21 * k3, 10 * k2, 3 * k1];
  // The least growth between the axis and here may lie where its own derivative vanishes.
  if (a === 0) return growsAt(camera, -c / b, r2);
  const root = Math.sqrt(b * b - 4 * a * c);
  return growsAt(camera, (-b - root) / (2 * a), r2) && growsAt(camera, (-b + root) / (2 * a), r2);
}

/** Derivative of the radius in the picture by that in the tangent plane, at its square `u`. */
function radialGrowth({ radial: [k1, k2, k3] }: CameraModel, u: number): number {
  return 1 + u * (3 * k1 + u * (5 * k2 + u * 7 * k3));
}

/** False for a place between the axis and `r2` where the radius does not grow. */
function growsAt(camera: CameraModel, at: number, r2: number): boolean {
  return !(at > 0 && at < r2) || radialGrowth(camera, at) > 0;
}

const rounds = 30;
const tolerance = 1e-14;

/** Array px to tangent plane, by Newton's rule; null where no direction falls on that place. */
export function tangentPoint(camera: CameraModel, x: number, y: number): PlanePoint | null {
  const f = camera.focalLengthPx;
  let u = (x - camera.principalPoint.x) / f;
  let v = (camera.principalPoint.y - y) / f;
  for (let round = 0; round < rounds; round += 1) {
    const here = picturePoint(camera, u, v);
    const slope = pictureSlope(camera, u, v);
    const determinant = slope.xByX * slope.yByY - slope.xByY * slope.yByX;
    if (!(determinant < 0)) return null;
    const [dx, dy] = [x - here.x, y - here.y];
    const du = (slope.yByY * dx - slope.xByY * dy) / determinant;
    const dv = (slope.xByX * dy - slope.yByX * dx) / determinant;
    u += du;
    v += dv;
    if (Math.abs(du) + Math.abs(dv) < tolerance * (1 + Math.abs(u) + Math.abs(v))) {
      return isWithinLens(camera, u, v) ? { x: u, y: v } : null;
    }
  }
  return null;
}

/** Solid angle of the pixel at a place, sr; null where no direction falls on it. */
export function pixelSolidAngleSr(camera: CameraModel, x: number, y: number): number | null {
  const point = tangentPoint(camera, x, y);
  if (point === null) return null;
  const { xByX, xByY, yByX, yByY } = pictureSlope(camera, point.x, point.y);
  const secant2 = 1 + point.x * point.x + point.y * point.y;
  return 1 / (Math.abs(xByX * yByY - xByY * yByX) * secant2 * Math.sqrt(secant2));
}

/** Scale at a place: the root of the pixel's solid angle, arcsec per px; null as above. */
export function scaleArcsecAt(camera: CameraModel, x: number, y: number): number | null {
  const solidAngle = pixelSolidAngleSr(camera, x, y);
  return solidAngle === null ? null : (Math.sqrt(solidAngle) / degree) * 3600;
}
