import {
  identityMap,
  mapPoint,
  viewOfMap,
  type LocalView,
  type PixelPoint,
  type PlaneMap,
  type PlaneMapKind,
  type Registration,
} from '@nightskies/astrometry';
import { problem, type Problem } from '@nightskies/contracts';
import { at } from '../offsets-numbers.js';
import { matchByPlace, type StarMatches } from './star-matches.js';
import type { SurveyedFrame } from './surveyed-frame.js';

/** Where a frame lies on the reference. */
export interface Placement {
  readonly how: 'reference' | 'stars' | 'wcs' | 'given';
  readonly kind: PlaneMapKind | null;
  /** From the frame to the reference; null where the two are placed by their WCS. */
  readonly map: PlaneMap | null;
  /** Array position in the reference of one in the frame. */
  toReference(point: PixelPoint): PixelPoint | undefined;
  /** About the middle of the frame. */
  readonly view: LocalView;
  /** Middle of the frame on the reference less the middle of the reference, px. */
  readonly offset: PixelPoint;
  readonly matches: StarMatches;
  /** Root mean square distance of the matched stars, px; null for none. */
  readonly rmsPx: number | null;
  /** Frame by which it was found, for one that shares too few stars with the reference. */
  readonly via: string | null;
}

/** A WCS that puts stars further from their partners than this is said to disagree, px. */
const disagreementPx = 2;
/** Where a frame lies, or why that is not known. */
export interface Outcome {
  readonly placement?: Placement;
  readonly problems: readonly Problem[];
}

/** The reference. */
export function onItself(frame: SurveyedFrame): Outcome {
  return {
    placement: {
      how: 'reference',
      kind: null,
      map: identityMap,
      toReference: (point) => point,
      view: { rotationDeg: 0, scale: 1, isMirrored: false },
      offset: { x: 0, y: 0 },
      matches: matchByPlace(frame, frame, (point) => point),
      rmsPx: null,
      via: null,
    },
    problems: [],
  };
}

/** By a map fitted to stars. */
export function byStars(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  found: Registration,
): Placement {
  const { map, kind, rmsPx } = found;
  const middle = middleOf(frame);
  const there = mapPoint(map, middle.x, middle.y);
  const target = middleOf(reference);
  return {
    how: 'stars',
    kind,
    map,
    toReference: ({ x, y }) => mapPoint(map, x, y),
    view: viewOfMap(map, middle.x, middle.y),
    offset: { x: there.x - target.x, y: there.y - target.y },
    matches: { frame: found.fromStar, reference: found.toStar },
    rmsPx,
    via: null,
  };
}

/** Pixel on pixel. */
export function asGiven(frame: SurveyedFrame, reference: SurveyedFrame): Outcome {
  const { width, height } = frame.frame;
  if (width !== reference.frame.width || height !== reference.frame.height) {
    return {
      problems: [
        problem('align-other-size', 'the frame is left out: it is not on the grid of the others', {
          file: frame.frame.file,
          found: `${width} x ${height} px`,
          expected: `${reference.frame.width} x ${reference.frame.height} px`,
          hint: 'Leave --aligned out, so that frames are registered and resampled.',
        }),
      ],
    };
  }
  const itself = onItself(frame).placement;
  if (itself === undefined) return { problems: [] };
  const matches = matchByPlace(frame, reference, (point) => point);
  return { placement: { ...itself, how: 'given', matches }, problems: [] };
}

/** By the solutions of both headers; stars that were found to lie elsewhere contradict them. */
export function byWcs(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  stars: Registration | undefined,
): Outcome {
  const { file } = frame.frame;
  const [own, target] = [frame.wcs, reference.wcs];
  if (own === undefined || target === undefined) {
    const without = own === undefined ? frame : reference;
    const wcsProblem = problem(
      'align-no-wcs',
      'the frame is left out: it has no WCS to be placed by',
      {
        file,
        found: `${without === frame ? '' : `in the reference ${reference.frame.file}: `}${without.skyWords}`,
        expected: 'CTYPE RA---TAN, DEC--TAN or those with -SIP',
        hint: 'Solve it (nightskies ccd solve FILE --fits), or take --register stars.',
      },
    );
    return { problems: [wcsProblem] };
  }
  const toReference = (point: PixelPoint): PixelPoint | undefined =>
    target.pixelOf(own.directionAt(point));
  const middle = middleOf(frame);
  const there = toReference(middle);
  const local = there === undefined ? undefined : localMap(toReference, middle, there);
  if (there === undefined || local === undefined) {
    const elsewhere = problem(
      'align-other-field',
      'the frame is left out: it shows another part of the sky',
      {
        file,
        found: 'a middle more than 90 degrees from that of the reference',
        expected: `the field of ${reference.frame.file}`,
        hint: 'Check the WCS, or leave the frame out.',
      },
    );
    return { problems: [elsewhere] };
  }
  const matches = matchByPlace(frame, reference, toReference);
  const target0 = middleOf(reference);
  const placement: Placement = {
    how: 'wcs',
    kind: null,
    map: null,
    toReference,
    view: viewOfMap(local, middle.x, middle.y),
    offset: { x: there.x - target0.x, y: there.y - target0.y },
    matches,
    rmsPx: rmsOf(frame, reference, matches, toReference),
    via: null,
  };
  return { placement, problems: disagreement(frame, there, middle, stars) };
}

