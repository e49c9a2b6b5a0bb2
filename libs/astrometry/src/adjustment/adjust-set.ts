import { picked } from '../solving/picked.js';
import {
  degree,
  poseOfAxes,
  type CameraAxes,
  type CameraModel,
  type CameraPose,
  type HorizontalDirection,
} from '@nightskies/sky';
import { adjustBundle, type Bundle, type BundledFrame } from './bundle.js';
import { cameraTermName, cameraValues } from './camera-terms.js';
import type { Estimate, SkyAngles } from './estimate.js';
import { firstPose, type FirstPose, type PictureShape } from './first-pose.js';
import { fitMount, type MountFit, type PoseVerdict } from './fit-mount.js';
import { predictPose, sigmaOf, type MountModel } from './mount-model.js';
import type { SetFrameStars, SetFrame } from './set-frame.js';
import { rolledCovariance } from './turn.js';
import { skyTurnDeg, turnedSkyDoubt, type StatedSite } from './turned-sky.js';

/**
 * - `solved`: by its own stars, in agreement with the set;
 * - `predicted`: not solved alone, placed by the mount model;
 * - `disagrees`: its own solution contradicts the set; placed by the mount model.
 */
export type FrameStatus = 'solved' | 'predicted' | 'disagrees';

export interface AdjustedFrame {
  readonly name: string;
  readonly status: FrameStatus;
  /**
   * Why the frame was not placed by its own stars, or how far these place it from where the mount is
   * used to point; null for nothing odd.
   */
  readonly reason: string | null;
  readonly commanded: HorizontalDirection;
  /** Null when the set has no mount model to place it by, as all that follow. */
  readonly axes: CameraAxes | null;
  readonly pose: CameraPose | null;
  /** Errors along the parallel of altitude, in altitude and about the axis, deg^2, 3 x 3. */
  readonly covarianceDeg2: Float64Array | null;
  readonly sigmaDeg: SkyAngles | null;
  /** Measured less mount model, level on the mount; null without a measured pose. */
  readonly offMountDeg: SkyAngles | null;
  readonly usedStars: number;
  readonly outliers: number;
  /** Of the stars used; null without stars. */
  readonly rmsPx: number | null;
}

export interface AdjustedSet {
  /** Null when no frame was solved. */
  readonly camera: CameraModel | null;
  readonly cameraTerms: readonly Estimate[];
  /** Null when no frame was solved: only commanded pointings are left. */
  readonly mount: MountModel | null;
  /** A sentence where the whole set contradicts the clock or the site of its headers. */
  readonly doubt: string | null;
  /** In the order given. */
  readonly frames: readonly AdjustedFrame[];
  readonly solved: number;
  readonly usedStars: number;
  readonly outliers: number;
  /** Of all stars used, px. */
  readonly rmsPx: number | null;
  /** Scatter beyond the stated errors of the stars, along one axis, px. */
  readonly extraScatterPx: number | null;
}

/** Scales of frames of one camera differ by less than this share, undistorted pictures assumed. */
const scaleTolerance = 0.03;

/** A frame whose median star is farther from the camera of the set than this many times the median. */
const residualFactor = 8;
/** No residual below this speaks against a frame, px. */
const residualFloorPx = 0.3;

const mostRounds = 6;

interface Candidate {
  readonly frame: SetFrame;
  readonly stars: SetFrameStars;
  readonly first: FirstPose;
  axes: CameraAxes;
}

interface Joint {
  readonly members: readonly Candidate[];
  readonly bundle: Bundle;
  readonly fit: MountFit;
}

/**
 * The joint solution of a set: one camera for all frames, one mount, and for each solved frame a pose
 * of its own, which is the mount's with a small residual. A frame that was not solved, or whose own
 * solution does not fit the camera or lies where the mount cannot have pointed, is placed by the mount
 * with an error that says so. A rare pose near the mount's is kept, and flagged by its reason.
 * Bad data never throw: they are a status with a reason.
 *
 * @param size of the pictures, px; one camera, one binning
 * @param site for the wording of `doubt` only
 */
