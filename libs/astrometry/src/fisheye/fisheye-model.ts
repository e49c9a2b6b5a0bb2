import {
  degree,
  directionOf,
  unitVector,
  wrapDeg,
  type HorizontalDirection,
} from '@nightskies/sky';
import type { PictureSize } from '../solving/pose.js';
import type { Parity } from '../solving/solution.js';
import type { PixelPoint } from '../wcs/tan-sip.js';

/**
 * A whole-sky camera as plain numbers. A direction at the angle theta from the optical axis falls
 * `sum radialPx[i] theta^(2i+1)` px (theta in radians) from the principal point. The optical axis is
 * the zenith tilted by an angle and towards an azimuth: (tiltEastDeg, tiltNorthDeg) = angle times
 * (sine, cosine) of the azimuth. Azimuth at the axis is counted from the picture of the azimuth after
 * the least rotation that carries the zenith into the axis.
 */
export interface FisheyeModel extends PictureSize {
  /** `direct`: with the first stored row at the top the sky looks as it does to the eye. */
  readonly parity: Parity;
  /** Where the optical axis falls; array position, the centre of the first pixel is (0, 0). */
  readonly principalPoint: PixelPoint;
  /** Coefficients of theta, theta^3, theta^5, ..., px per power of a radian. */
  readonly radialPx: readonly number[];
  /** Azimuth towards which the picture's up (to lower y) points at the axis, degrees. */
  readonly upAzimuthDeg: number;
  readonly tiltEastDeg: number;
  readonly tiltNorthDeg: number;
}

/** A vector towards east, north and the zenith, in an array: no garbage per star. */
export type EastNorthUp = readonly [number, number, number];

/** Angles from the axis up to which a model is tried, radians: beyond lies the camera itself. */
const widestTheta = 2.2;

/** Turns pixels into directions and back, by one model. */
export class FisheyeCamera {
  readonly model: FisheyeModel;
  /** Farthest angle from the axis to which the radial law grows, radians. */
  readonly thetaLimit: number;
  readonly #mirror: number;
  readonly #cosUp: number;
  readonly #sinUp: number;
  /** The optical axis. */
  readonly #axis: EastNorthUp;

  constructor(model: FisheyeModel) {
    this.model = model;
    this.#mirror = model.parity === 'direct' ? -1 : 1;
    this.#cosUp = Math.cos(model.upAzimuthDeg * degree);
    this.#sinUp = Math.sin(model.upAzimuthDeg * degree);
    const tilt = Math.hypot(model.tiltEastDeg, model.tiltNorthDeg) * degree;
    const perDegree = tilt === 0 ? 0 : Math.sin(tilt) / (tilt / degree);
    this.#axis = [perDegree * model.tiltEastDeg, perDegree * model.tiltNorthDeg, Math.cos(tilt)];
    this.thetaLimit = growthLimit(model.radialPx);
  }

  /** The optical axis over the horizon. */
  get axis(): HorizontalDirection {
    const [east, north, up] = this.#axis;
    return directionOf({ east, north, up });
  }

