import type { CameraModel } from '@nightskies/sky';
import type { PictureShape } from './first-pose.js';

/** Unknowns of the camera in their order, with the unit in which they are reported. */
const names = [
  ['focal-length', 'px'],
  ['principal-point-x', 'px'],
  ['principal-point-y', 'px'],
  ['k1', '1'],
  ['k2', '1'],
  ['k3', '1'],
  ['p1', '1'],
  ['p2', '1'],
  ['a1', '1'],
  ['a2', '1'],
] as const;

export const cameraTermCount = names.length;

/**
 * What is expected of a camera before it is seen, 1 sigma, centred on no distortion and the middle of
 * the array: focal length 5 %, principal point 5 % of the longer side, and as shares of the distance
 * at the corner of the picture 0.1, 0.05 and 0.02 for k1, k2, k3, 0.01 for p1 and p2; 0.003 for a1
 * and a2. Wide against any stated error of a set of stars, so that they matter only for terms which
 * the stars do not determine.
 */
export interface CameraPrior extends PictureShape {
  readonly focalLengthPx: number;
  /** Of each unknown, in its own unit. */
  readonly sigma: Float64Array;
}

export function cameraPrior({ width, height }: PictureShape, focalLengthPx: number): CameraPrior {
  const r2 = (width * width + height * height) / 4 / focalLengthPx ** 2;
  const side = 0.05 * Math.max(width, height);
  return {
    width,
    height,
    focalLengthPx,
    sigma: Float64Array.of(
      0.05 * focalLengthPx,
      side,
      side,
      0.1 / r2,
      0.05 / r2 ** 2,
      0.02 / r2 ** 3,
      0.01 / Math.sqrt(r2),
      0.01 / Math.sqrt(r2),
      0.003,
      0.003,
    ),
  };
}

/** The camera of unknowns stated in units of their prior sigma, from the prior's centre. */
export function cameraOf(prior: CameraPrior, unknowns: Float64Array): CameraModel {
  const value = unknowns.map((one, k) => one * prior.sigma[k]);
  return {
    width: prior.width,
    height: prior.height,
    focalLengthPx: prior.focalLengthPx + value[0],
    principalPoint: {
      x: (prior.width - 1) / 2 + value[1],
      y: (prior.height - 1) / 2 + value[2],
    },
    radial: [value[3], value[4], value[5]],
    decentering: [value[6], value[7]],
    affinity: [value[8], value[9]],
  };
}

/** Value of each term of a camera in its unit, in the order of the unknowns. */
export function cameraValues(camera: CameraModel): number[] {
  const { focalLengthPx, principalPoint, radial, decentering, affinity } = camera;
  return [
    focalLengthPx,
    principalPoint.x,
    principalPoint.y,
    ...radial,
    ...decentering,
    ...affinity,
  ];
}

export function cameraTermName(term: number): { readonly name: string; readonly unit: string } {
  const [name, unit] = names[term];
  return { name, unit };
}

/**
 * Derivatives of a place in the picture by the unknowns, px per prior sigma.
 *
 * @param x, y in the tangent plane
 * @param byX, byY filled with the derivatives of the two array coordinates
 */
export function cameraSlopes(
  prior: CameraPrior,
  camera: CameraModel,
  x: number,
  y: number,
  byX: Float64Array,
  byY: Float64Array,
): void {
  const f = camera.focalLengthPx;
  const [k1, k2, k3] = camera.radial;
  const [p1, p2] = camera.decentering;
  const [a1, a2] = camera.affinity;
  const { sigma } = prior;
  const r2 = x * x + y * y;
  const stretch = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  const [xx, xy, yy] = [r2 + 2 * x * x, 2 * x * y, r2 + 2 * y * y];
  byX[0] = sigma[0] * (x * stretch + p1 * xy + p2 * xx + a1 * x + a2 * y);
  byY[0] = -sigma[0] * (y * stretch + p1 * yy + p2 * xy - a1 * y + a2 * x);
  byX[1] = sigma[1];
  byY[1] = 0;
  byX[2] = 0;
  byY[2] = sigma[2];
  for (let k = 0, power = r2; k < 3; k += 1, power *= r2) {
    byX[3 + k] = sigma[3 + k] * f * x * power;
    byY[3 + k] = -sigma[3 + k] * f * y * power;
  }
  byX[6] = sigma[6] * f * xy;
  byY[6] = -sigma[6] * f * yy;
  byX[7] = sigma[7] * f * xx;
  byY[7] = -sigma[7] * f * xy;
  byX[8] = sigma[8] * f * x;
  byY[8] = sigma[8] * f * y;
  byX[9] = sigma[9] * f * y;
  byY[9] = -sigma[9] * f * x;
}
