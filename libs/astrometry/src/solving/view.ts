import { degree } from '@nightskies/sky';
import { placeErrorPx, slopeErrors, type FitCovariance } from '../wcs/fit-covariance.js';
import { pixelScaleArcsec, upPositionAngleDeg } from '../wcs/fit-tan-sip.js';
import type { Matrix2, PixelPoint, TanSip } from '../wcs/tan-sip.js';
import { placeOf, TangentPlane, type IcrsPlace } from '../wcs/tangent-plane.js';
import type { PictureSize } from './pose.js';

/** `direct`: with the first stored row at the top the sky looks as it does to the eye. */
export type Parity = 'direct' | 'mirrored';

/** What a solution says of the middle of a picture. */
export interface PictureView {
  readonly centre: IcrsPlace;
  readonly scaleArcsec: number;
  /** Position angle, from north through east, of the way up (to lower y), degrees in (-180, 180]. */
  readonly rotationDeg: number;
  readonly parity: Parity;
}

/**
 * One standard error each, from the scatter of the stars about the fit and where they lie. A distortion
 * of higher order than the fit has, in a corner without stars, is not in it.
 */
export interface SolutionUncertainty {
  /** Of the direction of the middle of the picture, along either axis. */
  readonly centrePx: number;
  readonly centreDeg: number;
  /** Of the scale at the middle. */
  readonly scaleArcsec: number;
  /** Of the rotation at the middle. */
  readonly rotationDeg: number;
  /** Along either axis, at the corner least held by stars. */
  readonly worstCornerPx: number;
}

/** Direction, scale, rotation and parity at the middle of a picture, distortion included. */
export function viewOf(wcs: TanSip, size: PictureSize): PictureView {
  const middle = middleOf(size);
  const cd = localCd(wcs, middle);
  return {
    centre: placeOf(wcs.directionAt(middle)),
    scaleArcsec: pixelScaleArcsec(cd),
    rotationDeg: upPositionAngleDeg(cd),
    parity: cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0] > 0 ? 'direct' : 'mirrored',
  };
}

/** Array position of the middle of a picture. */
export function middleOf({ width, height }: PictureSize): PixelPoint {
  return { x: (width - 1) / 2, y: (height - 1) / 2 };
}

/** Standard errors of a view, from the covariance of its fit. */
export function uncertaintyOf(
  covariance: FitCovariance,
  { scaleArcsec }: PictureView,
  size: PictureSize,
): SolutionUncertainty {
  const middle = middleOf(size);
  const centrePx = placeErrorPx(covariance, middle);
  const { scale, direction } = slopeErrors(covariance, middle);
  const [right, bottom] = [size.width - 1, size.height - 1];
  const corners = [0, right].flatMap((x) => [0, bottom].map((y) => ({ x, y })));
  return {
    centrePx,
    centreDeg: (centrePx * scaleArcsec) / 3600,
    scaleArcsec: scale * scaleArcsec,
    rotationDeg: direction / degree,
    worstCornerPx: Math.max(...corners.map((corner) => placeErrorPx(covariance, corner))),
  };
}

/** Degrees per pixel about an array position, in the plane tangent there. */
export function localCd(wcs: TanSip, at: PixelPoint): Matrix2 {
  const plane = new TangentPlane(wcs.placeAt(at));
  const step = (dx: number, dy: number): readonly [number, number] => {
    const ahead = plane.project(wcs.directionAt({ x: at.x + dx, y: at.y + dy }));
    const behind = plane.project(wcs.directionAt({ x: at.x - dx, y: at.y - dy }));
    if (ahead === undefined || behind === undefined) return [NaN, NaN];
    return [(ahead.xi - behind.xi) / 2, (ahead.eta - behind.eta) / 2];
  };
  const [xi1, eta1] = step(1, 0);
  const [xi2, eta2] = step(0, 1);
  return [
    [xi1, xi2],
    [eta1, eta2],
  ];
}
