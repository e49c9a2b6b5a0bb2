import {
  degree,
  directionOf,
  poseOfAxes,
  type CameraAxes,
  type HorizontalDirection,
} from '@nightskies/sky';
import type { SkyAngles } from './estimate.js';
import {
  mountedCamera,
  mountEstimates,
  mountSlopes,
  mountTermCount,
  mountTermPrior,
  offMount,
  scatterVariance,
  type MountModel,
  type MountScatter,
  type MountSlopes,
} from './mount-model.js';
import {
  estimateScatter,
  expectedScatter,
  robustScatter,
  expectationWeight,
} from './mount-scatter.js';
import { bilinear, inverseOf, timesVector } from '@nightskies/pixels';
import { rolledCovariance } from './turn.js';

export interface MeasuredPose {
  readonly commanded: HorizontalDirection;
  readonly axes: CameraAxes;
  /** Of the turn in the camera's own axes, rad^2, 3 x 3. */
  readonly covariance: Float64Array;
}

/** How a measured pose stands to the model. */
export interface PoseVerdict {
  /** Measured less predicted, degrees. */
  readonly offDeg: SkyAngles;
  /** The largest of the three in its own standard errors, as one of a Gaussian as rare as it is. */
  readonly significance: number;
  readonly agrees: boolean;
}

export interface MountFit {
  readonly mount: MountModel;
  readonly verdicts: readonly PoseVerdict[];
}

/** Poses farther off than this many standard errors are not the mount's. */
export const disagreementSigma = 4.5;

/** How far frames may part that share the zero offsets, before anything else is known, degrees. */
const consensusDeg = { along: 2.5, altitude: 2.5, roll: 8 };

/** Above this altitude azimuth and roll are one. */
const highestAltitudeDeg = 88;

const gentleRounds = 8;

interface Fitted {
  readonly values: Float64Array;
  readonly covariance: Float64Array;
  /** Of each pose: measured less fitted, the variance of the fitted, and the own and random one. */
  readonly off: readonly SkyAngles[];
  readonly fittedVariance: readonly SkyAngles[];
  readonly variance: readonly SkyAngles[];
}

/**
 * The mount that explains the poses of a set, without those which contradict it (Gauss and Newton on
 * the sphere; the three errors of a pose are along the parallel, in altitude and about the axis).
 * It starts from the frame whose zero offsets most others share, goes on with weights that fall off
 * (Cauchy), and in the end takes each pose fully or not at all. Null without poses.
 */
export function fitMount(poses: readonly MeasuredPose[]): MountFit | null {
  if (poses.length === 0) return null;
  const { centre, shared } = consensus(poses);
  let weight = Float64Array.from(shared, (one) => (one ? 1 : 0));
  let scatter = expectedScatter;
  let slopes = poses.map(({ commanded }) => mountSlopes(centre, commanded));
  let fitted = fit(poses, slopes, weight, centre, centre, scatter);
  for (let round = 0; round < gentleRounds; round += 1) {
    scatter = robustScatter(fitted.off, shared);
    weight = Float64Array.from(fitted.off, (off, i) =>
      shared[i] ? 1 / (1 + (farthest(off, fitted.variance[i]) / 2) ** 2) : 0,
    );
    fitted = fit(poses, slopes, weight, fitted.values, centre, scatter);
  }
  // The slopes hardly change from here on: the steps still end where the errors themselves say.
  slopes = poses.map(({ commanded }) => mountSlopes(fitted.values, commanded));
  const members = fitted.off.map(
    (off, i) => shared[i] && farthest(off, fitted.variance[i]) < disagreementSigma,
  );
  // Where nothing is left the consensus stands: one frame always agrees with itself.
  const start = members.includes(true) ? members : [...shared];
  return settle(poses, slopes, start, fitted, centre, scatter);
}

