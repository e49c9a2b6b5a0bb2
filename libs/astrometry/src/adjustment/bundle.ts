import { picturePoint, unitVector, type CameraAxes, type CameraModel } from '@nightskies/sky';
import {
  accumulate,
  inPlane,
  poseCovariance,
  turnFrame,
  type FrameEquations,
  type WeighedFrame,
} from './bundle-equations.js';
import { cameraOf, cameraPrior, cameraTermCount } from './camera-terms.js';
import { picked } from '../solving/picked.js';
import type { PictureShape } from './first-pose.js';
import { inverseOf, timesVector } from '@nightskies/pixels';
import type { SetFrameStars } from './set-frame.js';

export interface BundleFrame {
  readonly stars: SetFrameStars;
  /** Where to start, within a few degrees. */
  readonly axes: CameraAxes;
}

export interface BundledFrame {
  readonly axes: CameraAxes;
  /** Of the turn (along, lift, spin) in the camera's own axes, rad^2, 3 x 3. */
  readonly covariance: Float64Array;
  /** Of the distances of the stars used from their predictions, px; 0 without such stars. */
  readonly rmsPx: number;
  /** Median distance of all stars given. */
  readonly medianPx: number;
  readonly used: number;
  readonly outliers: number;
}

export interface Bundle {
  readonly camera: CameraModel;
  /** Standard errors in the order of `cameraValues`. */
  readonly cameraSigma: Float64Array;
  readonly frames: readonly BundledFrame[];
  /** Scatter beyond the stated errors of the stars, along one axis, px. */
  readonly extraScatterPx: number;
  readonly rounds: number;
  readonly converged: boolean;
}

const n = cameraTermCount;

const mostRounds = 60;

/** In these, at most, a star far off counts less (Huber), afterwards not at all (Tukey's bisquare). */
const gentleRounds = 8;
const gentleLimit = 2;
/** They end when a round moves the camera and any star by less: unknowns in prior sigmas, px. */
const gentleRest = { camera: 1e-3, starPx: 0.1 } as const;
/** They ask every n-th star of a frame, so many at least: they only lead to where all are asked. */
const gentleStars = 120;

/** The scatter beyond the stated errors is found anew in so many rounds after them. */
const scatterRounds = 8;

/** Stars farther off than this many standard errors are outliers. */
const outlierLimit = 6;

/** Taken for a place without an error, such as that of a saturated star, px. */
const unknownErrorPx = 0.5;

const leastExtraPx = 0.003;

/** The median of the square of a round Gaussian's distance, in variances along one axis. */
const medianSquare = 2 * Math.LN2;

/**
 * One camera and a free pose for every frame, by robust least squares of the places of the stars
 * (Gauss and Newton; Triggs et al. 2000, Bundle adjustment, a modern synthesis, sections 4 and 6): the
 * three angles of each frame are eliminated by their Schur complement, so that only the camera's ten
 * unknowns are solved together. A scatter that the stated errors do not explain is found from the
 * median residual and added to them. Null without frames, or where the numbers given are not finite.
 */
export function adjustBundle(
  size: PictureShape,
  focalLengthPx: number,
  frames: readonly BundleFrame[],
): Bundle | null {
  if (frames.length === 0) return null;
  const prior = cameraPrior(size, focalLengthPx);
  const prepared = frames.map(prepare);
  const sparse = frames.map(({ stars, axes }) => prepare({ stars: everyNth(stars), axes }));
  let unknowns: Float64Array = new Float64Array(n);
  let camera = cameraOf(prior, unknowns);
  let extra = 0;
  let converged = false;
  let round = 0;
  let gentle = true;
  let strictRounds = 0;
  let covariance = new Float64Array(n * n);
  let equations: FrameEquations[] = [];
  for (; round < mostRounds && !converged; round += 1) {
    const asked = gentle ? sparse : prepared;
    for (const frame of asked) measure(camera, frame);
    if (strictRounds < scatterRounds) extra = extraVariance(asked);
    for (const frame of asked) weigh(frame, extra, gentle);
    const normal = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (let k = 0; k < n; k += 1) {
      normal[k * n + k] = 1;
      right[k] = -unknowns[k];
    }
    const collected: (FrameEquations | undefined)[] = [];
    for (const frame of asked) collected.push(accumulate(prior, camera, frame, normal, right));
    const inverse = inverseOf(normal, n);
    if (inverse === undefined || collected.includes(undefined)) return null;
    equations = collected.filter((one) => one !== undefined);
    covariance = Float64Array.from(inverse);
    const step = timesVector(inverse, right);
    unknowns = unknowns.map((one, k) => one + step[k]);
    camera = cameraOf(prior, unknowns);
    let turn = 0;
    for (const [i, frame] of asked.entries()) {
      turn = Math.max(turn, turnFrame(frame, equations[i], step));
      prepared[i].axes = frame.axes;
    }
    const largest = step.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    const turnPx = turn * focalLengthPx;
    if (gentle) {
      const rests = largest < gentleRest.camera && turnPx < gentleRest.starPx;
      gentle = !rests && round + 1 < gentleRounds;
    } else {
      strictRounds += 1;
      converged = strictRounds > 1 && largest < 1e-6 && turnPx < 1e-5;
    }
  }
  for (const frame of prepared) measure(camera, frame);
  const factor = varianceFactor(prepared, extra);
  return {
    camera,
    cameraSigma: prior.sigma.map((one, k) => one * Math.sqrt(factor * covariance[k * n + k])),
    frames: prepared.map((frame, i) =>
      result(frame, poseCovariance(equations[i], covariance, factor)),
    ),
    extraScatterPx: Math.sqrt(extra),
    rounds: round,
    converged,
  };
}

