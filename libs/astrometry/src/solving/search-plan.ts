import { degree } from '@nightskies/sky';
import { arcsecOf, type PictureSize } from './pose.js';
import { bandRatio } from './quad-index.js';

/** Arcseconds per pixel. */
export interface ScaleRange {
  readonly low: number;
  readonly high: number;
}

/** Scales tried when nothing is known, arcseconds per pixel; not beyond a corner 70 deg off. */
const anyScale = { low: 1, high: 800 };
const farthestCornerDeg = 70;

/** AB of the quads looked for, as a share of the geometric mean of the picture's sides. */
export const shortestShare = 0.1;
export const longestShare = 0.75;
/** Share at which a picture holds enough quads of an index whose stars it all sees. */
const bestShare = 0.28;

/** Greatest ratio of scales that counts as a known scale. */
const knownScaleRatio = 3;

/** Sources joined into quads, in rounds: most pictures are solved in the first. */
const rounds = [3, 14, 24, 40, 64] as const;

/** Smallest AB for which the catalogue (to V = 10) is dense enough, degrees. */
const finestSideDeg = 0.35;
const coarsestSideDeg = 45;

/** From this length of AB on, all sources are asked before shorter quads are, degrees. */
const coarseSideDeg = 10;

/** From this length of AB on, an index of the whole sky costs less than a few of its parts, degrees. */
export const wholeSkySideDeg = 2.5;

/** What is tried for a picture when nothing is known of its scale. */
export function anyScaleOf({ width, height }: PictureSize): {
  readonly low: number;
  readonly high: number;
} {
  const corner = Math.tan(farthestCornerDeg * degree) / (Math.hypot(width, height) / 2);
  return { low: anyScale.low, high: Math.min(anyScale.high, arcsecOf(corner)) };
}

/** Quads to try: AB's length in one index, and the rank of the newest source from `from` to `upTo`. */
export interface Step {
  readonly sideDeg: number;
  readonly from: number;
  readonly upTo: number;
}

/**
 * The order of the search: few sources first, and where the scale is open, long quads before the
 * short ones, whose indexes take longest to make.
 */
export function schedule(scale: ScaleRange, size: PictureSize): Step[] {
  const mean = Math.sqrt(size.width * size.height);
  const lowest = Math.max(finestSideDeg, (mean * shortestShare * scale.low) / 3600);
  const highest = Math.min(coarsestSideDeg, (mean * longestShare * scale.high) / 3600);
  const sides: number[] = [];
  for (let side = finestSideDeg; side <= coarsestSideDeg; side *= bandRatio) {
    if (side * bandRatio > lowest && side < highest) sides.push(side);
  }
  const steps = (some: readonly number[], round: number): Step[] =>
    some.map((sideDeg) => ({ sideDeg, from: rounds[round], upTo: rounds[round + 1] }));
  if (scale.high / scale.low > knownScaleRatio) {
    const long = sides.filter((side) => side >= wholeSkySideDeg).reverse();
    // Few quads to ask, and needed where a very wide field is stretched in its outer parts.
    const coarse = long.filter((side) => side >= coarseSideDeg);
    const short = sides.filter((side) => side < wholeSkySideDeg).reverse();
    return [
      ...[0, 1, 2].flatMap((round) => steps(long, round)),
      ...steps(coarse, 3),
      ...[0, 1, 2].flatMap((round) => steps(short, round)),
      ...steps([...long.filter((side) => !coarse.includes(side)), ...short], 3),
    ];
  }
  const halfPlane = ((Math.sqrt(scale.low * scale.high) / 3600) * degree * mean) / 2;
  const best = ((2 * Math.atan(halfPlane)) / degree) * bestShare;
  const likely = sides
    .map((side) => ({ side, away: Math.abs(Math.log((side * Math.sqrt(bandRatio)) / best)) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, 5)
    .map(({ side }) => side);
  return [0, 1, 2, 3].flatMap((round) => steps(likely, round));
}