/** Takes poses out and in, one at a time, the worst first, until none has to be moved. */
function settle(
  poses: readonly MeasuredPose[],
  slopes: readonly MountSlopes[],
  members: boolean[],
  start: Fitted,
  centre: Float64Array,
  firstScatter: MountScatter,
): MountFit {
  let fitted = start;
  let scatter = firstScatter;
  let significance = new Float64Array(poses.length);
  let freedom: SkyAngles = { along: 0, altitude: 0, roll: 0 };
  for (let round = 0; ; round += 1) {
    const weight = Float64Array.from(members, (one) => (one ? 1 : 0));
    for (let inner = 0; inner < 3; inner += 1) {
      fitted = fit(poses, slopes, weight, fitted.values, centre, scatter);
      const found = estimateScatter(poses, members, fitted);
      scatter = found.scatter;
      freedom = found.degreesOfFreedom;
    }
    fitted = fit(poses, slopes, weight, fitted.values, centre, scatter);
    significance = Float64Array.from(members, (isMember, i) =>
      significanceOf(fitted, i, isMember, freedom),
    );
    const moved = round < 2 * poses.length ? nextToMove(members, significance) : -1;
    if (moved < 0) break;
    members[moved] = !members[moved];
  }
  const mount: MountModel = {
    terms: mountEstimates(fitted.values, fitted.covariance),
    covariance: fitted.covariance,
    scatter,
    degreesOfFreedom: freedom,
    frames: members.filter((one) => one).length,
  };
  const verdicts = fitted.off.map((offDeg, i) => ({
    offDeg,
    significance: significance[i],
    agrees: members[i],
  }));
  return { mount, verdicts };
}

/** The worst member to leave, else the best of the others to come back; -1 for none. */
function nextToMove(members: readonly boolean[], significance: Float64Array): number {
  const inside = [...members.keys()].filter((i) => members[i]);
  const worst = inside.reduce((a, b) => (significance[b] > significance[a] ? b : a), inside[0]);
  if (inside.length > 1 && significance[worst] > disagreementSigma) return worst;
  // Back only when clearly inside, so that nothing goes in and out for ever.
  const back = [...members.keys()].filter(
    (i) => !members[i] && significance[i] < 0.9 * disagreementSigma,
  );
  return back.reduce((a, b) => (a < 0 || significance[b] < significance[a] ? b : a), -1);
}

/** Zero offsets of the frame with which most others agree, and those others. */
function consensus(poses: readonly MeasuredPose[]): {
  readonly centre: Float64Array;
  readonly shared: readonly boolean[];
} {
  let best: Float64Array = new Float64Array(mountTermCount);
  let [bestCount, bestSize] = [0, Infinity];
  let shared = poses.map(() => false);
  for (const pose of poses) {
    const zeros = zeroOffsets(pose);
    const agree = poses.map(({ commanded, axes }) => {
      const off = offMount(mountedCamera(zeros, commanded), axes, zeros[2]);
      return (
        Math.abs(off.along) < consensusDeg.along &&
        Math.abs(off.altitude) < consensusDeg.altitude &&
        Math.abs(off.roll) < consensusDeg.roll
      );
    });
    const count = agree.filter((one) => one).length;
    const size = Math.hypot(zeros[0], zeros[1]);
    if (count > bestCount || (count === bestCount && size < bestSize)) {
      [best, bestCount, bestSize, shared] = [zeros, count, size, agree];
    }
  }
  return { centre: best, shared };
}

function zeroOffsets({ commanded, axes }: MeasuredPose): Float64Array {
  const values = new Float64Array(mountTermCount);
  if (Math.abs(commanded.altitudeDeg) < highestAltitudeDeg) {
    const { azimuthDeg, altitudeDeg } = directionOf(axes.axis);
    const turn = azimuthDeg - commanded.azimuthDeg;
    values[0] = turn - 360 * Math.round(turn / 360);
    values[1] = altitudeDeg - commanded.altitudeDeg;
    values[2] = poseOfAxes(axes).rollDeg;
  } else {
    values[2] = offMount(mountedCamera(values, commanded), axes, 0).roll;
  }
  return values;
}

