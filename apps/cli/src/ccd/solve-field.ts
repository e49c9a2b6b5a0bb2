import {
  contradictionsOf,
  diagnosePointing,
  starLists,
  tanSipCards,
  type FindStarsOptions,
  type FoundStars,
  type NoSolution,
  type PlateSolution,
  type SolveHints,
} from '@nightskies/astrometry';
import type { PictureFacts } from './picture-facts.js';
import type { Picture } from './read-picture.js';
import { refusalWords } from './refusal-words.js';
import type { SolvedPicture, UnsolvedPicture } from './solved-picture.js';
import type { StarsOfYear } from './star-finder.js';

export interface FieldOptions extends FindStarsOptions {
  readonly maxOrder: number;
}

/** A solution with fewer stars is no proof for a person, whatever its odds. */
const fewestMatches = 8;

/** Bound of a search that is not the likeliest one. */
const laterHypotheses = 100_000;

/** A clear picture is found within so many. */
const glanceHypotheses = 4_000;

/**
 * Solves a picture of a part of the sky: with what is told about it, then with the scale alone, then
 * with nothing. A place without a scale shortens no search, so that it is only compared with what is
 * found. What was told and does not hold is named, with the slips that would explain it.
 */
export function solveField(
  picture: Picture,
  facts: PictureFacts,
  stars: StarsOfYear,
  options: FieldOptions,
): SolvedPicture | UnsolvedPicture {
  const { hints } = facts;
  let best: { outcome: NoSolution | undefined; sources: number } = {
    outcome: undefined,
    sources: 0,
  };
  let shortOfMatches = 0;
  let bound = {};
  for (const list of starLists(picture, options)) {
    for (const { tried, glance } of searchesOf(hints)) {
      const { maxOrder } = options;
      const limits = glance ? { maxHypotheses: glanceHypotheses } : bound;
      const outcome = stars.solver.solve(picture.luminance, list, tried, { maxOrder, ...limits });
      if (!outcome.solved) {
        if (!glance && list.x.length > best.sources) best = { outcome, sources: list.x.length };
      } else if (outcome.matches.length < fewestMatches) {
        shortOfMatches = Math.max(shortOfMatches, outcome.matches.length);
      } else {
        return solved(outcome, list, facts, stars);
      }
    }
    bound = { maxHypotheses: laterHypotheses };
  }
  return unsolved(best, shortOfMatches, picture, hints, stars);
}

/**
 * With all that is told, at a glance with nothing, with the scale alone, with nothing: a clear picture
 * that was told wrong does not wait for the patterns of the whole sky at a scale that it has not.
 */
function searchesOf(hints: SolveHints): { tried: SolveHints; glance: boolean }[] {
  const { centre, scaleArcsec, parity } = hints;
  const blind = { tried: {}, glance: false };
  if (scaleArcsec === undefined) return [blind];
  const more = centre !== undefined || parity !== undefined;
  return [
    { tried: hints, glance: false },
    { tried: {}, glance: true },
    ...(more ? [{ tried: { scaleArcsec }, glance: false }] : []),
    blind,
  ];
}

function solved(
  solution: PlateSolution,
  list: FoundStars,
  facts: PictureFacts,
  { selection }: StarsOfYear,
): SolvedPicture {
  const { wcs, matches, rmsPx, scaleArcsec } = solution;
  const contradictions = contradictionsOf(solution, facts.hints).map((one) =>
    one.what === 'pointing' ? (pointingInWords(solution, facts) ?? one.message) : one.message,
  );
  return {
    sky: {
      pixelOf: (direction) => wcs.pixelOf(direction),
      directionAt: (pixel) => wcs.directionAt(pixel),
    },
    cards: tanSipCards(wcs),
    centre: solution.centre,
    scaleArcsec,
    rotationDeg: solution.rotationDeg,
    parity: solution.parity,
    matched: matches.map(({ source, star }) => ({
      x: list.x[source] ?? NaN,
      y: list.y[source] ?? NaN,
      row: selection.row[star] ?? -1,
      v: selection.v[star] ?? NaN,
    })),
    rmsPx,
    centreSigmaArcsec: (scaleArcsec * rmsPx) / Math.sqrt(2 * matches.length),
    logOdds: solution.logOdds,
    order: wcs.order,
    projection: wcs.order > 1 ? 'TAN-SIP' : 'TAN',
    contradictions,
    hints: contradictions.length === 0 ? facts.origins : [],
    how: list.how,
  };
}

/** What may be wrong where a mount was told a direction; null where only a place was told. */
function pointingInWords(
  { centre }: PlateSolution,
  { commanded, site, jdUtc }: PictureFacts,
): string | null {
  if (commanded === undefined || site === undefined || jdUtc === undefined) return null;
  const observation = { ...site, jdUtc, refraction: null };
  return diagnosePointing({ commanded, observation, found: centre }).message;
}

function unsolved(
  { outcome, sources }: { outcome: NoSolution | undefined; sources: number },
  shortOfMatches: number,
  picture: Picture,
  hints: SolveHints,
  { catalogue, epochJd }: StarsOfYear,
): UnsolvedPicture {
  const reason = shortOfMatches > 0 ? 'too-few-matches' : (outcome?.reason ?? 'too-few-sources');
  const found =
    shortOfMatches > 0
      ? `${shortOfMatches} stars that fit, of ${sources} sources`
      : `${sources} sources`;
  return refusalWords(reason, found, picture.luminance, hints, catalogue, epochJd);
}
