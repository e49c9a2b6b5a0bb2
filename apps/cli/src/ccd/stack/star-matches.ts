import type { PixelPoint } from '@nightskies/astrometry';
import { at } from '../offsets-numbers.js';
import type { SurveyedFrame } from './surveyed-frame.js';

/** The same stars in two frames: element i of both is one star. */
export interface StarMatches {
  readonly frame: Int32Array;
  readonly reference: Int32Array;
}

const farthestPx = 3;

/** Pairs of the stars of two frames whose places are known, the nearest of each within 3 px. */
export function matchByPlace(
  frame: SurveyedFrame,
  reference: SurveyedFrame,
  toReference: (point: PixelPoint) => PixelPoint | undefined,
): StarMatches {
  const [own, theirs] = [frame.survey.stars, reference.survey.stars];
  const cells = new Map<string, number[]>();
  const cell = (value: number): number => Math.floor(value / farthestPx);
  for (let k = 0; k < theirs.x.length; k += 1) {
    const key = `${cell(at(theirs.x, k))} ${cell(at(theirs.y, k))}`;
    const list = cells.get(key);
    if (list === undefined) cells.set(key, [k]);
    else list.push(k);
  }
  const taken = new Set<number>();
  const pairs: [number, number][] = [];
  // The brightest first: they are the least likely to be taken for another.
  for (let star = 0; star < own.x.length; star += 1) {
    const place = toReference({ x: at(own.x, star), y: at(own.y, star) });
    if (place === undefined) continue;
    let [best, least] = [-1, farthestPx];
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        for (const k of cells.get(`${cell(place.x) + dx} ${cell(place.y) + dy}`) ?? []) {
          const apart = Math.hypot(at(theirs.x, k) - place.x, at(theirs.y, k) - place.y);
          if (apart < least && !taken.has(k)) [best, least] = [k, apart];
        }
      }
    }
    if (best < 0) continue;
    taken.add(best);
    pairs.push([star, best]);
  }
  return {
    frame: Int32Array.from(pairs, ([star]) => star),
    reference: Int32Array.from(pairs, ([, partner]) => partner),
  };
}
