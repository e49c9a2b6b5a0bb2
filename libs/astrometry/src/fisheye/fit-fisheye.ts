import { degree, wrapDeg } from '@nightskies/sky';
import { leastSquares } from '@nightskies/pixels';
import { FisheyeCamera, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';

/** Measured places of stars, weighted: pair i is star `vectors[i]` seen at (x[i], y[i]). */
export interface FisheyePairs {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Apparent directions of the stars, unit vectors. */
  readonly vectors: readonly EastNorthUp[];
  /** In units of 1 / px^2 of one axis, or relative; 0 leaves a pair out. */
  readonly weight: ArrayLike<number>;
}

/**
 * What is expected of a parameter before any star is measured, by its place in
 * `fisheyeParameters`. Keeps a fit of few stars upright.
 */
export interface Expectation {
  readonly parameter: number;
  readonly value: number;
  readonly sigma: number;
}

export interface FisheyeFit {
  readonly model: FisheyeModel;
  /** Inverse normal matrix in the order of `fisheyeParameters`, n x n by rows. */
  readonly covariance: Float64Array;
}

/** Names of the parameters of a fit: places in its covariance. Radial ones follow one another. */
export function fisheyeParameters(radialTerms: number): readonly string[] {
  const radial = Array.from({ length: radialTerms }, (_, i) => `radialPx${2 * i + 1}`);
  return ['principalX', 'principalY', 'upAzimuthDeg', 'tiltEastDeg', 'tiltNorthDeg', ...radial];
}

/** Place of the first radial coefficient among the parameters. */
export const firstRadial = 5;
/** Place of the azimuth of up; the two of the tilt follow it. */
const upAngle = 2;
/** Of the differences taken for derivatives, which so err by some 1e-6 px per degree. */
const angleStepDeg = 1e-5;

/** The parameters of a model, in order. */
export function parametersOf(model: FisheyeModel): Float64Array {
  const { principalPoint, upAzimuthDeg, tiltEastDeg, tiltNorthDeg, radialPx } = model;
  return Float64Array.from([
    principalPoint.x,
    principalPoint.y,
    upAzimuthDeg,
    tiltEastDeg,
    tiltNorthDeg,
    ...radialPx,
  ]);
}

/** A model of the size and parity of another with parameters of its own. */
export function modelOf(like: FisheyeModel, parameters: Float64Array): FisheyeModel {
  return {
    width: like.width,
    height: like.height,
    parity: like.parity,
    principalPoint: { x: parameters[0], y: parameters[1] },
    radialPx: [...parameters.subarray(firstRadial)],
    upAzimuthDeg: parameters[2],
    tiltEastDeg: parameters[3],
    tiltNorthDeg: parameters[4],
  };
}

/** Residual px charged for a star that a tried model cannot show at all. */
const lostPx = 1e3;

/**
 * Weighted least squares of all parameters at once (Levenberg-Marquardt); the number of radial terms
 * is that of the start. Undefined when the pairs and expectations do not determine the parameters.
 */
export function fitFisheye(
  pairs: FisheyePairs,
  start: FisheyeModel,
  expectations: readonly Expectation[] = [],
): FisheyeFit | undefined {
  const n = firstRadial + start.radialPx.length;
  const rowX = new Float64Array(n);
  const rowY = new Float64Array(n);
  rowX[0] = 1;
  rowY[1] = 1;
  const accumulate = (
    parameters: Float64Array,
    normal: Float64Array,
    gradient: Float64Array,
  ): number => {
    const shifted = (k: number) => {
      const moved = parameters.slice();
      moved[k] += angleStepDeg;
      return new FisheyeCamera(modelOf(start, moved));
    };
    const camera = new FisheyeCamera(modelOf(start, parameters));
    const { principalPoint } = camera.model;
    const mirror = start.parity === 'direct' ? -1 : 1;
    const tilted = [shifted(upAngle + 1), shifted(upAngle + 2)];
    let chiSquare = 0;
    for (let i = 0; i < pairs.vectors.length; i += 1) {
      const weight = pairs.weight[i];
      if (!(weight > 0)) continue;
      const vector = pairs.vectors[i];
      const pixel = camera.pixelOfVector(vector);
      if (pixel === undefined) {
        chiSquare += weight * lostPx * lostPx;
        continue;
      }
      const theta = camera.thetaOf(vector);
      const [dx, dy] = [pixel.x - principalPoint.x, pixel.y - principalPoint.y];
      const distance = Math.hypot(dx, dy);
      rowX[upAngle] = mirror * degree * dy;
      rowY[upAngle] = -mirror * degree * dx;
      for (const [k, other] of tilted.entries()) {
        const moved = other.pixelOfVector(vector) ?? pixel;
        rowX[upAngle + 1 + k] = (moved.x - pixel.x) / angleStepDeg;
        rowY[upAngle + 1 + k] = (moved.y - pixel.y) / angleStepDeg;
      }
      let power = distance === 0 ? 0 : theta / distance;
      for (let k = firstRadial; k < n; k += 1) {
        rowX[k] = power * dx;
        rowY[k] = power * dy;
        power *= theta * theta;
      }
      const [errorX, errorY] = [pairs.x[i] - pixel.x, pairs.y[i] - pixel.y];
      chiSquare += weight * (errorX * errorX + errorY * errorY);
      for (let j = 0; j < n; j += 1) {
        gradient[j] += weight * (rowX[j] * errorX + rowY[j] * errorY);
        for (let k = 0; k <= j; k += 1) {
          normal[j * n + k] += weight * (rowX[j] * rowX[k] + rowY[j] * rowY[k]);
        }
      }
    }
    for (let j = 0; j < n; j += 1) {
      for (let k = 0; k < j; k += 1) normal[k * n + j] = normal[j * n + k];
    }
    for (const { parameter, value, sigma } of expectations) {
      const weight = 1 / (sigma * sigma);
      const error = value - parameters[parameter];
      normal[parameter * n + parameter] += weight;
      gradient[parameter] += weight * error;
      chiSquare += weight * error * error;
    }
    return chiSquare;
  };
  const fit = leastSquares({ accumulate }, parametersOf(start));
  if (fit.covariance.some((value) => !Number.isFinite(value))) return undefined;
  const parameters = fit.parameters.slice();
  parameters[upAngle] = wrapDeg(parameters[upAngle], 0);
  return { model: modelOf(start, parameters), covariance: fit.covariance };
}
