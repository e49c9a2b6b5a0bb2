import {
  cubicPicturePoint,
  gnomonicForward,
  nominalPixelRad,
  pictureRadius,
  tangentFrame,
  tangentRadius,
  type HorizontalDirection,
  type TangentFrame,
} from '@nightskies/sky';

/** What the header of a frame says of its place on the sky. */
export interface FrameGeometry extends HorizontalDirection {
  readonly width: number;
  readonly height: number;
  /** XBINNING and YBINNING; 1 for all pixels of the detector. */
  readonly binningX: number;
  readonly binningY: number;
}

/**
 * How the tangent plane is bent into the picture: by the radial law, or by the cubic that the old
 * pipeline fitted to it (image-stages 9.3).
 */
export type Distortion = 'radial' | 'cubic';

/**
 * Where the directions of the sky lie in a frame (image-stages 9.2 and 9.3): gnomonic about the
 * frame's pointing, distortion, plate scale, no roll. The axis meets the middle of the frame,
 * ((width - 1) / 2, (height - 1) / 2); the first row is the top of the picture.
 */
export interface FrameModel extends FrameGeometry {
  readonly tangent: TangentFrame;
  readonly distortion: Distortion;
  /** Pixels of the frame per unit of the tangent plane, at the axis. */
  readonly pixelsPerUnitX: number;
  readonly pixelsPerUnitY: number;
  /** Position of the axis, first pixel's centre 0. */
  readonly axisX: number;
  readonly axisY: number;
  /** Angle from the axis to the farthest corner, deg. */
  readonly fieldRadiusDeg: number;
}

/** The model of a frame from its pointing, size and binning. */
export function frameModel(geometry: FrameGeometry, distortion: Distortion): FrameModel {
  const pixelsPerUnitX = 1 / (nominalPixelRad * geometry.binningX);
  const pixelsPerUnitY = 1 / (nominalPixelRad * geometry.binningY);
  const cornerRadius = Math.hypot(
    geometry.width / 2 / pixelsPerUnitX,
    geometry.height / 2 / pixelsPerUnitY,
  );
  return {
    ...geometry,
    tangent: tangentFrame(geometry),
    distortion,
    pixelsPerUnitX,
    pixelsPerUnitY,
    axisX: (geometry.width - 1) / 2,
    axisY: (geometry.height - 1) / 2,
    fieldRadiusDeg: (Math.atan(tangentRadius(cornerRadius)) * 180) / Math.PI,
  };
}

/** Farther from the axis than this the distortion, fitted within 19 deg, would fold over, deg. */
export const greatestFieldRadiusDeg = 50;
const greatestTangentRadius = Math.tan((greatestFieldRadiusDeg * Math.PI) / 180);

/**
 * Position of a direction in a frame, in pixels, first pixel's centre (0, 0); it may lie outside the
 * picture. Null more than 50 deg from the axis.
 */
export function framePixel(
  model: FrameModel,
  direction: HorizontalDirection,
): { readonly x: number; readonly y: number } | null {
  const point = gnomonicForward(model, direction);
  if (point === null) return null;
  const radius = Math.hypot(point.x, point.y);
  if (radius > greatestTangentRadius) return null;
  const law = radius === 0 ? 1 : pictureRadius(radius) / radius;
  const picture =
    model.distortion === 'cubic'
      ? cubicPicturePoint(point)
      : { x: law * point.x, y: law * point.y };
  return {
    x: model.axisX + picture.x * model.pixelsPerUnitX,
    y: model.axisY - picture.y * model.pixelsPerUnitY,
  };
}
