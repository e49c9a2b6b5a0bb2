import { picturePoint, pictureSlope, type CameraAxes, type CameraModel } from '@nightskies/sky';
import { cameraSlopes, cameraTermCount, type CameraPrior } from './camera-terms.js';
import { inverseOf, timesVector } from '@nightskies/pixels';
import type { SetFrameStars } from './set-frame.js';
import { turned } from './turn.js';

const n = cameraTermCount;

/** Holds a frame in its place whose stars are all outliers, radians. */
const poseSigma = 0.1;

/** A frame at work: its stars as unit vectors, how far off they are, and what they count. */
export interface WeighedFrame {
  readonly stars: SetFrameStars;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
  readonly variance: Float64Array;
  /** Square of the distance from the prediction; Infinity behind the camera. */
  readonly square: Float64Array;
  /** 1 / px^2. */
  readonly weight: Float64Array;
  axes: CameraAxes;
}

/** Normal equations of one frame: its pose, its pose with the camera, and what remains of both. */
export interface FrameEquations {
  readonly inverse: Float64Array;
  readonly cross: Float64Array;
  readonly right: Float64Array;
}

/** A star in the tangent plane of a frame, or null behind the camera. */
export function inPlane(
  { axes, east, north, up }: WeighedFrame,
  i: number,
): [number, number] | null {
  const { axis, right, up: upward } = axes;
  const [e, m, u] = [east[i], north[i], up[i]];
  const forward = e * axis.east + m * axis.north + u * axis.up;
  if (!(forward > 0.1)) return null;
  return [
    (e * right.east + m * right.north + u * right.up) / forward,
    (e * upward.east + m * upward.north + u * upward.up) / forward,
  ];
}

/** Adds a frame to the reduced equations of the camera; undefined where a number is not finite. */
export function accumulate(
  prior: CameraPrior,
  camera: CameraModel,
  frame: WeighedFrame,
  normal: Float64Array,
  right: Float64Array,
): FrameEquations | undefined {
  const pose = new Float64Array(9);
  for (let k = 0; k < 3; k += 1) pose[k * 4] = 1 / poseSigma ** 2;
  const cross = new Float64Array(3 * n);
  const poseRight = new Float64Array(3);
  const [byX, byY] = [new Float64Array(n), new Float64Array(n)];
  const [turnX, turnY] = [new Float64Array(3), new Float64Array(3)];
  for (let i = 0; i < frame.weight.length; i += 1) {
    const w = frame.weight[i];
    const point = w > 0 ? inPlane(frame, i) : null;
    if (point === null) continue;
    const [x, y] = point;
    const seen = picturePoint(camera, x, y);
    const dx = frame.stars.x[i] - seen.x;
    const dy = frame.stars.y[i] - seen.y;
    cameraSlopes(prior, camera, x, y, byX, byY);
    turnSlopes(camera, x, y, turnX, turnY);
    for (let a = 0; a < n; a += 1) {
      const wx = w * byX[a];
      const wy = w * byY[a];
      for (let b = 0; b <= a; b += 1) normal[a * n + b] += wx * byX[b] + wy * byY[b];
      right[a] += wx * dx + wy * dy;
    }
    for (let a = 0; a < 3; a += 1) {
      const wx = w * turnX[a];
      const wy = w * turnY[a];
      for (let b = 0; b < 3; b += 1) pose[3 * a + b] += wx * turnX[b] + wy * turnY[b];
      for (let b = 0; b < n; b += 1) cross[a * n + b] += wx * byX[b] + wy * byY[b];
      poseRight[a] += wx * dx + wy * dy;
    }
  }
  const inverse = inverseOf(pose, 3);
  if (inverse === undefined) return undefined;
  // The frame's own unknowns taken out: N - B' A^-1 B and b - B' A^-1 a.
  for (let a = 0; a < 3; a += 1) {
    for (let b = 0; b < 3; b += 1) {
      const both = inverse[3 * a + b];
      for (let k = 0; k < n; k += 1) {
        const scaled = both * cross[a * n + k];
        for (let l = 0; l <= k; l += 1) normal[k * n + l] -= scaled * cross[b * n + l];
        right[k] -= scaled * poseRight[b];
      }
    }
  }
  return { inverse, cross, right: poseRight };
}

/** Derivatives of a place in the picture by a turn of the camera, px per radian. */
function turnSlopes(
  camera: CameraModel,
  x: number,
  y: number,
  byX: Float64Array,
  byY: Float64Array,
): void {
  const slope = pictureSlope(camera, x, y);
  for (let k = 0; k < 3; k += 1) {
    const dx = k === 0 ? -(1 + x * x) : k === 1 ? -x * y : y;
    const dy = k === 0 ? -x * y : k === 1 ? -(1 + y * y) : -x;
    byX[k] = slope.xByX * dx + slope.xByY * dy;
    byY[k] = slope.yByX * dx + slope.yByY * dy;
  }
}

/** Turns a frame as its equations ask after a step of the camera; the size of the turn, radians. */
export function turnFrame(
  frame: WeighedFrame,
  equations: FrameEquations,
  step: Float64Array,
): number {
  const rest = equations.right.map((one, a) => {
    let sum = one;
    for (let k = 0; k < n; k += 1) sum -= equations.cross[a * n + k] * step[k];
    return sum;
  });
  const [along, lift, spin] = timesVector(equations.inverse, rest);
  frame.axes = turned(frame.axes, { along, lift, spin });
  return Math.hypot(along, lift, spin);
}

/** A^-1 + A^-1 B C B' A^-1 times the variance factor. */
export function poseCovariance(
  { inverse, cross }: FrameEquations,
  camera: Float64Array,
  factor: number,
): Float64Array {
  const lever = new Float64Array(3 * n);
  for (let a = 0; a < 3; a += 1) {
    for (let k = 0; k < n; k += 1) {
      for (let b = 0; b < 3; b += 1) lever[a * n + k] += inverse[3 * a + b] * cross[b * n + k];
    }
  }
  const covariance = inverse.slice();
  for (let a = 0; a < 3; a += 1) {
    for (let b = 0; b < 3; b += 1) {
      for (let k = 0; k < n; k += 1) {
        for (let l = 0; l < n; l += 1) {
          covariance[3 * a + b] += lever[a * n + k] * camera[k * n + l] * lever[b * n + l];
        }
      }
    }
  }
  return covariance.map((one) => factor * one);
}
