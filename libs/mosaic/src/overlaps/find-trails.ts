import { brightPixels, median, type Image } from '@nightskies/pixels';
import { degree, directionOf, type HorizontalDirection } from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';
import { frameVector, pixelOfFrame } from './frame-vector.js';
import { joinedStreaks } from './joined-streaks.js';
import { findStreaks, type Streak } from './streaks.js';

/** A frame before and after its stars were removed. */
export interface TrailFrame {
  readonly name: string;
  readonly model: FrameModel;
  /** DN, calibrated. */
  readonly pixels: Image;
  readonly starFree: Image;
}

/** Something that moved through a frame while it was exposed, or a streak of another kind. */
export interface Trail extends Pick<Streak, 'from' | 'to' | 'lengthPx' | 'widthPx'> {
  readonly frame: string;
  /** Apparent directions of the ends. */
  readonly fromDirection: HorizontalDirection;
  readonly toDirection: HorizontalDirection;
  readonly lengthDeg: number;
  /** Light along it over the frame without stars, DN per px of its length. */
  readonly excessDnPerPx: number;
  /** What of it the star filter left: on the trail against both its sides, relative to the sky. */
  readonly leftInStarFree: number;
  /** Neighbours that see part of it; and of these, those that show a streak at the same place. */
  readonly neighbours: readonly string[];
  readonly seenBy: readonly string[];
}

export interface TrailOptions {
  /** Streaks that reach below it are skylines and lights, apparent, deg. */
  readonly lowestAltitudeDeg: number;
  /** In units of the noise of a pixel. */
  readonly threshold: number;
  readonly leastLengthPx: number;
}

/** At 4 sigma and 40 px no frame of 45 of a simulated night shows a streak that is none. */
export const usualTrailOptions: TrailOptions = {
  lowestAltitudeDeg: 6,
  threshold: 4,
  leastLengthPx: 40,
};

/** Longer than so many times its rms width: stars that touch one another are not. */
const leastSlenderness = 10;

/**
 * Satellites, aircraft and meteors: long thin excesses of a calibrated frame over itself without
 * stars, and what its neighbours show at the same place. Found is what is brighter than the noise
 * pixel by pixel over 40 px and more; pieces of one line and parallel lines are joined. Fainter trails
 * are not. Where no
 * neighbour looks, which is two thirds of a frame, the streak itself is the only witness.
 *
 * @param neighbours frames that may overlap; others do no harm
 */
export function findTrails(
  frame: TrailFrame,
  neighbours: readonly TrailFrame[],
  options: TrailOptions = usualTrailOptions,
): Trail[] {
  const { width } = frame.pixels;
  const bright = brightPixels(frame.pixels, frame.starFree, options.threshold);
  const streaks = joinedStreaks(findStreaks(bright, width, { ...options, leastSlenderness }));
  return streaks.flatMap((streak) => {
    const ends = [streak.from, streak.to].map(({ x, y }) => frameVector(frame.model, x, y));
    const [first, last] = ends.map((end) => (end === null ? null : directionOf(end)));
    if (first == null || last == null) return [];
    if (Math.min(first.altitudeDeg, last.altitudeDeg) < options.lowestAltitudeDeg) return [];
    const along = pointsAlong(streak);
    const seen = neighbours.map((other) => ({
      name: other.name,
      ...shareSeen(frame, along, other, options.threshold),
    }));
    return [
      {
        frame: frame.name,
        ...{ from: streak.from, to: streak.to },
        ...{ lengthPx: streak.lengthPx, widthPx: streak.widthPx },
        ...{ fromDirection: first, toDirection: last },
        lengthDeg: separation(frame.model, streak),
        excessDnPerPx: excess(frame, streak, along),
        leftInStarFree: leftOver(frame.starFree, streak, along),
        neighbours: seen.filter(({ points }) => points >= fewestPoints).map(({ name }) => name),
        seenBy: seen
          .filter(({ points, bright }) => points >= fewestPoints && bright > 0.5 * points)
          .map(({ name }) => name),
      },
    ];
  });
}

