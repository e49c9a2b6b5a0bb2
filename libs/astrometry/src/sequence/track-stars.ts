import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  distanceFrom,
  fitAffine,
  mapX,
  mapY,
  noMotion,
  typicalPerAxis,
  type Affine,
  type AffineFit,
  type PlacePairs,
} from './affine.js';
import { alignPatterns, mapped, sureStars, type FrameStars } from './align-patterns.js';
import { acceptedChance, poissonTail } from './chance.js';
import { nearestPairs, type Places } from './nearest-pairs.js';

export interface TrackOptions {
  /** A star is looked for within so many px of where it is predicted; default 2.5. */
  readonly radiusPx?: number;
  /** A frame with fewer stars followed is left out of the sequence; default 3. */
  readonly leastStars?: number;
}

/**
 * What predicted the stars of a frame: its own place in the reference; each star's last motion; or,
 * where that finds fewer than half of them, the patterns of the stars of this and the frame before.
 */
export type Prediction = 'reference' | 'last-motion' | 'patterns';

export interface TrackedFrame {
  /** Null for a frame whose stars could not be followed: it is left out. */
  readonly prediction: Prediction | null;
  /** For each star of the reference its number among the stars of this frame, -1 where not seen. */
  readonly star: Int32Array;
  /** The frame before this one in the sequence, those left out not counted; the reference itself for it. */
  readonly previous: number;
  /** From places in the reference to those here, fitted to all stars seen here; null when left out. */
  readonly motion: AffineFit | null;
}

export interface StarTracks {
  /** One per frame; the first is the reference. */
  readonly frames: readonly TrackedFrame[];
  /**
   * Stars of the reference seen in every frame that is not left out, and doubtful in at most half of
   * them, in their order in the reference.
   */
  readonly inAll: Int32Array;
  /** Stars of the reference seen in all, but not moving with the others: hot pixels, planets. */
  readonly strays: Int32Array;
}

/** A doubtful detection stands for a missing star only so near to its place, which the others tell well. */
const doubtfulRadiusPx = 1;

/** Beside a predicted place is so many radii away: farther than its star, nearer than its cluster is wide. */
const besideRadii = 4;

interface Followed {
  readonly prediction: Prediction;
  readonly star: Int32Array;
}

/**
 * Follows the stars of the first frame through a sequence that drifts and turns. In each frame a
 * star is looked for where its last motion predicts it (place and displacement between the last two
 * frames; for the second frame its place in the first), one to one, the nearest pair first. Where
 * fewer than half of the stars that should be in the frame are found so, the prediction comes from
 * matching the patterns of the two frames, whatever their shift and turn, if that finds more. Stars
 * not found, now or before, are then looked for where the motion of the others has taken them since
 * they were last seen, among doubtful detections as well.
 *
 * @param frames stars of each frame, places in px of frames of one size
 * @param width, height of the frames, px
 * @throws NightSkiesError `tracking-parameter`, `tracking-no-reference` when the first frame has no star
 */
export function trackStars(
  frames: readonly FrameStars[],
  width: number,
  height: number,
  options: TrackOptions = {},
): StarTracks {
  const { radiusPx = 2.5, leastStars = 3 } = options;
  if (!(radiusPx > 0)) refuse('radiusPx', radiusPx, 'above 0');
  if (!(leastStars >= 1)) refuse('leastStars', leastStars, 'at least 1');
  const stars = frames.length === 0 ? 0 : frames[0].x.length;
  if (stars === 0) {
    throw new NightSkiesError(
      problem('tracking-no-reference', 'offsets: the first frame has no stars to follow', {
        found: `${frames.length} frames, no star in the first`,
        expected: 'stars in the first frame, which is the reference',
        hint: 'Begin with a frame that shows stars, or lower the threshold of the detection.',
      }),
    );
  }
  const tracker = new Tracker(frames, width, height, radiusPx);
  for (let frame = 1; frame < frames.length; frame += 1) tracker.follow(frame, leastStars);
  return tracker.tracks();
}

function refuse(parameter: string, found: number, expected: string): never {
  throw new NightSkiesError(
    problem('tracking-parameter', `offsets: ${parameter} cannot be used`, {
      found: `${found}`,
      expected,
      hint: `Choose ${parameter} within that range.`,
    }),
  );
}

class Tracker {
  /** Undefined for a frame that is left out. */
  readonly #followed: (Followed | undefined)[];
  /** Frames not left out, in order. */
  readonly #sequence: number[] = [0];
  /** For each star of the reference the frame it was last seen in. */
  readonly #lastSeen: Int32Array;

  constructor(
    private readonly frames: readonly FrameStars[],
    private readonly width: number,
    private readonly height: number,
    private readonly radiusPx: number,
  ) {
    const star = Int32Array.from({ length: frames[0].x.length }, (_, index) => index);
    this.#lastSeen = new Int32Array(star.length);
    this.#followed = [{ prediction: 'reference', star }];
  }

