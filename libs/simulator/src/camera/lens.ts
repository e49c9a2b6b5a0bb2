import {
  degree,
  isWithinLens,
  nominalPixelRad,
  picturePoint,
  pictureRadius,
  pictureSlope,
  radialCoefficient,
  tangentPoint,
  tangentRadius,
  type CameraModel,
  type PlanePoint,
} from '@nightskies/sky';

/** Side of a frame without binning, px. */
export const unbinnedSide = 1024;

/**
 * The optics. `nominal`: the radial law of the old mosaics, centred on the array. `brown`: a lens with
 * the law of Brown (`CameraModel`), which may stand off the middle and be decentred.
 */
export type LensOptions = { readonly kind: 'nominal' } | BrownLens;

export interface BrownLens {
  readonly kind: 'brown';
  /** At the optical axis, of a pixel without binning. */
  readonly scaleArcsec: number;
  /** Where the optical axis meets the array, off its middle, px without binning. */
  readonly offCentrePx: readonly [right: number, down: number];
  /** k1, k2, k3. */
  readonly radial: readonly [number, number, number];
  /** p1, p2. */
  readonly decentering: readonly [number, number];
  /** a1, a2. */
  readonly affinity: readonly [number, number];
}

export const nominalLens: LensOptions = { kind: 'nominal' };

/** A 50 mm lens on such a chip as they are: off the middle, decentred, with barrel distortion. */
export const realisticLens: BrownLens = {
  kind: 'brown',
  scaleArcsec: 95.9,
  offCentrePx: [11.2, -14.9],
  radial: [-0.152, -0.21, 0],
  decentering: [0.0021, -0.0013],
  affinity: [0.00035, -0.00022],
};

/** How the plane tangent to the sky at the optical axis (x right, y up) comes to lie on the array. */
export interface Lens {
  /** Where the optical axis meets the array, px, the centre of the first pixel being (0, 0). */
  readonly principalPoint: PlanePoint;
  /** px of a point of the plane; null beyond what the lens shows. */
  picture(x: number, y: number): PlanePoint | null;
  /** The way back; null where nothing falls on a place of the array. */
  tangent(column: number, row: number): PlanePoint | null;
  /** Solid angle of a pixel that sees a point of the plane, sr. */
  pixelSr(x: number, y: number): number;
}

/** The lens before frames of `size` x `size`, the middle of the chip in their middle. */
export function lensOf(options: LensOptions, size: number, binning: number): Lens {
  const middle = (size - 1) / 2;
  if (options.kind === 'nominal') return nominal(nominalPixelRad * binning, middle);
  const camera = cameraModelOf(options, size, binning);
  return {
    principalPoint: camera.principalPoint,
    picture: (x, y) => (isWithinLens(camera, x, y) ? picturePoint(camera, x, y) : null),
    tangent: (column, row) => tangentPoint(camera, column, row),
    pixelSr(x, y) {
      const { xByX, xByY, yByX, yByY } = pictureSlope(camera, x, y);
      return onSphere(x, y) / Math.abs(xByX * yByY - xByY * yByX);
    },
  };
}

/** The camera a plate solution of frames of such a lens should find. */
export function cameraModelOf(options: BrownLens, size: number, binning: number): CameraModel {
  const middle = (size - 1) / 2;
  const [right, down] = options.offCentrePx;
  return {
    width: size,
    height: size,
    focalLengthPx: 3600 / (options.scaleArcsec * binning * degree),
    principalPoint: { x: middle + right / binning, y: middle + down / binning },
    radial: options.radial,
    decentering: options.decentering,
    affinity: options.affinity,
  };
}

function nominal(pixelRad: number, middle: number): Lens {
  return {
    principalPoint: { x: middle, y: middle },
    picture(x, y) {
      const tangent = Math.sqrt(x * x + y * y);
      const shrink = (tangent === 0 ? 1 : pictureRadius(tangent) / tangent) / pixelRad;
      return { x: middle + x * shrink, y: middle - y * shrink };
    },
    tangent(column, row) {
      const x = (column - middle) * pixelRad;
      const y = (middle - row) * pixelRad;
      const seen = Math.sqrt(x * x + y * y);
      const stretch = seen === 0 ? 1 : tangentRadius(seen) / seen;
      return { x: x * stretch, y: y * stretch };
    },
    pixelSr(x, y) {
      const tangent = Math.sqrt(x * x + y * y);
      const shrink = 1 - radialCoefficient * tangent;
      // d(r_s^2) / d(r_t^2) of the barrel law.
      const area = shrink * (shrink - radialCoefficient * tangent);
      return (onSphere(x, y) * pixelRad * pixelRad) / area;
    },
  };
}

/** Area on the unit sphere over that in the tangent plane: cos^3 of the angle from the axis. */
function onSphere(x: number, y: number): number {
  return (1 + x * x + y * y) ** -1.5;
}
