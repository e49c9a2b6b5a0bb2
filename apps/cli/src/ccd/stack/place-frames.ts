import {
  identityMap,
  mapPoint,
  registerStars,
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

export const registerWays = ['auto', 'stars', 'wcs', 'none'] as const;
export type RegisterWay = (typeof registerWays)[number];

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
}

export interface PlacedFrame extends SurveyedFrame {
  readonly placement: Placement;
}

export interface PlaceOptions {
  readonly register: RegisterWay;
  readonly transform?: PlaneMapKind | undefined;
  readonly mirrored?: boolean | undefined;
  /** File of the reference; the best frame when absent. */
  readonly reference?: string | undefined;
}

export interface Placed {
  readonly reference: SurveyedFrame;
  /** In the order given, the reference among them. */
  readonly frames: readonly PlacedFrame[];
  readonly problems: readonly Problem[];
}

/** A WCS that puts stars further from their partners than this is said to disagree, px. */
const disagreementPx = 2;
/** So many references are tried before the one with most frames is taken. */
const mostReferences = 3;

/**
 * Chooses the reference and finds where every other frame lies on it. Without a choice the reference
 * is the frame with most stars for their width; another one is tried when less than half of the
 * frames fit on it, so that a stray frame is not what all others fail on.
 */
export function placeFrames(frames: readonly SurveyedFrame[], options: PlaceOptions): Placed {
  const way = wayOf(frames, options.register);
  const order = referenceOrder(frames, options.reference, way);
  let best: Placed | undefined;
  for (const reference of order.slice(0, mostReferences)) {
    const placed = placeOn(reference, frames, way, options);
    if (best === undefined || placed.frames.length > best.frames.length) best = placed;
    if (2 * best.frames.length > frames.length) break;
  }
  if (best === undefined) throw new RangeError('no frame to choose a reference from');
  return best;
}

function wayOf(frames: readonly SurveyedFrame[], way: RegisterWay): Exclude<RegisterWay, 'auto'> {
  if (way !== 'auto') return way;
  return frames.every(({ wcs }) => wcs !== undefined) ? 'wcs' : 'stars';
}

function referenceOrder(
  frames: readonly SurveyedFrame[],
  reference: string | undefined,
  way: RegisterWay,
): SurveyedFrame[] {
  const given = frames.find(({ frame }) => frame.file === reference);
  if (given !== undefined) return [given];
  const usable = way === 'wcs' ? frames.filter(({ wcs }) => wcs !== undefined) : frames;
  const merit = ({ survey }: SurveyedFrame): number => survey.stars.x.length / survey.fwhmPx ** 2;
  const candidates = usable.length === 0 ? frames : usable;
  // Stable: of equals the first given.
  return [...candidates].sort((a, b) => merit(b) - merit(a));
}

function placeOn(
  reference: SurveyedFrame,
  all: readonly SurveyedFrame[],
  way: Exclude<RegisterWay, 'auto'>,
  options: PlaceOptions,
): Placed {
  const frames: PlacedFrame[] = [];
  const problems: Problem[] = [];
  for (const frame of all) {
    const outcome = frame === reference ? onItself(frame) : place(frame, reference, way, options);
    problems.push(...outcome.problems);
    if (outcome.placement !== undefined) frames.push({ ...frame, placement: outcome.placement });
  }
  return { reference, frames, problems };
}

interface Outcome {
  readonly placement?: Placement;
  readonly problems: readonly Problem[];
}

function onItself(frame: SurveyedFrame): Outcome {
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
    },
    problems: [],
  };
}

function place(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  way: Exclude<RegisterWay, 'auto'>,
  options: PlaceOptions,
): Outcome {
  if (way === 'none') return asGiven(frame, reference);
  const found = registerStars(frame.survey.stars, reference.survey.stars, {
    kind: options.transform,
    allowMirrored: options.mirrored === true || way === 'wcs',
  });
  if (way === 'wcs') return byWcs(frame, reference, found.isRegistered ? found : undefined);
  return found.isRegistered
    ? { placement: byStars(frame, reference, found), problems: [] }
    : { problems: [refusal(frame, reference, found)] };
}

function byStars(frame: SurveyedFrame, reference: SurveyedFrame, found: Registration): Placement {
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
  };
}

function asGiven(frame: SurveyedFrame, reference: SurveyedFrame): Outcome {
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

function byWcs(
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

function refusal(
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
