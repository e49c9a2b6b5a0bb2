import {
  degree,
  poseOfAxes,
  tangentFrame,
  type CameraAxes,
  type CameraPose,
  type HorizontalDirection,
  type UnitVector,
} from '@nightskies/sky';
import type { Estimate, SkyAngles } from './estimate.js';
import { bilinear } from '@nightskies/pixels';
import { levelTurn, rolledCovariance, turnBetween, turned, type Turn } from './turn.js';

/**
 * Terms of the mount in their order, degrees, each with what is expected of it beforehand (1 sigma
 * about 0; for the three zero offsets about those of the frames at hand). The expectations take the
 * place of a choice of terms: one that the frames do not determine stays near 0 and keeps its
 * expected size as its error, which the prediction of a frame then carries.
 */
const terms = [
  ['azimuth-zero', 10],
  ['altitude-zero', 5],
  ['roll-zero', 30],
  ['tilt-east', 1],
  ['tilt-north', 1],
  ['flexure-cosine', 0.2],
  ['flexure-sine', 0.2],
  ['collimation', 0.2],
  ['non-perpendicularity', 0.2],
] as const;

export const mountTermCount = terms.length;
export const mountTermNames = terms.map(([name]) => name);
export const mountTermPrior = Float64Array.from(terms, ([, sigma]) => sigma);

/** Random error of a pointing, 1 sigma, degrees. */
export interface MountScatter {
  /** Of the azimuth axis: it moves the picture by its cosine of altitude, and rolls it by the sine. */
  readonly azimuthAxis: number;
  /** Across the vertical, beside that of the azimuth axis. */
  readonly across: number;
  readonly altitude: number;
  /** About the optical axis, beside what the azimuth axis does. */
  readonly roll: number;
}

/**
 * An altazimuth mount. A commanded direction becomes the camera's in this order: flexure
 * a + zero + fc cos(a) + fs sin(a) of the altitude a and the zero of azimuth; collimation c and
 * non-perpendicular axes n move the axis to the right by c + n sin(a); the tilt moves the zenith of
 * the mount east and north; the roll turns the camera about its axis.
 */
export interface MountModel {
  readonly terms: readonly Estimate[];
  /** Covariance of the terms, deg^2, row by row in their order. */
  readonly covariance: Float64Array;
  readonly scatter: MountScatter;
  /** Degrees of freedom of the scatter: along, in altitude, about the axis; frames less terms. */
  readonly degreesOfFreedom: SkyAngles;
  /** Frames that the model rests on. */
  readonly frames: number;
}

/** Where a frame is expected, and how surely. */
export interface PredictedPose {
  readonly axes: CameraAxes;
  readonly pose: CameraPose;
  /** Of the errors along the parallel of altitude, in altitude and about the axis, deg^2, 3 x 3. */
  readonly covarianceDeg2: Float64Array;
  /** The roots of its diagonal. */
  readonly sigmaDeg: SkyAngles;
}

/** Axes of a pointing as the mount has them, not rolled, and those of the camera. */
export interface MountedCamera {
  readonly level: CameraAxes;
  readonly camera: CameraAxes;
  /** Altitude on the mount, degrees. */
  readonly altitudeDeg: number;
}

/** The camera for given terms, degrees, in their order. */
export function mountedCamera(values: Float64Array, commanded: HorizontalDirection): MountedCamera {
  const a = commanded.altitudeDeg * degree;
  const [azimuth, zero, roll, east, north, cosine, sine, collimation, perpendicular] = values;
  const altitudeDeg = commanded.altitudeDeg + zero + cosine * Math.cos(a) + sine * Math.sin(a);
  const mount = tangentFrame({ azimuthDeg: commanded.azimuthDeg + azimuth, altitudeDeg });
  const along = (collimation + perpendicular * Math.sin(a)) * degree;
  const level = tilted(turned(mount, { along, lift: 0, spin: 0 }), east * degree, north * degree);
  return {
    level,
    camera: turned(level, { along: 0, lift: 0, spin: roll * degree }),
    altitudeDeg,
  };
}

