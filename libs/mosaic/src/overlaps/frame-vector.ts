import {
  cubicTangentPoint,
  directionOf,
  pixelOfVector,
  tangentPoint,
  tangentRadius,
  type PlanePoint,
  type UnitVector,
} from '@nightskies/sky';
import { framePixel, type FrameModel } from '../frames/frame-model.js';

/**
 * Apparent direction, a unit vector, seen at a place of a frame, px, first pixel's centre (0, 0): the inverse of
 * `framePixel`, for the cubic to the 0.05 px to which its two fits invert each other. Null where the
 * lens shows none.
 */
export function frameVector(model: FrameModel, x: number, y: number): UnitVector | null {
  const plane = planePoint(model, x, y);
  if (plane === null) return null;
  const { axis, right, up } = model.axes;
  const length = Math.sqrt(1 + plane.x ** 2 + plane.y ** 2);
  return {
    east: (axis.east + plane.x * right.east + plane.y * up.east) / length,
    north: (axis.north + plane.x * right.north + plane.y * up.north) / length,
    up: (axis.up + plane.x * right.up + plane.y * up.up) / length,
  };
}

/**
 * Inverse of `frameVector`, as `framePixel` of the direction; null where the lens does not see it.
 */
export function pixelOfFrame(model: FrameModel, vector: UnitVector): PlanePoint | null {
  return model.lens.kind === 'measured'
    ? pixelOfVector(model.lens.camera, model.axes, vector)
    : framePixel(model, directionOf(vector));
}

/** Point of the tangent plane seen at a place of a frame, px; null where the lens shows none. */
export function planePoint(model: FrameModel, x: number, y: number): PlanePoint | null {
  const { lens } = model;
  if (lens.kind === 'measured') return tangentPoint(lens.camera, x, y);
  const picture = {
    x: (x - model.axisX) / model.pixelsPerUnitX,
    y: (model.axisY - y) / model.pixelsPerUnitY,
  };
  if (lens.kind === 'cubic') return cubicTangentPoint(picture);
  const radius = Math.hypot(picture.x, picture.y);
  const law = radius === 0 ? 1 : tangentRadius(radius) / radius;
  return Number.isNaN(law) ? null : { x: law * picture.x, y: law * picture.y };
}
