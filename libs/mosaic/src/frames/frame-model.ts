import {
  cameraAxes,
  cubicPicturePoint,
  degree,
  dot,
  isWithinLens,
  nominalPixelRad,
  picturePoint,
  pictureRadius,
  tangentPoint,
  tangentRadius,
  unitVector,
  type CameraAxes,
  type CameraModel,
  type CameraPose,
  type HorizontalDirection,
} from '@nightskies/sky';

/** What the header of a frame says of its array. */
export interface FrameShape {
  readonly width: number;
  readonly height: number;
  /** XBINNING and YBINNING; 1 for all pixels of the detector. */
  readonly binningX: number;
  readonly binningY: number;
}

/**
 * How the tangent plane is bent into the picture: as measured on the stars of the set, or, with the
 * nominal scale about the middle of the frame, by the radial law or by the cubic that the old
 * pipeline fitted to it (image-stages 9.3).
 */
export type Lens =
  | { readonly kind: 'measured'; readonly camera: CameraModel }
  | { readonly kind: 'radial' }
  | { readonly kind: 'cubic' };

/** Where the directions of the sky lie in a frame. Directions are apparent. */
export interface FrameModel extends FrameShape, CameraPose {
  readonly axes: CameraAxes;
  readonly lens: Lens;
  /** Pixels of the frame per unit of the tangent plane, at the axis. */
  readonly pixelsPerUnitX: number;
  readonly pixelsPerUnitY: number;
  /** Position of the axis, first pixel's centre 0. */
  readonly axisX: number;
  readonly axisY: number;
  /** Angle from the axis to the farthest corner, deg; NaN where the lens law does not reach there. */
  readonly fieldRadiusDeg: number;
}

/**
 * The model of a frame from its array, the pose of its optical axis and its lens. With a nominal lens
 * the axis meets the middle of the frame, ((width - 1) / 2, (height - 1) / 2).
 */
export function frameModel(shape: FrameShape, pose: CameraPose, lens: Lens): FrameModel {
  const common = { ...shape, ...pose, axes: cameraAxes(pose), lens };
  if (lens.kind === 'measured') {
    const { focalLengthPx, principalPoint } = lens.camera;
    return {
      ...common,
      pixelsPerUnitX: focalLengthPx,
      pixelsPerUnitY: focalLengthPx,
      axisX: principalPoint.x,
      axisY: principalPoint.y,
      fieldRadiusDeg: measuredFieldRadiusDeg(shape, lens.camera),
    };
  }
  const pixelsPerUnitX = 1 / (nominalPixelRad * shape.binningX);
  const pixelsPerUnitY = 1 / (nominalPixelRad * shape.binningY);
  const cornerRadius = Math.hypot(
    shape.width / 2 / pixelsPerUnitX,
    shape.height / 2 / pixelsPerUnitY,
  );
  return {
    ...common,
    pixelsPerUnitX,
    pixelsPerUnitY,
    axisX: (shape.width - 1) / 2,
    axisY: (shape.height - 1) / 2,
    fieldRadiusDeg: Math.atan(tangentRadius(cornerRadius)) / degree,
  };
}

function measuredFieldRadiusDeg({ width, height }: FrameShape, camera: CameraModel): number {
  const corners = [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [-0.5, height - 0.5],
    [width - 0.5, height - 0.5],
  ] as const;
  const radii = corners.map(([x, y]) => {
    const point = tangentPoint(camera, x, y);
    return point === null ? Number.NaN : Math.hypot(point.x, point.y);
  });
  return Math.atan(Math.max(...radii)) / degree;
}

/** Pixels of the detector in one of the frame. */
export function binnedPixels({ binningX, binningY }: FrameShape): number {
  return binningX * binningY;
}

/** Farther from the axis than this a nominal lens, fitted within 19 deg, would fold over, deg. */
export const greatestFieldRadiusDeg = 50;
const greatestTangentRadius = Math.tan(greatestFieldRadiusDeg * degree);

/**
 * Position of a direction in a frame, in pixels, first pixel's centre (0, 0); it may lie outside the
 * picture. Null more than 50 deg from the axis and beyond what the lens sees.
 */
export function framePixel(
  model: FrameModel,
  direction: HorizontalDirection,
): { readonly x: number; readonly y: number } | null {
  const { axis, right, up } = model.axes;
  const vector = unitVector(direction);
  const forward = dot(vector, axis);
  if (!(forward > 0)) return null;
  const x = dot(vector, right) / forward;
  const y = dot(vector, up) / forward;
  const radius = Math.hypot(x, y);
  if (radius > greatestTangentRadius) return null;
  const { lens } = model;
  if (lens.kind === 'measured') {
    return isWithinLens(lens.camera, x, y) ? picturePoint(lens.camera, x, y) : null;
  }
  const law = radius === 0 ? 1 : pictureRadius(radius) / radius;
  const picture = lens.kind === 'cubic' ? cubicPicturePoint({ x, y }) : { x: law * x, y: law * y };
  return {
    x: model.axisX + picture.x * model.pixelsPerUnitX,
    y: model.axisY - picture.y * model.pixelsPerUnitY,
  };
}