  /** Angle of a unit vector from the optical axis, radians. */
  thetaOf(vector: EastNorthUp): number {
    const [east, north, up] = rotated(vector, this.#axis, zenith);
    return Math.atan2(Math.sqrt(east * east + north * north), up);
  }

  /**
   * Array position of a unit vector; undefined where the radial law no longer grows. The place may
   * lie outside the picture.
   */
  pixelOfVector(vector: EastNorthUp): PixelPoint | undefined {
    const [east, north, up] = rotated(vector, this.#axis, zenith);
    // Math.hypot would cost more than all the rest.
    const across = Math.sqrt(east * east + north * north);
    const theta = Math.atan2(across, up);
    if (!(theta <= this.thetaLimit)) return undefined;
    const { principalPoint, radialPx } = this.model;
    if (across === 0) return principalPoint;
    const perUnit = radius(radialPx, theta) / across;
    return {
      x: principalPoint.x + this.#mirror * perUnit * (east * this.#cosUp - north * this.#sinUp),
      y: principalPoint.y - perUnit * (north * this.#cosUp + east * this.#sinUp),
    };
  }

  /** Array position of an apparent direction; undefined where the radial law no longer grows. */
  pixelOf(direction: HorizontalDirection): PixelPoint | undefined {
    const { east, north, up } = unitVector(direction);
    return this.pixelOfVector([east, north, up]);
  }

  /**
   * Apparent direction of an array position, the way back of `pixelOf` to 1e-9 px; undefined farther
   * from the principal point than any direction falls.
   */
  directionAt({ x, y }: PixelPoint): HorizontalDirection | undefined {
    const vector = this.vectorAt({ x, y });
    if (vector === undefined) return undefined;
    const [east, north, up] = vector;
    return directionOf({ east, north, up });
  }

  /** Unit vector of an array position, or undefined as for `directionAt`. */
  vectorAt({ x, y }: PixelPoint): EastNorthUp | undefined {
    const { principalPoint, radialPx } = this.model;
    const right = this.#mirror * (x - principalPoint.x);
    const upwards = principalPoint.y - y;
    const r = Math.hypot(right, upwards);
    if (r === 0) return this.#axis;
    const theta = thetaOfRadius(radialPx, r, this.thetaLimit);
    if (theta === undefined) return undefined;
    const sine = Math.sin(theta) / r;
    const overAxis: EastNorthUp = [
      sine * (right * this.#cosUp + upwards * this.#sinUp),
      sine * (upwards * this.#cosUp - right * this.#sinUp),
      Math.cos(theta),
    ];
    return rotated(overAxis, zenith, this.#axis);
  }
}

const zenith: EastNorthUp = [0, 0, 1];

/**
 * The angles of a model whose optical axis points one way and whose picture's up another, both unit
 * vectors at right angles; the axis must not be the nadir.
 */
export function orientationOf(
  axis: EastNorthUp,
  up: EastNorthUp,
): Pick<FisheyeModel, 'upAzimuthDeg' | 'tiltEastDeg' | 'tiltNorthDeg'> {
  const across = Math.hypot(axis[0], axis[1]);
  const perUnit = across === 0 ? 0 : Math.atan2(across, axis[2]) / degree / across;
  const [east, north] = rotated(up, axis, zenith);
  return {
    upAzimuthDeg: wrapDeg(Math.atan2(east, north) / degree, 0),
    tiltEastDeg: perUnit * axis[0],
    tiltNorthDeg: perUnit * axis[1],
  };
}

/** A vector after the least rotation that carries one unit vector into another, not opposite, one. */
function rotated(v: EastNorthUp, from: EastNorthUp, to: EastNorthUp): EastNorthUp {
  const dot = from[0] * to[0] + from[1] * to[1] + from[2] * to[2];
  const along = v[0] * from[0] + v[1] * from[1] + v[2] * from[2];
  const across = v[0] * to[0] + v[1] * to[1] + v[2] * to[2];
  const share = (along + across) / (1 + dot);
  return [
    v[0] - share * (from[0] + to[0]) + 2 * along * to[0],
    v[1] - share * (from[1] + to[1]) + 2 * along * to[1],
    v[2] - share * (from[2] + to[2]) + 2 * along * to[2],
  ];
}

/** Distance from the principal point at an angle from the axis, px. */
function radius(radialPx: readonly number[], theta: number): number {
  const square = theta * theta;
  let sum = 0;
  for (let i = radialPx.length - 1; i >= 0; i -= 1) sum = sum * square + radialPx[i];
  return sum * theta;
}

/** Derivative of `radius`, px per radian. */
function radiusSlope(radialPx: readonly number[], theta: number): number {
  const square = theta * theta;
  let sum = 0;
  for (let i = radialPx.length - 1; i >= 0; i -= 1) sum = sum * square + (2 * i + 1) * radialPx[i];
  return sum;
}

/** Angle at which the law stops growing, or the widest tried. */
function growthLimit(radialPx: readonly number[]): number {
  const steps = 22;
  for (let i = 1; i <= steps; i += 1) {
    if (radiusSlope(radialPx, (i / steps) * widestTheta) > 0) continue;
    let [grows, falls] = [((i - 1) / steps) * widestTheta, (i / steps) * widestTheta];
    for (let round = 0; round < 40; round += 1) {
      const middle = (grows + falls) / 2;
      if (radiusSlope(radialPx, middle) > 0) grows = middle;
      else falls = middle;
    }
    return grows;
  }
  return widestTheta;
}

/** The way back of `radius` by Newton steps kept inside an interval. */
function thetaOfRadius(radialPx: readonly number[], r: number, limit: number): number | undefined {
  if (!(r <= radius(radialPx, limit))) return undefined;
  let [low, high] = [0, limit];
  let theta = Math.min(r / radialPx[0], limit);
  for (let round = 0; round < 60; round += 1) {
    const error = radius(radialPx, theta) - r;
    if (error > 0) high = theta;
    else low = theta;
    const step = theta - error / radiusSlope(radialPx, theta);
    const next = step >= low && step <= high ? step : (low + high) / 2;
    if (Math.abs(next - theta) <= 1e-15 * limit) return next;
    theta = next;
  }
  return theta;
}
