import { PointGrid } from '../solving/source-field.js';
import { fitAffine, mapX, mapY, noMotion, type Affine } from './affine.js';
import { acceptedChance, poissonTail } from './chance.js';
import { nearestPairs, type Places } from './nearest-pairs.js';

/** Stars of one frame with what orders them, the brighter the larger; all arrays of one length. */
export interface FrameStars extends Places {
  readonly brightness: ArrayLike<number>;
  /**
   * Not 0 for what has not quite the shape of a star in this frame, by noise perhaps: it is taken
   * only where a star is missing otherwise. Absent when there are none.
   */
  readonly doubtful?: ArrayLike<number>;
}

/** The stars of a frame that are not doubtful. */
export function sureStars({ x, doubtful }: FrameStars): number[] {
  const all = Array.from({ length: x.length }, (_, star) => star);
  return doubtful === undefined ? all : all.filter((star) => doubtful[star] === 0);
}

/** So many of the brightest of each frame make the patterns. */
const patternStars = 50;
/** Shorter lines between two stars do not tell a turn well enough, px. */
const shortestLinePx = 30;
/** Lines of one length differ by less than this, px. */
const sameLengthPx = 1.5;
interface Line {
  readonly a: number;
  readonly b: number;
  readonly lengthPx: number;
}

/**
 * How the stars of one frame lie in another of the same camera, shifted and turned by any amount, by
 * the patterns of its brightest stars: every line between two stars of the first frame is laid on
 * every line of the same length in the second, either way round, and the position in which most
 * stars fall on stars wins, if so many do not come together by chance (Poisson, for uniformly
 * scattered stars and all positions tried). The answer is an affine map fitted to all stars that
 * fall within `radiusPx` of another.
 *
 * @returns undefined when no position is significant
 */
export function alignPatterns(
  from: FrameStars,
  to: FrameStars,
  radiusPx: number,
): Affine | undefined {
  const first = brightest(from);
  const second = brightest(to);
  const grid = new PointGrid(second.x, second.y);
  const secondLines = lines(second);
  let best: { map: Affine; stars: number } | undefined;
  let tried = 0;
  let start = 0;
  for (const line of lines(first)) {
    while (
      start < secondLines.length &&
      secondLines[start].lengthPx < line.lengthPx - sameLengthPx
    ) {
      start += 1;
    }
    for (let at = start; at < secondLines.length; at += 1) {
      const other = secondLines[at];
      if (other.lengthPx > line.lengthPx + sameLengthPx) break;
      for (const target of [other, { ...other, a: other.b, b: other.a }]) {
        tried += 1;
        const map = turnAndShift(first, line, second, target);
        const stars = countOn(map, first, grid, radiusPx);
        if (best === undefined || stars > best.stars) best = { map, stars };
      }
    }
  }
  if (best === undefined) return undefined;
  // The two stars of the line fall on stars in every position that is tried.
  const chance = Math.min(1, (second.x.length * Math.PI * radiusPx ** 2) / areaOf(second));
  const expected = Math.max(0, first.x.length - 2) * chance;
  if (tried * poissonTail(best.stars - 2, expected) > acceptedChance) return undefined;
  return refine(best.map, from, to, radiusPx);
}

function brightest(stars: FrameStars): { x: Float64Array; y: Float64Array } {
  const { x, y, brightness } = stars;
  const order = sureStars(stars)
    .sort((a, b) => brightness[b] - brightness[a] || a - b)
    .slice(0, patternStars);
  return {
    x: Float64Array.from(order, (star) => x[star]),
    y: Float64Array.from(order, (star) => y[star]),
  };
}

/** All lines that are long enough, the shortest first. */
function lines({ x, y }: Places): Line[] {
  const found: Line[] = [];
  for (let a = 0; a < x.length; a += 1) {
    for (let b = a + 1; b < x.length; b += 1) {
      const lengthPx = Math.hypot(x[b] - x[a], y[b] - y[a]);
      if (lengthPx >= shortestLinePx) found.push({ a, b, lengthPx });
    }
  }
  return found.sort((p, q) => p.lengthPx - q.lengthPx || p.a - q.a || p.b - q.b);
}

/** The turn and shift that lay one line on another, middle on middle. */
function turnAndShift(from: Places, line: Line, to: Places, target: Line): Affine {
  const [fromX, fromY] = [from.x[line.b] - from.x[line.a], from.y[line.b] - from.y[line.a]];
  const [toX, toY] = [to.x[target.b] - to.x[target.a], to.y[target.b] - to.y[target.a]];
  const product = line.lengthPx * target.lengthPx;
  const cos = (fromX * toX + fromY * toY) / product;
  const sin = (fromX * toY - fromY * toX) / product;
  const middleX = (from.x[line.a] + from.x[line.b]) / 2;
  const middleY = (from.y[line.a] + from.y[line.b]) / 2;
  return {
    xx: cos,
    xy: -sin,
    x0: (to.x[target.a] + to.x[target.b]) / 2 - cos * middleX + sin * middleY,
    yx: sin,
    yy: cos,
    y0: (to.y[target.a] + to.y[target.b]) / 2 - sin * middleX - cos * middleY,
  };
}

function countOn(map: Affine, { x, y }: Places, grid: PointGrid, radiusPx: number): number {
  let count = 0;
  for (let star = 0; star < x.length; star += 1) {
    const [toX, toY] = [mapX(map, x[star], y[star]), mapY(map, x[star], y[star])];
    if (grid.nearest(toX, toY, radiusPx) >= 0) count += 1;
  }
  return count;
}

function areaOf({ x, y }: { x: Float64Array; y: Float64Array }): number {
  const extent = (values: Float64Array): number => Math.max(...values) - Math.min(...values) + 1;
  return x.length === 0 ? 1 : extent(x) * extent(y);
}

/** The map fitted to all stars: those near the middle first join in, those far off as it gets better. */
function refine(rough: Affine, from: Places, to: Places, radiusPx: number): Affine {
  let map = rough;
  for (let round = 0; round < 3; round += 1) {
    const partner = nearestPairs(mapped(map, from), to, radiusPx);
    const stars = Array.from(partner.keys()).filter((star) => partner[star] >= 0);
    // An affine map through a few stars turns the noise of their places into shear.
    if (stars.length < 6) break;
    const pick = (values: ArrayLike<number>, index: (star: number) => number): Float64Array =>
      Float64Array.from(stars, (star) => values[index(star)]);
    const own = (star: number): number => star;
    const partners = (star: number): number => partner[star];
    const fit = fitAffine({
      fromX: pick(from.x, own),
      fromY: pick(from.y, own),
      toX: pick(to.x, partners),
      toY: pick(to.y, partners),
    });
    map = fit?.map ?? noMotion;
  }
  return map;
}

/** Places under a map. */
export function mapped(map: Affine, { x, y }: Places): { x: Float64Array; y: Float64Array } {
  return {
    x: Float64Array.from({ length: x.length }, (_, k) => mapX(map, x[k], y[k])),
    y: Float64Array.from({ length: x.length }, (_, k) => mapY(map, x[k], y[k])),
  };
}