  follow(frame: number, leastStars: number): void {
    const followed = this.#predicted(frame);
    if (followed !== undefined) this.#recover(frame, followed.star);
    if (followed === undefined || countOf(followed.star) < leastStars) {
      this.#followed.push(undefined);
      return;
    }
    const { star } = followed;
    this.#followed.push(followed);
    this.#sequence.push(frame);
    star.forEach((index, track) => {
      if (index >= 0) this.#lastSeen[track] = frame;
    });
  }

  tracks(): StarTracks {
    const stray = new Uint8Array(this.#lastSeen.length);
    for (const frame of this.#sequence.slice(1)) this.#markStrays(frame, stray);
    const everywhere = Array.from(stray.keys()).filter(
      (track) =>
        this.#sequence.every((frame) => this.#star(frame, track) >= 0) &&
        2 * this.#sequence.filter((frame) => this.#isSure(frame, track)).length >=
          this.#sequence.length,
    );
    return {
      frames: this.#followed.map((one, frame) => this.#tracked(one, frame, stray)),
      inAll: Int32Array.from(everywhere.filter((track) => stray[track] === 0)),
      strays: Int32Array.from(everywhere.filter((track) => stray[track] !== 0)),
    };
  }

  #tracked(one: Followed | undefined, frame: number, stray: Uint8Array): TrackedFrame {
    const previous = this.#sequence.findLast((other) => other < frame) ?? 0;
    if (one === undefined) {
      const star = new Int32Array(stray.length).fill(-1);
      return { prediction: null, star, previous, motion: null };
    }
    const tracks = this.#inBoth(0, frame).filter((track) => stray[track] === 0);
    if (frame === 0) {
      return { ...one, previous, motion: { map: noMotion, pairs: tracks.length, rmsPx: 0 } };
    }
    return { ...one, previous, motion: fitAffine(this.#pairs(0, frame, tracks)) ?? null };
  }

  /** Stars that do not move with the others: far off what is usual in the frame, and off the radius. */
  #markStrays(frame: number, stray: Uint8Array): void {
    const tracks = this.#inBoth(0, frame);
    const pairs = this.#pairs(0, frame, tracks);
    const fit = fitAffine(pairs);
    if (fit === undefined) return;
    const distance = Float64Array.from(tracks, (_, pair) => distanceFrom(fit.map, pairs, pair));
    const limit = Math.max(this.radiusPx, 5 * typicalPerAxis(distance));
    tracks.forEach((track, pair) => {
      if (distance[pair] > limit) stray[track] = 1;
    });
  }

  /**
   * Stars of the frame before, found by their last motion or by patterns, whichever finds more;
   * undefined when no more are found than fall on stars of any field by chance.
   */
  #predicted(frame: number): Followed | undefined {
    const last = this.#sequence.at(-1) ?? 0;
    const found = this.frames[frame];
    const byMotion = this.#lastMotion(last);
    const sure = sureStars(found);
    const star = this.#nearest(byMotion, found, sure);
    let wanted = 0;
    byMotion.x.forEach((x, track) => {
      if (this.#isSure(last, track) && this.#isInside(x, byMotion.y[track])) wanted += 1;
    });
    const count = countOf(star);
    if (2 * count < wanted || wanted === 0) {
      const map = alignPatterns(this.frames[last], found, this.radiusPx);
      if (map !== undefined) {
        const byPatterns = this.#nearest(mapped(map, this.#placesIn(last)), found, sure);
        if (countOf(byPatterns) > count) return { prediction: 'patterns', star: byPatterns };
      }
    }
    const density = sure.length / (this.width * this.height);
    const ifEven = wanted * (1 - Math.exp(-density * Math.PI * this.radiusPx ** 2));
    const byChance = Math.max(ifEven, this.#besides(byMotion, found, sure));
    if (poissonTail(count, byChance) > acceptedChance) return undefined;
    return { prediction: 'last-motion', star };
  }

  /**
   * Stars found on average beside where they are predicted: as many fall on others by chance, in a
   * cluster or a frame whose corners are dark more than among stars scattered evenly.
   */
  #besides({ x, y }: Places, found: FrameStars, among: readonly number[]): number {
    const away = besideRadii * this.radiusPx;
    const ways = 8;
    let count = 0;
    for (let way = 0; way < ways; way += 1) {
      const angle = (2 * Math.PI * way) / ways;
      const [dx, dy] = [away * Math.cos(angle), away * Math.sin(angle)];
      const moved = {
        x: Float64Array.from(x, (place) => place + dx),
        y: Float64Array.from(y, (place) => place + dy),
      };
      count += countOf(this.#nearest(moved, found, among));
    }
    return count / ways;
  }

  /** Looks for the stars not found yet where the others have moved since; adds them to `star`. */
  #recover(frame: number, star: Int32Array): void {
    const maps = new Map<number, Affine | null>();
    const mapSince = (since: number): Affine | null => {
      let map = maps.get(since);
      if (map === undefined) {
        const tracks = Array.from(star.keys()).filter(
          (track) => star[track] >= 0 && this.#star(since, track) >= 0,
        );
        // Three stars fix an affine map without any check on it.
        map =
          tracks.length < 4
            ? null
            : (fitAffine(this.#pairsTo(since, frame, tracks, star))?.map ?? null);
        maps.set(since, map);
      }
      return map;
    };
    const x = new Float64Array(star.length).fill(Number.NaN);
    const y = new Float64Array(star.length).fill(Number.NaN);
    star.forEach((index, track) => {
      if (index >= 0) return;
      const since = this.#lastSeen[track];
      const map = mapSince(since);
      if (map === null) return;
      const from = this.#star(since, track);
      const { x: xs, y: ys } = this.frames[since];
      x[track] = mapX(map, xs[from], ys[from]);
      y[track] = mapY(map, xs[from], ys[from]);
    });
    const claimed = new Set(star);
    const found = this.frames[frame];
    const free = Array.from({ length: found.x.length }, (_, index) => index).filter(
      (index) => !claimed.has(index),
    );
    const isDoubtful = (index: number): boolean => (found.doubtful?.[index] ?? 0) !== 0;
    const closeBy = Math.min(this.radiusPx, doubtfulRadiusPx);
    this.#nearest({ x, y }, found, free).forEach((index, track) => {
      if (index < 0) return;
      const distance = Math.hypot(found.x[index] - x[track], found.y[index] - y[track]);
      if (!isDoubtful(index) || distance <= closeBy) star[track] = index;
    });
  }

  /** For each wanted place the nearest of some stars of a frame, one to one; -1 for none. */
  #nearest(wanted: Places, { x, y }: FrameStars, among: readonly number[]): Int32Array {
    const found = {
      x: Float64Array.from(among, (index) => x[index]),
      y: Float64Array.from(among, (index) => y[index]),
    };
    return nearestPairs(wanted, found, this.radiusPx).map((k) => (k < 0 ? -1 : among[k]));
  }

  /**
   * Where the stars seen in a frame go next if they move as before; NaN for the others. Stars that
   * were not seen twice in a row move as the rest of them did there.
   */
  #lastMotion(frame: number): { x: Float64Array; y: Float64Array } {
    const places = this.#placesIn(frame);
    const before = this.#sequence.at(-2);
    if (before === undefined) return places;
    const tracks = this.#inBoth(before, frame);
    const field = fitAffine(this.#pairs(frame, before, tracks))?.map;
    const { x: lastX, y: lastY } = this.#placesIn(before);
    const next = (own: Float64Array, past: Float64Array, map: typeof mapX): Float64Array =>
      own.map((place, track) => {
        if (!Number.isNaN(past[track])) return 2 * place - past[track];
        return field === undefined
          ? place
          : 2 * place - map(field, places.x[track], places.y[track]);
      });
    return { x: next(places.x, lastX, mapX), y: next(places.y, lastY, mapY) };
  }

  #isSure(frame: number, track: number): boolean {
    const index = this.#star(frame, track);
    return index >= 0 && (this.frames[frame].doubtful?.[index] ?? 0) === 0;
  }