/** Points of a trail a neighbour must see before it is a witness. */
const fewestPoints = 20;

interface Along {
  readonly x: number;
  readonly y: number;
}

/** A point per px from end to end. */
function pointsAlong({ from, to, lengthPx }: Streak): readonly Along[] {
  const count = Math.max(2, Math.round(lengthPx));
  return Array.from({ length: count }, (_, k) => {
    const part = (k + 0.5) / count;
    return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
  });
}

function separation(model: FrameModel, { from, to }: Streak): number {
  const a = frameVector(model, from.x, from.y);
  const b = frameVector(model, to.x, to.y);
  if (a === null || b === null) return Number.NaN;
  const chord = Math.hypot(a.east - b.east, a.north - b.north, a.up - b.up);
  return (2 * Math.asin(Math.min(1, chord / 2))) / degree;
}

/** Points that another frame sees, and on how many of them something is bright within 2 px. */
function shareSeen(
  { model }: TrailFrame,
  along: readonly Along[],
  other: TrailFrame,
  threshold: number,
): { readonly points: number; readonly bright: number } {
  const { width, height } = other.pixels;
  const seen = along.flatMap(({ x, y }) => {
    const vector = frameVector(model, x, y);
    const at = vector === null ? null : pixelOfFrame(other.model, vector);
    if (at === null) return [];
    const inside = at.x >= 2 && at.y >= 2 && at.x <= width - 3 && at.y <= height - 3;
    return inside ? [Math.round(at.y) * width + Math.round(at.x)] : [];
  });
  if (seen.length < fewestPoints) return { points: seen.length, bright: 0 };
  const bright = brightPixels(other.pixels, other.starFree, threshold);
  const lit = seen.filter((at) => {
    for (let j = -2; j <= 2; j++) {
      for (let i = -2; i <= 2; i++) if (bright[at + j * width + i] === 1) return true;
    }
    return false;
  });
  return { points: seen.length, bright: lit.length };
}

/**
 * Light per px of length over the sky on both sides: across the trail to 3 px beyond three times its
 * width; at the usual point of it, so that stars and strobes do not count.
 */
function excess({ pixels, starFree }: TrailFrame, streak: Streak, along: readonly Along[]): number {
  const reach = Math.ceil(3 * streak.widthPx) + 3;
  const sums = along.flatMap((point) => {
    const sky = skyBeside(starFree, streak, point);
    if (sky === null) return [];
    let sum = 0;
    for (let off = -reach; off <= reach; off++) {
      const at = beside(pixels, streak, point, off);
      if (at !== null) sum += pixels.data[at] - sky;
    }
    return [sum];
  });
  return median(sums);
}

function leftOver(starFree: Image, streak: Streak, along: readonly Along[]): number {
  const ratios = along.flatMap((point) => {
    const on = beside(starFree, streak, point, 0);
    const sky = skyBeside(starFree, streak, point);
    return on === null || sky === null ? [] : [starFree.data[on] / sky - 1];
  });
  return median(ratios);
}

/** Beyond the star filter's reach on either side, px. */
const sideStepPx = 40;

function skyBeside(starFree: Image, streak: Streak, point: Along): number | null {
  const left = beside(starFree, streak, point, -sideStepPx);
  const right = beside(starFree, streak, point, sideStepPx);
  return left === null || right === null ? null : (starFree.data[left] + starFree.data[right]) / 2;
}

/** Pixel so far to the side of a point of a streak; null beyond the frame. */
function beside(
  { width, height }: Image,
  { from, to, lengthPx }: Streak,
  { x, y }: Along,
  off: number,
): number | null {
  const column = Math.round(x - (off * (to.y - from.y)) / lengthPx);
  const row = Math.round(y + (off * (to.x - from.x)) / lengthPx);
  return column >= 0 && row >= 0 && column < width && row < height ? row * width + column : null;
}
