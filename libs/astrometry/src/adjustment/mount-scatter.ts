import { degree, type HorizontalDirection } from '@nightskies/sky';
import type { SkyAngles } from './estimate.js';
import type { MountScatter } from './mount-model.js';

/** What is expected of a mount's scatter before any frame is seen, degrees. */
export const expectedScatter: MountScatter = {
  azimuthAxis: 0.1,
  across: 0.005,
  altitude: 0.1,
  roll: 0.4,
};

/** Frames that the expectation counts for; where there are many, they speak for themselves. */
const expectedWeight = 3;
const freedomWithoutExpectation = 20;

/** Frames that the expectation counts for beside so many degrees of freedom. */
export function expectationWeight(freedom: number): number {
  return expectedWeight * Math.max(0, 1 - freedom / freedomWithoutExpectation);
}

/**
 * A scatter from a sum of squares and what is expected. As expectations may be wrong, each of their
 * frames counts for three in the sum: without any freedom the scatter is taken 1.7 times the expected.
 */
function pooled(sum: number, freedom: number, expected: number): number {
  const weight = expectationWeight(freedom);
  const variance = (sum + weight * expected ** 2) / (freedom + weight / 3);
  return Math.sqrt(Math.max(variance, leastScatterDeg ** 2));
}

/** No mount is taken to be better than this, degrees. */
const leastScatterDeg = 0.01;

/** Scatter across the vertical as a share of that of the azimuth axis; the first is the usual one. */
const acrossShares = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Gain in log-likelihood that another share than the usual one must bring. */
const likelihoodGain = 2;

export interface PoseResiduals {
  /** Measured less fitted, degrees. */
  readonly off: readonly SkyAngles[];
  /** Of the fitted, deg^2. */
  readonly fittedVariance: readonly SkyAngles[];
  /** Taken for the measured, scatter included, deg^2. */
  readonly variance: readonly SkyAngles[];
}

export interface ScatterEstimate {
  readonly scatter: MountScatter;
  /** Poses less the terms spent on each of the three errors. */
  readonly degreesOfFreedom: SkyAngles;
}

/** The mount's random errors from what its model leaves of the poses that agree with it. */
export function estimateScatter(
  poses: readonly { readonly commanded: HorizontalDirection }[],
  members: readonly boolean[],
  { off, fittedVariance, variance }: PoseResiduals,
): ScatterEstimate {
  const used = [...members.keys()].filter((i) => members[i]);
  const freedomOf = (axis: keyof SkyAngles): number =>
    used.reduce((sum, i) => sum + Math.max(0, 1 - fittedVariance[i][axis] / variance[i][axis]), 0);
  const degreesOfFreedom = {
    along: freedomOf('along'),
    altitude: freedomOf('altitude'),
    roll: freedomOf('roll'),
  };
  const sinOf = (i: number): number => Math.sin(poses[i].commanded.altitudeDeg * degree);
  const normalised = (share: number): number =>
    used.reduce((sum, i) => sum + off[i].along ** 2 / (1 - sinOf(i) ** 2 + share ** 2), 0);
  const share = likeliestShare(used.map((i) => [off[i].along, 1 - sinOf(i) ** 2]));
  const azimuthAxis = pooled(
    normalised(share),
    degreesOfFreedom.along,
    expectedScatter.azimuthAxis,
  );
  const altitude = pooled(
    used.reduce((sum, i) => sum + off[i].altitude ** 2, 0),
    degreesOfFreedom.altitude,
    expectedScatter.altitude,
  );
  const roll = pooled(
    used.reduce((sum, i) => sum + off[i].roll ** 2 - (azimuthAxis * sinOf(i)) ** 2, 0),
    degreesOfFreedom.roll,
    expectedScatter.roll,
  );
  const across = Math.max(share * azimuthAxis, leastScatterDeg);
  return { scatter: { azimuthAxis, across, altitude, roll }, degreesOfFreedom };
}

/** The share under which the errors along the parallel, given with cos^2 of altitude, are likely. */
function likeliestShare(errors: readonly (readonly [number, number])[]): number {
  const likelihood = (share: number): number => {
    let [logs, sum] = [0, expectedWeight * expectedScatter.azimuthAxis ** 2];
    for (const [error, cosine2] of errors) {
      logs += Math.log(cosine2 + share ** 2);
      sum += error ** 2 / (cosine2 + share ** 2);
    }
    const count = errors.length + expectedWeight;
    return -logs / 2 - (count / 2) * Math.log(sum / count);
  };
  const usual = acrossShares[0];
  const best = acrossShares.reduce((a, b) => (likelihood(b) > likelihood(a) ? b : a), usual);
  return likelihood(best) > likelihood(usual) + likelihoodGain ? best : usual;
}

/**
 * A first scatter from median errors, which a part of false poses does not reach; across the vertical
 * as much as along it, as the first model leaves out what tilts the mount.
 */
export function robustScatter(off: readonly SkyAngles[], shared: readonly boolean[]): MountScatter {
  const used = off.filter((_, i) => shared[i]);
  const of = (axis: keyof SkyAngles, expected: number): number => {
    const sorted = Float64Array.from(used, (one) => Math.abs(one[axis])).sort();
    const sigma = sorted[sorted.length >> 1] / 0.6745;
    return pooled(used.length * sigma ** 2, used.length, expected);
  };
  const along = of('along', expectedScatter.azimuthAxis);
  return {
    azimuthAxis: along,
    across: along,
    altitude: of('altitude', expectedScatter.altitude),
    roll: of('roll', expectedScatter.roll),
  };
}