export function adjustSet(
  frames: readonly SetFrame[],
  size: PictureShape,
  site: StatedSite | null = null,
): AdjustedSet {
  const reasons = new Map<SetFrame, string>();
  const start = candidates(frames, size, reasons);
  const joint = solve(start, size, reasons);
  if (joint === null) return unsolvedSet(frames, reasons);
  const { bundle, fit, members } = joint;
  const results = frames.map((frame) => {
    const i = members.findIndex((one) => one.frame === frame);
    const reason = reasons.get(frame);
    if (i < 0 || reason !== undefined) return predicted(frame, fit.mount, reason);
    return solvedFrame(frame, bundle.frames[i], fit.verdicts[i]);
  });
  const solved = results.filter(({ status }) => status === 'solved');
  const usedStars = solved.reduce((sum, one) => sum + one.usedStars, 0);
  const squares = solved.reduce((sum, one) => sum + one.usedStars * (one.rmsPx ?? 0) ** 2, 0);
  return {
    camera: bundle.camera,
    cameraTerms: cameraValues(bundle.camera).map((value, k) => ({
      ...cameraTermName(k),
      value,
      sigma: bundle.cameraSigma[k],
    })),
    mount: fit.mount,
    doubt: doubtOf(start, site),
    frames: results,
    solved: solved.length,
    usedStars,
    outliers: solved.reduce((sum, one) => sum + one.outliers, 0),
    rmsPx: usedStars === 0 ? null : Math.sqrt(squares / usedStars),
    extraScatterPx: bundle.extraScatterPx,
  };
}

/** Of all frames with a pose of their own: a turned sky makes the frames of a good mount disagree. */
function doubtOf(start: readonly Candidate[], site: StatedSite | null): string | null {
  const turn = skyTurnDeg(
    start.map(({ frame, first }) => ({ commanded: frame.commanded, axis: first.axes.axis })),
  );
  return turn === null ? null : turnedSkyDoubt(turn, site);
}

/** Frames whose stars look like a picture of this camera; the others get their reason. */
function candidates(
  frames: readonly SetFrame[],
  size: PictureShape,
  reasons: Map<SetFrame, string>,
): Candidate[] {
  const found: Candidate[] = [];
  for (const frame of frames) {
    if (frame.stars === null) continue;
    const stars = finiteStars(frame.stars);
    const first = firstPose(stars, size);
    if (first === null) {
      reasons.set(frame, `Its ${stars.x.length} stars do not determine a pose.`);
    } else if (first.mirrored) {
      reasons.set(frame, 'Its stars are those of a mirrored picture.');
    } else {
      found.push({ frame, stars, first, axes: first.axes });
    }
  }
  const middle = median(found.map(({ first }) => first.focalLengthPx));
  return found.filter(({ frame, first }) => {
    const apart = first.focalLengthPx / middle - 1;
    if (Math.abs(apart) < scaleTolerance) return true;
    const percent = (-100 * apart).toFixed(1);
    reasons.set(frame, `Its scale is ${percent} % larger than that of the set.`);
    return false;
  });
}

/** Bundle and mount in turns, until no frame has to be left out any more. */
function solve(
  start: readonly Candidate[],
  size: PictureShape,
  reasons: Map<SetFrame, string>,
): Joint | null {
  const focalLengthPx = median(start.map(({ first }) => first.focalLengthPx));
  // Poses of single frames first: a false one must not enter the camera.
  const rough = fitMount(
    start.map(({ frame, axes }) => ({
      commanded: frame.commanded,
      axes,
      covariance: Float64Array.of(roughVariance, 0, 0, 0, roughVariance, 0, 0, 0, roughVariance),
    })),
  );
  let members = start.filter(({ frame }, i) => {
    const verdict = rough?.verdicts[i];
    if (verdict === undefined || verdict.agrees || isNear(verdict.offDeg)) return true;
    reasons.set(frame, disagreement(verdict.offDeg));
    return false;
  });
  for (let round = 0; ; round += 1) {
    const bundle = adjustBundle(size, focalLengthPx, members);
    if (bundle === null) return null;
    const usual = median(bundle.frames.map(({ medianPx }) => medianPx));
    const limit = Math.max(residualFloorPx, residualFactor * usual);
    const fit = fitMount(
      members.map(({ frame }, i) => ({ commanded: frame.commanded, ...bundle.frames[i] })),
    );
    if (fit === null) return null;
    const bad = members.filter(({ frame }, i) => {
      const { medianPx } = bundle.frames[i];
      const { agrees, offDeg } = fit.verdicts[i];
      if (medianPx > limit) {
        reasons.set(
          frame,
          `Its stars lie ${medianPx.toFixed(2)} px (median) from where the camera of the set shows them.`,
        );
      } else if (!agrees && !isNear(offDeg)) reasons.set(frame, disagreement(offDeg));
      return reasons.has(frame);
    });
    if (bad.length === 0 || round === mostRounds) return { members, bundle, fit };
    members.forEach((one, i) => (one.axes = bundle.frames[i].axes));
    members = members.filter(({ frame }) => !reasons.has(frame));
  }
}

