import { separationDeg, vectorOf, type IcrsPlace } from '../wcs/tangent-plane.js';
import type { PlateSolver } from './plate-solver.js';
import type { PictureSize } from './pose.js';
import type { NoSolution, PlateSolution, SolveHints, SolveOptions } from './solution.js';
import type { SolverSources } from './solver-stars.js';
import type { Parity, PictureView } from './view.js';

/** Something that was told about a picture and is not so. */
export type Contradiction =
  | {
      readonly what: 'pointing';
      readonly given: IcrsPlace & { readonly radiusDeg: number };
      readonly found: IcrsPlace;
      readonly apartDeg: number;
      readonly message: string;
    }
  | {
      readonly what: 'scale';
      readonly given: { readonly low: number; readonly high: number };
      /** Arcseconds per pixel. */
      readonly found: number;
      readonly message: string;
    }
  | {
      readonly what: 'parity';
      readonly given: Parity;
      readonly found: Parity;
      readonly message: string;
    };

export interface CheckedSolution extends PlateSolution {
  /** Empty when the picture is as it was told to be. */
  readonly contradictions: readonly Contradiction[];
}

export interface CheckedOptions extends SolveOptions {
  /** Whether a picture that is not as told is looked for in the whole sky. Default true. */
  readonly searchBeyondHints?: boolean;
}

/**
 * Solves a picture as it was told to be; when that fails, first with the scale alone, then with
 * nothing, and says what of the hints does not hold. A solution is as certain either way: hints only
 * shorten the search.
 */
export function solveChecked(
  solver: PlateSolver,
  size: PictureSize,
  sources: SolverSources,
  hints: SolveHints,
  { searchBeyondHints = true, ...options }: CheckedOptions = {},
): CheckedSolution | NoSolution {
  const { centre, parity, scaleArcsec } = hints;
  const tries: SolveHints[] = [hints];
  if (searchBeyondHints) {
    const more = centre !== undefined || parity !== undefined;
    if (more && scaleArcsec !== undefined) tries.push({ scaleArcsec });
    if (more || scaleArcsec !== undefined) tries.push({});
  }
  let [hypotheses, bestLogOdds] = [0, 0];
  let last: NoSolution | undefined;
  for (const tried of tries) {
    const outcome = solver.solve(size, sources, tried, options);
    hypotheses += outcome.hypotheses;
    if (outcome.solved) {
      return { ...outcome, hypotheses, contradictions: contradictionsOf(outcome, hints) };
    }
    bestLogOdds = Math.max(bestLogOdds, outcome.bestLogOdds);
    last = outcome;
    if (isAboutInput(outcome)) break;
  }
  if (last === undefined) throw new RangeError('a picture is tried at least once');
  return { ...last, hypotheses, bestLogOdds };
}

/** What of the hints a view contradicts, in plain words. */
export function contradictionsOf(
  found: PictureView,
  { centre, scaleArcsec, parity }: SolveHints,
): Contradiction[] {
  const all: Contradiction[] = [];
  if (centre !== undefined) {
    const apartDeg = separationDeg(vectorOf(found.centre), vectorOf(centre));
    if (apartDeg > centre.radiusDeg * 1.02 + 0.1) {
      all.push({
        what: 'pointing',
        given: centre,
        found: found.centre,
        apartDeg,
        message:
          `The picture shows ${placeText(found.centre)}; expected within ` +
          `${centre.radiusDeg.toFixed(1)} deg of ${placeText(centre)}, it is ` +
          `${apartDeg.toFixed(2)} deg away. The time, the site or the pointing given is wrong.`,
      });
    }
  }
  if (scaleArcsec !== undefined) {
    const { low, high } = scaleArcsec;
    if (found.scaleArcsec < low * 0.97 || found.scaleArcsec > high * 1.03) {
      all.push({
        what: 'scale',
        given: scaleArcsec,
        found: found.scaleArcsec,
        message:
          `The picture has ${found.scaleArcsec.toFixed(3)} arcsec per pixel; expected ` +
          `${low.toFixed(3)} to ${high.toFixed(3)}. Another camera, lens or binning than told.`,
      });
    }
  }
  if (parity !== undefined && parity !== found.parity) {
    all.push({
      what: 'parity',
      given: parity,
      found: found.parity,
      message:
        `The picture is ${parityText[found.parity]}; expected ${parityText[parity]}. ` +
        'Its rows or columns were stored in the other order, or a mirror was in the way.',
    });
  }
  return all;
}

const parityText = {
  direct: 'direct (the sky as the eye sees it, first row on top)',
  mirrored: 'mirrored (as in a mirror, first row on top)',
} as const;

function placeText({ raDeg, decDeg }: IcrsPlace): string {
  return `RA ${raDeg.toFixed(3)}, Dec ${decDeg.toFixed(3)} deg`;
}

/** No search helps where the input itself is at fault. */
function isAboutInput({ reason }: NoSolution): boolean {
  return reason === 'too-few-sources' || reason === 'bad-size' || reason === 'bad-hints';
}
