import { sourceFlags } from '../detection/source-flags.js';
import type { Sources } from '../detection/detect-sources.js';
import { degree, type StarCatalogue, type StarSelection } from '@nightskies/sky';
import { picked } from '../solving/picked.js';
import { PlateSolver } from '../solving/plate-solver.js';
import type {
  NoSolutionReason,
  PlateSolution,
  SolveHints,
  SolveOptions,
} from '../solving/solution.js';
import { skyOver, type Circumstances } from './circumstances.js';
import { frameSources, type FramePixels } from './frame-sources.js';

/** The whole catalogue at an epoch, and the solver that knows it. */
export interface SkyStars {
  readonly selection: StarSelection;
  readonly solver: PlateSolver;
}

/**
 * Stars of the sky at an epoch (Julian date), for any number of frames of that time.
 *
 * @param limitV faintest V; the 800 brightest stars of a frame of 27 deg are brighter, and the fainter
 * four fifths of the catalogue would only fill the memory
 */
export function skyStars(catalogue: StarCatalogue, epochJd: number, limitV = 8.5): SkyStars {
  const selection = catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd, limitV });
  return { selection, solver: new PlateSolver(selection) };
}

/** Sources of a frame that are catalogue stars; element i of each array belongs to one pair. */
export interface SolvedStars {
  readonly count: number;
  /** Measured array position, px. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard error of the position along an axis, px. */
  readonly positionError: Float64Array;
  readonly flux: Float64Array;
  readonly fluxError: Float64Array;
  /** Bits of `sourceFlags`. */
  readonly flags: Uint8Array;
  /** Row of the star in the catalogue, and its Hipparcos number (0: none). */
  readonly row: Int32Array;
  readonly hip: Int32Array;
  /** ICRS place at the epoch of the frame, degrees. */
  readonly raDeg: Float64Array;
  readonly decDeg: Float64Array;
  readonly v: Float64Array;
  readonly bv: Float64Array;
  /** Source minus solution, px. */
  readonly residualX: Float64Array;
  readonly residualY: Float64Array;
  /** Apparent direction at the middle of the exposure, degrees; NaN without time and site. */
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
}

export interface FrameFinds {
  /** Sources above the ground that may be stars. */
  readonly sources: number;
  /** Share of the frame that is terrain. */
  readonly groundShare: number;
}

export interface SolvedFrame extends FrameFinds {
  readonly solved: true;
  readonly solution: PlateSolution;
  readonly stars: SolvedStars;
  /** Whether the commanded pointing served; without it the whole sky was searched. */
  readonly hinted: boolean;
}

export interface UnsolvedFrame extends FrameFinds {
  readonly solved: false;
  readonly reason: NoSolutionReason;
}

export interface SolveFrameOptions extends Pick<SolveOptions, 'order' | 'maxOrder'> {
  /** Nominal scale at the centre, arcsec per pixel of this frame; searched within 10 %. */
  readonly scaleArcsec: number;
}

/** The true pointing lies within so much of the commanded one, or the hint is dropped, deg. */
const hintRadiusDeg = 12;

/**
 * Finds the stars of a frame, what part of the sky they are, and where each should appear: first near
 * the commanded pointing, then, when that fails, anywhere.
 */
export function solveFrame(
  pixels: FramePixels,
  circumstances: Circumstances,
  stars: SkyStars,
  { scaleArcsec, ...options }: SolveFrameOptions,
): SolvedFrame | UnsolvedFrame {
  const { sources, ground } = frameSources(pixels);
  const { width, height } = pixels.image;
  const usable = starLike(sources);
  const seen = {
    x: picked(sources.x, usable),
    y: picked(sources.y, usable),
    positionError: positionErrors(sources, usable),
  };
  const sky = skyOver(circumstances);
  const scale = { scaleArcsec: { low: scaleArcsec * 0.9, high: scaleArcsec * 1.1 } };
  const finds = { sources: usable.length, groundShare: ground.share };
  const tries: { hints: SolveHints; hinted: boolean }[] = [{ hints: scale, hinted: false }];
  if (sky !== null && circumstances.commanded !== null) {
    const centre = { ...sky.altAzToIcrs(circumstances.commanded), radiusDeg: hintRadiusDeg };
    tries.unshift({ hints: { ...scale, centre }, hinted: true });
  }
  let reason: NoSolutionReason = 'no-pattern';
  for (const { hints, hinted } of tries) {
    const outcome = stars.solver.solve({ width, height }, seen, hints, options);
    if (outcome.solved) {
      return {
        solved: true,
        solution: outcome,
        stars: matched(outcome, usable, sources, stars.selection, sky),
        hinted,
        ...finds,
      };
    }
    ({ reason } = outcome);
  }
  return { solved: false, reason, ...finds };
}

const notUsable = sourceFlags.singlePixel | sourceFlags.narrow | sourceFlags.badPixel;

/** Places in the list of what may be a star, in its order. */
function starLike({ count, flags }: Sources): Int32Array {
  const places = new Int32Array(count);
  let found = 0;
  for (let k = 0; k < count; k += 1) {
    if ((flags[k] & notUsable) !== 0) continue;
    places[found] = k;
    found += 1;
  }
  return places.subarray(0, found);
}

function positionErrors({ sigmaX, sigmaY }: Sources, places: Int32Array): Float64Array {
  const errors = new Float64Array(places.length);
  for (let k = 0; k < places.length; k += 1) {
    errors[k] = Math.sqrt((sigmaX[places[k]] ** 2 + sigmaY[places[k]] ** 2) / 2);
  }
  return errors;
}

function matched(
  { matches }: PlateSolution,
  usable: Int32Array,
  sources: Sources,
  selection: StarSelection,
  sky: ReturnType<typeof skyOver>,
): SolvedStars {
  const count = matches.length;
  const places = new Int32Array(count);
  const ranks = new Int32Array(count);
  const residualX = new Float64Array(count);
  const residualY = new Float64Array(count);
  const azimuthDeg = new Float64Array(count).fill(Number.NaN);
  const altitudeDeg = new Float64Array(count).fill(Number.NaN);
  const raDeg = new Float64Array(count);
  const decDeg = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    const match = matches[at];
    const { star } = match;
    places[at] = usable[match.source];
    ranks[at] = star;
    residualX[at] = match.residualX;
    residualY[at] = match.residualY;
    const place = { x: selection.x[star], y: selection.y[star], z: selection.z[star] };
    raDeg[at] = (((Math.atan2(place.y, place.x) / degree) % 360) + 360) % 360;
    decDeg[at] = Math.atan2(place.z, Math.hypot(place.x, place.y)) / degree;
    if (sky === null) continue;
    const seen = sky.icrsVectorToAltAz(place);
    azimuthDeg[at] = seen.azimuthDeg;
    altitudeDeg[at] = seen.altitudeDeg;
  }
  return {
    count,
    x: picked(sources.x, places),
    y: picked(sources.y, places),
    positionError: positionErrors(sources, places),
    flux: picked(sources.flux, places),
    fluxError: picked(sources.fluxError, places),
    flags: Uint8Array.from(picked(sources.flags, places)),
    row: Int32Array.from(picked(selection.row, ranks)),
    hip: Int32Array.from(picked(selection.hip, ranks)),
    raDeg,
    decDeg,
    v: picked(selection.v, ranks),
    bv: picked(selection.bv, ranks),
    residualX,
    residualY,
    azimuthDeg,
    altitudeDeg,
  };
}