/** Of a pose from the linear map of one frame, rad^2: 0.3 deg, as stars on one side bend it. */
const roughVariance = (0.3 * degree) ** 2;

/** Within this of the mount a pose is believed by its stars, however rare it is, degrees. */
const nearDeg = { along: 0.5, altitude: 0.5, roll: 5 } as const;

/**
 * Whether a pose is one the mount may have had, jolted or not: stars that fit the camera of the set
 * then weigh more than the usual scatter of the mount. False solutions lie anywhere.
 */
function isNear({ along, altitude, roll }: SkyAngles): boolean {
  return (
    Math.abs(along) < nearDeg.along &&
    Math.abs(altitude) < nearDeg.altitude &&
    Math.abs(roll) < nearDeg.roll
  );
}

function disagreement({ along, altitude, roll }: SkyAngles): string {
  const text = [along, altitude, roll].map((one) => `${one < 0 ? '' : '+'}${one.toFixed(2)}`);
  return (
    `Its own solution is ${text[0]} deg in azimuth (on the sky), ${text[1]} deg in altitude and ` +
    `${text[2]} deg in roll off where the mount of the set points.`
  );
}

function finiteStars(stars: SetFrameStars): SetFrameStars {
  const { x, y, azimuthDeg, altitudeDeg, sigmaPx } = stars;
  const finite: number[] = [];
  for (let i = 0; i < x.length; i += 1) {
    if (Number.isFinite(x[i] + y[i] + azimuthDeg[i] + altitudeDeg[i])) finite.push(i);
  }
  return {
    x: picked(x, finite),
    y: picked(y, finite),
    sigmaPx: picked(sigmaPx, finite),
    azimuthDeg: picked(azimuthDeg, finite),
    altitudeDeg: picked(altitudeDeg, finite),
  };
}

function solvedFrame(
  frame: SetFrame,
  bundled: BundledFrame,
  { offDeg: offMountDeg, agrees }: PoseVerdict,
): AdjustedFrame {
  const pose = poseOfAxes(bundled.axes);
  const covarianceDeg2 = rolledCovariance(bundled.covariance, pose.rollDeg * degree).map(
    (one) => one / degree ** 2,
  );
  return {
    name: frame.name,
    status: 'solved',
    reason: agrees ? null : disagreement(offMountDeg),
    commanded: frame.commanded,
    axes: bundled.axes,
    pose,
    covarianceDeg2,
    sigmaDeg: sigmaOf(covarianceDeg2),
    offMountDeg,
    usedStars: bundled.used,
    outliers: bundled.outliers,
    rmsPx: bundled.rmsPx,
  };
}

const notSolved = 'It could not be solved from its own stars.';

function predicted(frame: SetFrame, mount: MountModel, reason: string | undefined): AdjustedFrame {
  return {
    ...unplaced(frame, reason),
    ...predictPose(mount, frame.commanded),
  };
}

function unplaced(frame: SetFrame, reason: string | undefined): AdjustedFrame {
  return {
    name: frame.name,
    status: reason === undefined ? 'predicted' : 'disagrees',
    reason: reason ?? notSolved,
    commanded: frame.commanded,
    axes: null,
    pose: null,
    covarianceDeg2: null,
    sigmaDeg: null,
    offMountDeg: null,
    usedStars: 0,
    outliers: 0,
    rmsPx: null,
  };
}

function unsolvedSet(frames: readonly SetFrame[], reasons: Map<SetFrame, string>): AdjustedSet {
  return {
    camera: null,
    cameraTerms: [],
    mount: null,
    doubt: null,
    frames: frames.map((frame) => unplaced(frame, reasons.get(frame))),
    solved: 0,
    usedStars: 0,
    outliers: 0,
    rmsPx: null,
    extraScatterPx: null,
  };
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? NaN;
}
