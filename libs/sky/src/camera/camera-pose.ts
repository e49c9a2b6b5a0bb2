import { degree } from '../angles.js';
import type { PlanePoint } from '../projections/projection.js';
import {
  directionOf,
  dot,
  tangentFrame,
  unitVector,
  type HorizontalDirection,
  type UnitVector,
} from '../sphere.js';
import { isWithinLens, picturePoint, tangentPoint, type CameraModel } from './camera-model.js';

/** Where a camera looks: apparent azimuth and altitude of its optical axis, and its roll. */
export interface CameraPose extends HorizontalDirection {
  /** Positive turns the right side of the picture towards higher altitude. */
  readonly rollDeg: number;
}

/** The same as three unit vectors, regular at the zenith too. */
export interface CameraAxes {
  /** To the right in the picture, towards growing x. */
  readonly right: UnitVector;
  /** Up in the picture, towards falling y. */
  readonly up: UnitVector;
  /** The optical axis, out towards the sky. */
  readonly axis: UnitVector;
}

function mixed(a: UnitVector, alpha: number, b: UnitVector, beta: number): UnitVector {
  return {
    east: alpha * a.east + beta * b.east,
    north: alpha * a.north + beta * b.north,
    up: alpha * a.up + beta * b.up,
  };
}

export function cameraAxes(pose: CameraPose): CameraAxes {
  const level = tangentFrame(pose);
  const c = Math.cos(pose.rollDeg * degree);
  const s = Math.sin(pose.rollDeg * degree);
  return {
    right: mixed(level.right, c, level.up, s),
    up: mixed(level.right, -s, level.up, c),
    axis: level.axis,
  };
}

/**
 * The pose of axes; azimuth in [0, 360), roll in (-180, 180]. Near the zenith azimuth and roll are
 * known badly, their sum well; exactly there azimuth is 0.
 */
export function poseOfAxes({ right, up, axis }: CameraAxes): CameraPose {
  const { azimuthDeg, altitudeDeg } = directionOf(axis);
  const level = tangentFrame({ azimuthDeg, altitudeDeg });
  const sine = dot(right, level.up) - dot(up, level.right);
  const cosine = dot(right, level.right) + dot(up, level.up);
  return { azimuthDeg, altitudeDeg, rollDeg: Math.atan2(sine, cosine) / degree };
}

/**
 * Array px of an apparent direction, on the array or beside it; null behind the camera and outside
 * what its lens sees.
 */
export function pixelOfDirection(
  camera: CameraModel,
  axes: CameraAxes,
  direction: HorizontalDirection,
): PlanePoint | null {
  return pixelOfVector(camera, axes, unitVector(direction));
}

/** As `pixelOfDirection`, for a unit vector. */
export function pixelOfVector(
  camera: CameraModel,
  { right, up, axis }: CameraAxes,
  vector: UnitVector,
): PlanePoint | null {
  const forward = dot(vector, axis);
  if (!(forward > 0)) return null;
  const x = dot(vector, right) / forward;
  const y = dot(vector, up) / forward;
  return isWithinLens(camera, x, y) ? picturePoint(camera, x, y) : null;
}

/** Apparent direction seen at a place of the array; null where the lens shows none. */
export function directionOfPixel(
  camera: CameraModel,
  { right, up, axis }: CameraAxes,
  x: number,
  y: number,
): HorizontalDirection | null {
  const point = tangentPoint(camera, x, y);
  if (point === null) return null;
  const aside = mixed(right, point.x, up, point.y);
  return directionOf(mixed(axis, 1, aside, 1));
}