  #isInside(x: number, y: number): boolean {
    return x >= -0.5 && x <= this.width - 0.5 && y >= -0.5 && y <= this.height - 0.5;
  }

  #star(frame: number, track: number): number {
    return this.#followed[frame]?.star[track] ?? -1;
  }

  /** Places of all stars of the reference in a frame, NaN where not seen. */
  #placesIn(frame: number): { x: Float64Array; y: Float64Array } {
    const { x, y } = this.frames[frame];
    const place = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(this.#lastSeen, (_, track) => {
        const index = this.#star(frame, track);
        return index < 0 ? Number.NaN : values[index];
      });
    return { x: place(x), y: place(y) };
  }

  #inBoth(first: number, second: number): number[] {
    return Array.from(this.#lastSeen.keys()).filter(
      (track) => this.#star(first, track) >= 0 && this.#star(second, track) >= 0,
    );
  }

  #pairs(from: number, to: number, tracks: readonly number[]): PlacePairs {
    return this.#pairsTo(from, to, tracks, this.#followed[to]?.star ?? new Int32Array(0));
  }

  #pairsTo(from: number, to: number, tracks: readonly number[], star: Int32Array): PlacePairs {
    const [first, second] = [this.frames[from], this.frames[to]];
    return {
      fromX: Float64Array.from(tracks, (track) => first.x[this.#star(from, track)]),
      fromY: Float64Array.from(tracks, (track) => first.y[this.#star(from, track)]),
      toX: Float64Array.from(tracks, (track) => second.x[star[track]]),
      toY: Float64Array.from(tracks, (track) => second.y[star[track]]),
    };
  }
}

function countOf(star: Int32Array): number {
  return star.reduce((count, index) => count + (index >= 0 ? 1 : 0), 0);
}
