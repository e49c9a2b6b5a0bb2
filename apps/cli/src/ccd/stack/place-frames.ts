import { chainMaps, registerStars, type PlaneMapKind } from '@nightskies/astrometry';
import type { Problem } from '@nightskies/contracts';
import { at } from '../offsets-numbers.js';
import {
  asGiven,
  byStars,
  byWcs,
  onItself,
  refusal,
  type Outcome,
  type Placement,
} from './placement.js';
import { matchByPlace } from './star-matches.js';
import type { SurveyedFrame } from './surveyed-frame.js';

export const registerWays = ['auto', 'stars', 'wcs', 'none'] as const;
export type RegisterWay = (typeof registerWays)[number];

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
  const outcomes = all.map((frame) =>
    frame === reference ? onItself(frame) : place(frame, reference, way, options),
  );
  if (way === 'stars') linkByNeighbours(all, outcomes, reference, options);
  const frames = all.flatMap((frame, k): PlacedFrame[] => {
    const { placement } = at(outcomes, k);
    return placement === undefined ? [] : [{ ...frame, placement }];
  });
  return { reference, frames, problems: outcomes.flatMap(({ problems }) => problems) };
}

/**
 * A frame that drifted beyond the reference is found by the frame before or after it that was found
 * itself, as long as there is one.
 */
function linkByNeighbours(
  all: readonly SurveyedFrame[],
  outcomes: Outcome[],
  reference: SurveyedFrame,
  options: PlaceOptions,
): void {
  const tried = new Set<string>();
  for (let progress = true; progress;) {
    progress = false;
    for (const [k, frame] of all.entries()) {
      if (at(outcomes, k).placement !== undefined) continue;
      for (const neighbour of [k - 1, k + 1]) {
        const between = outcomes[neighbour]?.placement;
        const link = `${k} ${neighbour}`;
        if (between?.map === undefined || between.map === null || tried.has(link)) continue;
        tried.add(link);
        const other = at(all, neighbour);
        if (other === reference) continue;
        const found = registerStars(frame.survey.stars, other.survey.stars, {
          kind: options.transform,
          allowMirrored: options.mirrored === true,
        });
        if (!found.isRegistered) continue;
        const direct = byStars(frame, reference, {
          ...found,
          map: chainMaps(found.map, between.map),
        });
        const matches = matchByPlace(frame, reference, (point) => direct.toReference(point));
        const placement = { ...direct, matches, via: other.frame.file };
        outcomes[k] = { placement, problems: [] };
        progress = true;
        break;
      }
    }
  }
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
