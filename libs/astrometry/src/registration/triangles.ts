import type { Places } from '../sequence/nearest-pairs.js';

/**
 * Triangles of stars with what a shift, turn and change of scale leaves alone. Element i of each
 * array belongs to triangle i; corners opposite to the longest, the middle and the shortest side.
 */
export interface Triangles {
  readonly count: number;
  readonly corners: Int32Array;
  /** Middle and shortest side over the longest. */
  readonly middle: Float64Array;
  readonly shortest: Float64Array;
  readonly longestPx: Float64Array;
  /** 1 where the three corners follow one another from +x towards +y, -1 the other way. */
  readonly sense: Int8Array;
}

/** Sides more alike than this make it doubtful which corner is which. */
const leastDifference = 0.03;
/** A flat triangle tells little. */
const leastShortest = 0.15;

/**
 * Triangles of every star with those near it and of the brightest with one another (Groth 1986, AJ
 * 91, 1244; Valdes et al. 1995, PASP 107, 1119).
 *
 * @param places the brightest first
 * @param brightest of so many all triangles are made
 * @param neighbours so many nearest stars of each make triangles with it
 * @param shortestPx triangles with a longest side below this are left out
 */
export function trianglesOf(
  { x, y }: Places,
  brightest: number,
  neighbours: number,
  shortestPx: number,
): Triangles {
  const seen = new Set<number>();
  const found: number[] = [];
  const count = x.length;
  const add = (a: number, b: number, c: number): void => {
    const [i, j, k] = [a, b, c].sort((p, q) => p - q);
    const key = (i * count + j) * count + k;
    if (seen.has(key)) return;
    seen.add(key);
    found.push(i, j, k);
  };
  const top = Math.min(brightest, count);
  for (let a = 0; a < top; a += 1) {
    for (let b = a + 1; b < top; b += 1) for (let c = b + 1; c < top; c += 1) add(a, b, c);
  }
  for (let a = 0; a < count; a += 1) {
    const near = nearest(x, y, a, neighbours);
    for (let i = 0; i < near.length; i += 1) {
      for (let j = i + 1; j < near.length; j += 1) add(a, near[i], near[j]);
    }
  }
  return described(x, y, found, shortestPx);
}

function nearest(x: ArrayLike<number>, y: ArrayLike<number>, star: number, wanted: number) {
  return Array.from({ length: x.length }, (_, k) => k)
    .filter((k) => k !== star)
    .map((k) => ({ k, squared: (x[k] - x[star]) ** 2 + (y[k] - y[star]) ** 2 }))
    .sort((p, q) => p.squared - q.squared || p.k - q.k)
    .slice(0, wanted)
    .map(({ k }) => k);
}

function described(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  found: readonly number[],
  shortestPx: number,
): Triangles {
  const corners: number[] = [];
  const columns = { middle: [] as number[], shortest: [] as number[], longest: [] as number[] };
  const sense: number[] = [];
  for (let at = 0; at < found.length; at += 3) {
    const of = [found[at], found[at + 1], found[at + 2]];
    const sides = of
      .map((corner, k) => {
        const [p, q] = [of[(k + 1) % 3], of[(k + 2) % 3]];
        return { corner, px: Math.hypot(x[p] - x[q], y[p] - y[q]) };
      })
      .sort((p, q) => q.px - p.px);
    const [long, middle, short] = sides;
    if (long.px < shortestPx || short.px < leastShortest * long.px) continue;
    if (long.px - middle.px < leastDifference * long.px) continue;
    if (middle.px - short.px < leastDifference * long.px) continue;
    const [a, b, c] = [long.corner, middle.corner, short.corner];
    const area = (x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]);
    corners.push(a, b, c);
    columns.middle.push(middle.px / long.px);
    columns.shortest.push(short.px / long.px);
    columns.longest.push(long.px);
    sense.push(area > 0 ? 1 : -1);
  }
  return {
    count: sense.length,
    corners: Int32Array.from(corners),
    middle: Float64Array.from(columns.middle),
    shortest: Float64Array.from(columns.shortest),
    longestPx: Float64Array.from(columns.longest),
    sense: Int8Array.from(sense),
  };
}