/** Stars that are certain and put the frame elsewhere than its WCS does. */
function disagreement(
  frame: SurveyedFrame,
  there: PixelPoint,
  middle: PixelPoint,
  stars: Registration | undefined,
): Problem[] {
  if (stars === undefined) return [];
  const byMap = mapPoint(stars.map, middle.x, middle.y);
  const apart = Math.hypot(byMap.x - there.x, byMap.y - there.y);
  if (apart < disagreementPx) return [];
  return [
    problem(
      'align-wcs-disagrees',
      'the WCS puts this frame elsewhere than its stars do; the WCS is followed',
      {
        file: frame.frame.file,
        found: `${apart.toFixed(1)} px apart by ${stars.kept.length} stars`,
        expected: `less than ${disagreementPx} px`,
        hint: 'Take --register stars, or solve the frames again (nightskies ccd solve).',
      },
    ),
  ];
}

function localMap(
  map: (point: PixelPoint) => PixelPoint | undefined,
  middle: PixelPoint,
  there: PixelPoint,
): PlaneMap | undefined {
  const right = map({ x: middle.x + 1, y: middle.y });
  const below = map({ x: middle.x, y: middle.y + 1 });
  if (right === undefined || below === undefined) return undefined;
  const [xx, yx] = [right.x - there.x, right.y - there.y];
  const [xy, yy] = [below.x - there.x, below.y - there.y];
  const { x, y } = middle;
  return [xx, xy, there.x - xx * x - xy * y, yx, yy, there.y - yx * x - yy * y, 0, 0, 1];
}

function rmsOf(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  matches: StarMatches,
  map: (point: PixelPoint) => PixelPoint | undefined,
): number | null {
  const count = matches.frame.length;
  if (count === 0) return null;
  let squares = 0;
  matches.frame.forEach((star, pair) => {
    const partner = at(matches.reference, pair);
    const place = map({ x: at(frame.survey.stars.x, star), y: at(frame.survey.stars.y, star) });
    const [x, y] = [reference.survey.stars.x, reference.survey.stars.y];
    if (place === undefined) return;
    squares += (place.x - at(x, partner)) ** 2 + (place.y - at(y, partner)) ** 2;
  });
  return Math.sqrt(squares / count);
}

function middleOf({ frame }: SurveyedFrame): PixelPoint {
  return { x: (frame.width - 1) / 2, y: (frame.height - 1) / 2 };
}

/** Why stars did not tell. */
export function refusal(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  { reason, found }: { reason: 'too-few-stars' | 'no-match' | 'mirrored'; found: string },
): Problem {
  const { file } = frame.frame;
  const words = {
    'too-few-stars': {
      message: 'the frame is left out: it has too few stars to be registered by',
      expected: 'at least 4, better 10 or more',
      hint: 'Lower --threshold, give --fwhm, leave clouded frames out, or take --register wcs.',
    },
    'no-match': {
      message: 'the frame is left out: its stars do not lie as those of the reference do',
      expected: `the field of ${reference.frame.file}`,
      hint: 'Leave out frames of another field; name one in the middle with --reference if they drift far.',
    },
    mirrored: {
      message: 'the frame is left out: it shows the sky mirrored',
      expected: 'frames that are not mirror images of one another',
      hint: 'Add --mirrored to take it.',
    },
  }[reason];
  return problem(`align-${reason}`, words.message, {
    file,
    found,
    expected: words.expected,
    hint: words.hint,
  });
}
