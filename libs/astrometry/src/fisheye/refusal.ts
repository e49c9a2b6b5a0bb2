import { problem, type Problem } from '@nightskies/contracts';
import type {
  FisheyeContradiction,
  FisheyeRefusal,
  FisheyeRefusalReason,
} from './fisheye-solution.js';

interface Circumstances {
  readonly found?: number;
  readonly bestLogOdds?: number;
  readonly hypotheses?: number;
  readonly zenithSigmaPx?: number;
  readonly contradiction?: FisheyeContradiction;
  readonly maxTiltDeg?: number;
}

/** No solution, with its reason in words. */
export function refusal(
  reason: FisheyeRefusalReason,
  circumstances: Circumstances = {},
): FisheyeRefusal {
  const { bestLogOdds = 0, hypotheses = 0, contradiction } = circumstances;
  return {
    solved: false,
    reason,
    problem: words(reason, circumstances),
    bestLogOdds,
    hypotheses,
    ...(contradiction === undefined ? {} : { contradiction }),
  };
}

const clouds = 'Clouds, daylight, a covered lens or a picture that is no whole sky look like this.';
const checks = 'Check the time (UTC, mid-exposure), the site, and that the picture is a whole sky.';

function words(reason: FisheyeRefusalReason, about: Circumstances): Problem {
  const odds = `log-odds of ${(about.bestLogOdds ?? 0).toFixed(1)} after ${about.hypotheses ?? 0} hypotheses`;
  switch (reason) {
    case 'too-few-sources':
      return problem(
        'fisheye-too-few-sources',
        'The picture shows too few sources for a solution',
        {
          found: `${about.found ?? 0} sources`,
          expected: 'at least 12',
          hint: clouds,
        },
      );
    case 'too-few-stars':
      return problem('fisheye-too-few-stars', 'Too few reference stars stand over the place', {
        found: `${about.found ?? 0} stars`,
        expected: 'at least 20',
        hint: 'Give stars to V 5 or fainter, down to the horizon.',
      });
    case 'no-pattern':
      return problem('fisheye-no-pattern', 'No pattern of stars over the place is in the picture', {
        found: odds,
        hint: `${clouds} ${checks}`,
      });
    case 'log-odds-too-low':
      return problem('fisheye-log-odds-too-low', 'Chance explains all patterns found', {
        found: odds,
        hint: `${clouds} ${checks}`,
      });
    case 'search-exhausted':
      return problem('fisheye-search-exhausted', 'The search was given up', {
        found: odds,
        hint: `${clouds} ${checks}`,
      });
    case 'too-little-sky':
      return problem(
        'fisheye-too-little-sky',
        'Too little of the sky shows stars to fix the camera',
        {
          ...(about.zenithSigmaPx === undefined
            ? {}
            : { found: `the zenith known to ${about.zenithSigmaPx.toFixed(2)} px` }),
          hint: 'Clouds cover most of it: take another picture of the same camera.',
        },
      );
    case 'contradiction':
      return contradictionWords(about);
  }
}

function contradictionWords({ contradiction, maxTiltDeg = 0 }: Circumstances): Problem {
  const tilt = contradiction?.tiltDeg ?? 0;
  const minutes = contradiction?.clockAheadMinutes ?? null;
  const explained =
    contradiction === undefined || minutes === null
      ? ''
      : `; a clock ${Math.abs(minutes).toFixed(1)} min ${minutes > 0 ? 'fast' : 'slow'} or a longitude ` +
        `${Math.abs(contradiction.longitudeAheadDeg ?? 0).toFixed(2)} deg too far ` +
        `${minutes > 0 ? 'east' : 'west'}, with a latitude of ` +
        `${(contradiction.latitudeDeg ?? 0).toFixed(2)} deg, would make it upright`;
  return problem('fisheye-contradiction', 'The stars contradict the time or the place', {
    found: `an optical axis ${tilt.toFixed(2)} deg from the zenith${explained}`,
    expected: `an axis within ${maxTiltDeg} deg of the zenith`,
    hint: 'Correct time or site; if the camera does lean that far, allow a greater tilt.',
  });
}