/** One step of Gauss and Newton, with the expectations as further observations. */
function fit(
  poses: readonly MeasuredPose[],
  slopes: readonly MountSlopes[],
  weight: Float64Array,
  values: Float64Array,
  centre: Float64Array,
  scatter: MountScatter,
): Fitted {
  const n = mountTermCount;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let k = 0; k < n; k += 1) {
    normal[k * n + k] = 1 / mountTermPrior[k] ** 2;
    right[k] = (centre[k] - values[k]) / mountTermPrior[k] ** 2;
  }
  const variance: SkyAngles[] = [];
  for (const [i, { commanded, axes, covariance }] of poses.entries()) {
    const mounted = mountedCamera(values, commanded);
    const off = offMount(mounted, axes, values[2]);
    const total = totalVariance(scatter, mounted.altitudeDeg, covariance, values[2]);
    variance.push(total);
    const rows = slopes[i];
    const sides = [
      [off.along, total.along],
      [off.altitude, total.altitude],
      [off.roll, total.roll],
    ];
    for (const [axis, [error, square]] of sides.entries()) {
      const w = weight[i] / square;
      if (!(w > 0)) continue;
      for (let a = 0; a < n; a += 1) {
        for (let b = 0; b <= a; b += 1) normal[a * n + b] += w * rows[axis][a] * rows[axis][b];
        right[a] += w * rows[axis][a] * error;
      }
    }
  }
  const covariance = inverseOf(normal, n);
  if (covariance === undefined) throw new Error('expectations make the mount model regular');
  const step = timesVector(covariance, right);
  const next = values.map((one, k) => one + step[k]);
  return {
    values: next,
    covariance,
    off: poses.map(({ commanded, axes }) =>
      offMount(mountedCamera(next, commanded), axes, next[2]),
    ),
    fittedVariance: slopes.map(([along, altitude, roll]) => ({
      along: bilinear(covariance, along, along),
      altitude: bilinear(covariance, altitude, altitude),
      roll: bilinear(covariance, roll, roll),
    })),
    variance,
  };
}

/** Scatter of the mount and the error of the measured pose together, deg^2. */
function totalVariance(
  scatter: MountScatter,
  altitudeDeg: number,
  covariance: Float64Array,
  rollDeg: number,
): SkyAngles {
  const random = scatterVariance(scatter, altitudeDeg);
  const own = rolledCovariance(covariance, rollDeg * degree);
  const square = degree ** 2;
  return {
    along: random.along + own[0] / square,
    altitude: random.altitude + own[4] / square,
    roll: random.roll + own[8] / square,
  };
}

/** The largest error in its own standard errors. */
function farthest(off: SkyAngles, variance: SkyAngles): number {
  return Math.sqrt(
    Math.max(
      off.along ** 2 / variance.along,
      off.altitude ** 2 / variance.altitude,
      off.roll ** 2 / variance.roll,
    ),
  );
}

function significanceOf(
  { off, variance, fittedVariance }: Fitted,
  i: number,
  isMember: boolean,
  freedom: SkyAngles,
): number {
  const one = (axis: keyof SkyAngles): number => {
    // A member has drawn the model towards itself; a stranger bears the model's error as well.
    const drawn = isMember ? -fittedVariance[i][axis] : fittedVariance[i][axis];
    const square = variance[i][axis] + drawn;
    // A pose that alone fixes a term cannot contradict it.
    if (!(square > 0.01 * variance[i][axis])) return 0;
    return asGaussian(
      off[i][axis] / Math.sqrt(square),
      freedom[axis] + expectationWeight(freedom[axis]),
    );
  };
  return Math.max(one('along'), one('altitude'), one('roll'));
}

/**
 * The Gaussian deviate as rare as Student's t (Wallace 1959, Ann. Math. Stat. 30, 1124): with few
 * degrees of freedom a scatter is known badly and large ratios come by chance.
 */
function asGaussian(t: number, freedom: number): number {
  return (
    ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * Math.log(1 + (t * t) / freedom))
  );
}
