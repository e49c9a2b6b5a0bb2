import {
  cameraAxes,
  degree,
  poseOfAxes,
  wrapDeg,
  type CameraPose,
  type HorizontalDirection,
  type UnitVector,
} from '@nightskies/sky';
import { Random } from './random.js';

/**
 * How a mount misses what it is told. In the order of the causes: the random error of each pointing,
 * the zero points of the axes and the bending of the arm, then the tilt of the whole mount.
 */
export interface MountOptions {
  readonly azimuthZeroDeg: number;
  readonly altitudeZeroDeg: number;
  /** Added to the altitude times the cosine of the commanded altitude. */
  readonly flexureDeg: number;
  /** By how much the zenith of the mount is off, towards `tiltAzimuthDeg`. */
  readonly tiltDeg: number;
  readonly tiltAzimuthDeg: number;
  /** Standard deviation of the angle of each axis. */
  readonly sigmaDeg: number;
  /** Positive turns the right side of the picture upward. */
  readonly rollZeroDeg: number;
  readonly rollSigmaDeg: number;
}

/** Looks where it is told to. */
export const perfectMount: MountOptions = {
  azimuthZeroDeg: 0,
  altitudeZeroDeg: 0,
  flexureDeg: 0,
  tiltDeg: 0,
  tiltAzimuthDeg: 0,
  sigmaDeg: 0,
  rollZeroDeg: 0,
  rollSigmaDeg: 0,
};

/** A mount as one sets it up at night, with errors of the size seen in the field. */
export const realisticMount: MountOptions = {
  azimuthZeroDeg: 0.4,
  altitudeZeroDeg: -0.26,
  flexureDeg: 0.09,
  tiltDeg: 0.3,
  tiltAzimuthDeg: 137,
  sigmaDeg: 0.1,
  rollZeroDeg: 0.75,
  rollSigmaDeg: 0.4,
};

/**
 * Where the camera looks and how it is turned when the mount is told to go somewhere.
 *
 * @param name of the pointing: its errors are drawn from a stream of that name, the same for every
 * exposure of it
 */
export function mountedPose(
  mount: MountOptions,
  commanded: HorizontalDirection,
  seed: number,
  name: string,
): CameraPose {
  const random = new Random(seed, `pointing ${name}`);
  const cosine = Math.cos(commanded.altitudeDeg * degree);
  const altitudeError = mount.sigmaDeg * random.normal();
  const azimuthError = mount.sigmaDeg * random.normal();
  const level: CameraPose = {
    azimuthDeg: wrapDeg(commanded.azimuthDeg + mount.azimuthZeroDeg + azimuthError, 0),
    altitudeDeg:
      commanded.altitudeDeg + mount.altitudeZeroDeg + mount.flexureDeg * cosine + altitudeError,
    rollDeg: mount.rollZeroDeg + mount.rollSigmaDeg * random.normal(),
  };
  if (mount.tiltDeg === 0 && level.altitudeDeg <= 90) return level;
  const { right, up, axis } = cameraAxes(level);
  const turn = (vector: UnitVector): UnitVector => tilted(vector, mount);
  return poseOfAxes({ right: turn(right), up: turn(up), axis: turn(axis) });
}

/** Turned about the horizontal line across the tilt, so that the zenith comes to lie off by it. */
function tilted(vector: UnitVector, { tiltDeg, tiltAzimuthDeg }: MountOptions): UnitVector {
  const towardsEast = Math.sin(tiltAzimuthDeg * degree);
  const towardsNorth = Math.cos(tiltAzimuthDeg * degree);
  const sine = Math.sin(tiltDeg * degree);
  const cosine = Math.cos(tiltDeg * degree);
  const along = vector.east * towardsEast + vector.north * towardsNorth;
  const gain = along * (cosine - 1) + vector.up * sine;
  return {
    east: vector.east + gain * towardsEast,
    north: vector.north + gain * towardsNorth,
    up: vector.up * cosine - along * sine,
  };
}