/** Some of the stars of a frame, evenly from its list. */
function everyNth(stars: SetFrameStars): SetFrameStars {
  const step = Math.max(1, Math.floor(stars.x.length / gentleStars));
  const places: number[] = [];
  for (let i = 0; i < stars.x.length; i += step) places.push(i);
  return {
    x: picked(stars.x, places),
    y: picked(stars.y, places),
    sigmaPx: picked(stars.sigmaPx, places),
    azimuthDeg: picked(stars.azimuthDeg, places),
    altitudeDeg: picked(stars.altitudeDeg, places),
  };
}

function prepare({ stars, axes }: BundleFrame): WeighedFrame {
  const count = stars.x.length;
  const [east, north, up] = [0, 0, 0].map(() => new Float64Array(count));
  for (let i = 0; i < count; i += 1) {
    const azimuthDeg = stars.azimuthDeg[i];
    const vector = unitVector({ azimuthDeg, altitudeDeg: stars.altitudeDeg[i] });
    [east[i], north[i], up[i]] = [vector.east, vector.north, vector.up];
  }
  const variance = stars.sigmaPx.map((sigma) =>
    Number.isFinite(sigma) ? sigma * sigma : unknownErrorPx ** 2,
  );
  const [square, weight] = [new Float64Array(count), new Float64Array(count)];
  return { stars, east, north, up, variance, square, weight, axes };
}

function measure(camera: CameraModel, frame: WeighedFrame): void {
  const { stars, square } = frame;
  for (let i = 0; i < square.length; i += 1) {
    const point = inPlane(frame, i);
    if (point === null) {
      square[i] = Infinity;
      continue;
    }
    const seen = picturePoint(camera, point[0], point[1]);
    square[i] = (stars.x[i] - seen.x) ** 2 + (stars.y[i] - seen.y) ** 2;
  }
}

/** The variance along one axis by which the median star is farther off than its error allows. */
function extraVariance(frames: readonly WeighedFrame[]): number {
  const beyond: number[] = [];
  for (const { square, variance } of frames) {
    for (let i = 0; i < square.length; i += 1) beyond.push(square[i] / medianSquare - variance[i]);
  }
  const median = Float64Array.from(beyond).sort()[beyond.length >> 1];
  return Math.max(median, leastExtraPx ** 2);
}

function weigh({ square, variance, weight }: WeighedFrame, extra: number, gentle: boolean): void {
  for (let i = 0; i < square.length; i += 1) {
    const total = variance[i] + extra;
    const away = Math.sqrt(square[i] / total);
    const tukey = away < outlierLimit ? (1 - (away / outlierLimit) ** 2) ** 2 : 0;
    weight[i] = (gentle ? Math.min(1, gentleLimit / away) : tukey) / total;
  }
}

/** Weighted squares per degree of freedom, 1 when the stated and the extra errors are right. */
function varianceFactor(frames: readonly WeighedFrame[], extra: number): number {
  let [sum, freedom] = [0, -n];
  for (const { square, variance, weight } of frames) {
    for (let i = 0; i < square.length; i += 1) {
      if (!(weight[i] > 0)) continue;
      sum += weight[i] * square[i];
      freedom += 2 * weight[i] * (variance[i] + extra);
    }
    freedom -= 3;
  }
  return freedom > 0 ? sum / freedom : 1;
}

function result({ axes, square, weight }: WeighedFrame, covariance: Float64Array): BundledFrame {
  let [sum, used] = [0, 0];
  for (let i = 0; i < square.length; i += 1) {
    if (!(weight[i] > 0)) continue;
    sum += square[i];
    used += 1;
  }
  return {
    axes,
    covariance,
    rmsPx: used === 0 ? 0 : Math.sqrt(sum / used),
    medianPx: Math.sqrt(square.toSorted()[square.length >> 1]),
    used,
    outliers: square.length - used,
  };
}