/** Turns axes so that the zenith moves by two angles, radians, towards east and north. */
function tilted(axes: CameraAxes, east: number, north: number): CameraAxes {
  const angle = Math.hypot(east, north);
  if (angle === 0) return axes;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [e, m] = [east / angle, north / angle];
  const turn = (v: UnitVector): UnitVector => {
    const outward = v.east * e + v.north * m;
    const moved = c * outward + s * v.up;
    return {
      east: v.east + (moved - outward) * e,
      north: v.north + (moved - outward) * m,
      up: c * v.up - s * outward,
    };
  };
  return { right: turn(axes.right), up: turn(axes.up), axis: turn(axes.axis) };
}

/** What a camera is off a mounted one, degrees, in the level axes of the latter. */
export function offMount(mounted: MountedCamera, camera: CameraAxes, rollDeg: number): SkyAngles {
  return skyAngles(levelTurn(turnBetween(mounted.camera, camera), rollDeg * degree));
}

const derivativeStepDeg = 1e-3;

/** Derivatives of the angles along, in altitude and in roll by the terms. */
export type MountSlopes = readonly [Float64Array, Float64Array, Float64Array];

export function mountSlopes(values: Float64Array, commanded: HorizontalDirection): MountSlopes {
  const at = mountedCamera(values, commanded);
  const rows = [0, 1, 2].map(() => new Float64Array(mountTermCount));
  for (let k = 0; k < mountTermCount; k += 1) {
    const shifted = (by: number): SkyAngles => {
      const moved = values.slice();
      moved[k] += by;
      return offMount(at, mountedCamera(moved, commanded).camera, values[2]);
    };
    const [more, less] = [shifted(derivativeStepDeg), shifted(-derivativeStepDeg)];
    rows[0][k] = (more.along - less.along) / (2 * derivativeStepDeg);
    rows[1][k] = (more.altitude - less.altitude) / (2 * derivativeStepDeg);
    rows[2][k] = (more.roll - less.roll) / (2 * derivativeStepDeg);
  }
  return [rows[0], rows[1], rows[2]];
}

/** Variances of the scatter at an altitude on the mount, deg^2. */
export function scatterVariance(scatter: MountScatter, altitudeDeg: number): SkyAngles {
  const { azimuthAxis, across, altitude, roll } = scatter;
  const [c, s] = [Math.cos(altitudeDeg * degree), Math.sin(altitudeDeg * degree)];
  return {
    along: (azimuthAxis * c) ** 2 + across ** 2,
    altitude: altitude ** 2,
    roll: roll ** 2 + (azimuthAxis * s) ** 2,
  };
}

/**
 * Pose of a frame without stars of its own. Its error holds that of the model's terms and the
 * scatter of the mount.
 */
export function predictPose(mount: MountModel, commanded: HorizontalDirection): PredictedPose {
  const values = Float64Array.from(mount.terms, ({ value }) => value);
  const mounted = mountedCamera(values, commanded);
  const rows = mountSlopes(values, commanded);
  const variance = scatterVariance(mount.scatter, mounted.altitudeDeg);
  const random = [variance.along, variance.altitude, variance.roll];
  const onMount = new Float64Array(9);
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      const byTerms = bilinear(mount.covariance, rows[i], rows[j]);
      onMount[3 * i + j] = byTerms + (i === j ? random[i] : 0);
    }
  }
  // The tilt rolls the mount's own vertical against the true one, much so near the zenith.
  const covarianceDeg2 = rolledCovariance(onMount, poseOfAxes(mounted.level).rollDeg * degree);
  return {
    axes: mounted.camera,
    pose: poseOfAxes(mounted.camera),
    covarianceDeg2,
    sigmaDeg: sigmaOf(covarianceDeg2),
  };
}

/** Roots of the diagonal of a 3 x 3 covariance. */
export function sigmaOf(covariance: Float64Array): SkyAngles {
  const [along, altitude, roll] = [0, 4, 8].map((k) => Math.sqrt(Math.max(covariance[k], 0)));
  return { along, altitude, roll };
}

/** A turn in level axes as angles on the sky, degrees. */
export function skyAngles({ along, lift, spin }: Turn): SkyAngles {
  return { along: along / degree, altitude: lift / degree, roll: spin / degree };
}

/** Terms with their errors, from values and covariance. */
export function mountEstimates(values: Float64Array, covariance: Float64Array): Estimate[] {
  return mountTermNames.map((name, k) => ({
    name,
    value: values[k],
    sigma: Math.sqrt(covariance[k * mountTermCount + k]),
    unit: 'deg',
  }));
}
