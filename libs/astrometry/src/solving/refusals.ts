import type { PictureSize } from './pose.js';
import type { NoSolution, NoSolutionReason, SolveHints } from './solution.js';

/** Fewest sources that hold a pattern and its proof. */
export const fewestSources = 6;

/** A refusal before any search. */
export function refusal(reason: NoSolutionReason, message: string): NoSolution {
  return { solved: false, reason, message, bestLogOdds: 0, hypotheses: 0 };
}

/** Why a picture cannot be searched for at all; undefined when it can. */
export function refusedInput(size: PictureSize, hints: SolveHints): NoSolution | undefined {
  const { width, height } = size;
  if (!(width > 0 && height > 0 && Number.isFinite(width * height))) {
    return refusal(
      'bad-size',
      `The picture is ${width} x ${height} px; expected a width and a height above 0. ` +
        'Give the size of the picture the sources were found in.',
    );
  }
  const { centre, scaleArcsec } = hints;
  if (centre !== undefined) {
    const { raDeg, decDeg, radiusDeg } = centre;
    const fits = Number.isFinite(raDeg) && Math.abs(decDeg) <= 90 && radiusDeg >= 0;
    if (!fits) {
      return refusal(
        'bad-hints',
        `The pointing given is RA ${raDeg}, Dec ${decDeg}, radius ${radiusDeg} deg; expected a ` +
          'declination from -90 to 90 and a radius of 0 or more. Correct it or leave it out.',
      );
    }
  }
  if (scaleArcsec !== undefined) {
    const { low, high } = scaleArcsec;
    if (!(low > 0 && high >= low && Number.isFinite(high))) {
      return refusal(
        'bad-hints',
        `The scale given is ${low} to ${high} arcsec per pixel; expected a range above 0, the ` +
          'lower end first. Correct it or leave it out.',
      );
    }
  }
  return undefined;
}

/** The refusal of a picture with too few usable sources. */
export function tooFewSources(usable: number, given: number): NoSolution {
  return refusal(
    'too-few-sources',
    `Of ${given} sources ${usable} have a place of their own inside the picture; expected at least ` +
      `${fewestSources}. A longer exposure or a lower detection threshold may help.`,
  );
}

/** The refusal of a scale at which nothing can be looked up. */
export function scaleOutOfReach(
  { low, high }: { readonly low: number; readonly high: number },
  { width, height }: PictureSize,
): NoSolution {
  return refusal(
    'scale-out-of-reach',
    `At ${low} to ${high} arcsec per pixel a picture of ${width} x ${height} px spans less than half a ` +
      'degree or more than a camera without fisheye lens; expected a field of 0.5 to 130 deg.',
  );
}

/** What a search that found nothing has to say. */
export function searchMessage(
  reason: 'no-pattern' | 'log-odds-too-low' | 'search-exhausted',
  hypotheses: number,
  bestLogOdds: number,
  acceptLogOdds: number,
): string {
  const odds = `the best had odds of e^${bestLogOdds.toFixed(1)}, expected e^${acceptLogOdds.toFixed(1)}`;
  switch (reason) {
    case 'no-pattern':
      return (
        'No pattern of the sources is among those of the catalogue under the hints given; expected at ' +
        'least one. Check pointing, scale and parity, or leave them out.'
      );
    case 'log-odds-too-low':
      return (
        `${hypotheses} likenesses with the catalogue were tested and ${odds}. The sources may not be ` +
        'stars (clouds, trails, noise), or a hint is wrong.'
      );
    case 'search-exhausted':
      return (
        `The search was given up after ${hypotheses} likenesses: ${odds}. A pointing or a scale shortens ` +
        'the search; sources that are no stars lengthen it.'
      );
  }
}
