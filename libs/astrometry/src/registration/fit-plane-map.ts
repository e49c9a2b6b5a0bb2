import { inverseOf } from '@nightskies/pixels';
import type { PlacePairs } from '../sequence/affine.js';
import { chainMaps, mapPoint, type PlaneMap } from './plane-map.js';

/** Kinds of maps, each with one more freedom than the one before. */
export const planeMapKinds = ['shift', 'similarity', 'affine', 'homography'] as const;
export type PlaneMapKind = (typeof planeMapKinds)[number];

/** Numbers a map of a kind has, and pairs of stars that it needs at least. */
export const planeMapParameters: Readonly<Record<PlaneMapKind, number>> = {
  shift: 2,
  similarity: 4,
  affine: 6,
  homography: 8,
};

/** Pairs of places with the variance of their distance per axis, px2. */
export interface WeightedPairs extends PlacePairs {
  readonly variance: ArrayLike<number>;
}

export interface PlaneMapFit {
  readonly kind: PlaneMapKind;
  readonly map: PlaneMap;
  /** Pairs that were kept, ascending. */
  readonly kept: readonly number[];
  /** Root mean square distance of the kept pairs from the map, px; not weighted. */
  readonly rmsPx: number;
  /** Weighted sum of squares per degree of freedom; NaN where nothing is left over. */
  readonly reducedChiSquare: number;
}

const clipRounds = 10;
const clipSigma = 3;

/**
 * Weighted least-squares map from the first places to the second. Pairs further off than three times
 * the typical residual (in units of their own error; typical by the median) are left out in turns,
 * never such within `floorPx`. A homography is the affine map improved by Gauss and Newton's steps in
 * coordinates about the mean and in units of the spread (Hartley 1997, IEEE PAMI 19, 580).
 *
 * @returns undefined with fewer pairs than the kind needs, or places that do not determine it
 */
export function fitPlaneMap(
  pairs: WeightedPairs,
  kind: PlaneMapKind,
  floorPx = 0.05,
): PlaneMapFit | undefined {
  const count = pairs.fromX.length;
  let kept = Array.from({ length: count }, (_, pair) => pair);
  let map = solve(pairs, kept, kind);
  for (let round = 0; map !== undefined && round < clipRounds; round += 1) {
    const fitted = map;
    const distances = Array.from({ length: count }, (_, pair) => distance(fitted, pairs, pair));
    const scaled = distances.map((px, pair) => px / Math.sqrt(pairs.variance[pair]));
    const sorted = kept.map((pair) => scaled[pair]).sort((a, b) => a - b);
    // The median of the length of a normal pair of residuals is sqrt(2 ln 2) of their deviation.
    const typical = sorted[sorted.length >> 1] / Math.sqrt(2 * Math.LN2);
    const limit = clipSigma * typical;
    const next = scaled.flatMap((value, pair) =>
      value <= limit || distances[pair] <= floorPx ? [pair] : [],
    );
    if (next.length === kept.length && next.every((pair, at) => pair === kept[at])) break;
    kept = next;
    map = solve(pairs, kept, kind);
  }
  return map === undefined ? undefined : described(map, pairs, kept, kind);
}

/**
 * The simplest kind of map that explains the pairs: of those that have pairs enough, the one with the
 * least of n ln(chi2 / n) + k ln n, n residuals and k parameters (Schwarz 1978, Ann. Statist. 6, 461),
 * all judged on the pairs that the most general one keeps.
 */
export function fitSimplestMap(pairs: WeightedPairs): PlaneMapFit | undefined {
  const count = pairs.fromX.length;
  const able = planeMapKinds.filter((kind) => count >= planeMapParameters[kind]);
  const fits = able.flatMap((kind) => fitPlaneMap(pairs, kind) ?? []);
  const general = fits.at(-1);
  if (general === undefined) return undefined;
  const n = 2 * general.kept.length;
  const cost = (fit: PlaneMapFit): number => {
    let chiSquare = 0;
    for (const pair of general.kept) {
      // Places are not known better than to a hundredth of a pixel, so that a perfect fit has a rival.
      chiSquare += (distance(fit.map, pairs, pair) ** 2 + 2e-4) / pairs.variance[pair];
    }
    return n * Math.log(chiSquare / n) + planeMapParameters[fit.kind] * Math.log(n);
  };
  return fits.reduce((best, fit) => (cost(fit) < cost(best) ? fit : best));
}

function described(
  map: PlaneMap,
  pairs: WeightedPairs,
  kept: readonly number[],
  kind: PlaneMapKind,
): PlaneMapFit {
  let [squares, chiSquare] = [0, 0];
  for (const pair of kept) {
    const squared = distance(map, pairs, pair) ** 2;
    squares += squared;
    chiSquare += squared / pairs.variance[pair];
  }
  const freedom = 2 * kept.length - planeMapParameters[kind];
  return {
    kind,
    map,
    kept,
    rmsPx: Math.sqrt(squares / kept.length),
    reducedChiSquare: freedom > 0 ? chiSquare / freedom : NaN,
  };
}

export function distance(map: PlaneMap, pairs: PlacePairs, pair: number): number {
  const { x, y } = mapPoint(map, pairs.fromX[pair], pairs.fromY[pair]);
  return Math.hypot(pairs.toX[pair] - x, pairs.toY[pair] - y);
}

function solve(
  pairs: WeightedPairs,
  kept: readonly number[],
  kind: PlaneMapKind,
): PlaneMap | undefined {
  const size = planeMapParameters[kind];
  if (2 * kept.length < size) return undefined;
  const from = frameOf(pairs.fromX, pairs.fromY, kept);
  const own = frameOf(pairs.toX, pairs.toY, kept);
  // A shift keeps lengths: both sides in one unit.
  const to = kind === 'shift' ? { ...own, spread: from.spread } : own;
  let parameters = new Float64Array(size);
  const rounds = kind === 'homography' ? 8 : 1;
  if (kind === 'homography') {
    const affine = gaussNewtonStep(pairs, kept, 'affine', new Float64Array(6), from, to);
    if (affine === undefined) return undefined;
    parameters.set(affine);
  }
  for (let round = 0; round < rounds; round += 1) {
    const step = gaussNewtonStep(pairs, kept, kind, parameters, from, to);
    if (step === undefined) return undefined;
    parameters = parameters.map((value, k) => value + step[k]);
    if (step.every((value) => Math.abs(value) < 1e-13)) break;
  }
  const inner = asMap(kind, parameters);
  const into: PlaneMap = [
    1 / from.spread,
    0,
    -from.x / from.spread,
    0,
    1 / from.spread,
    -from.y / from.spread,
    0,
    0,
    1,
  ];
  const out: PlaneMap = [to.spread, 0, to.x, 0, to.spread, to.y, 0, 0, 1];
  return chainMaps(chainMaps(into, inner), out);
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly spread: number;
}

function frameOf(x: ArrayLike<number>, y: ArrayLike<number>, kept: readonly number[]): Frame {
  const mean = (values: ArrayLike<number>): number =>
    kept.reduce((sum, pair) => sum + values[pair], 0) / kept.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let spread = 1;
  for (const pair of kept) {
    spread = Math.max(spread, Math.abs(x[pair] - meanX), Math.abs(y[pair] - meanY));
  }
  return { x: meanX, y: meanY, spread };
}

/** Parameters of each kind: the shift first, then the linear part, then the perspective. */
function asMap(kind: PlaneMapKind, p: Float64Array): PlaneMap {
  if (kind === 'shift') return [1, 0, p[0], 0, 1, p[1], 0, 0, 1];
  if (kind === 'similarity') return [p[2], -p[3], p[0], p[3], p[2], p[1], 0, 0, 1];
  const [g, h] = kind === 'homography' ? [p[6], p[7]] : [0, 0];
  return [p[2], p[3], p[0], p[4], p[5], p[1], g, h, 1];
}

function gaussNewtonStep(
  pairs: WeightedPairs,
  kept: readonly number[],
  kind: PlaneMapKind,
  parameters: Float64Array,
  from: Frame,
  to: Frame,
): Float64Array | undefined {
  const size = parameters.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  const gradients = [new Float64Array(size), new Float64Array(size)] as const;
  const map = asMap(kind, parameters);
  for (const pair of kept) {
    const x = (pairs.fromX[pair] - from.x) / from.spread;
    const y = (pairs.fromY[pair] - from.y) / from.spread;
    const w = map[6] * x + map[7] * y + 1;
    const at = mapPoint(map, x, y);
    const weight = 1 / pairs.variance[pair];
    const residuals = [
      (pairs.toX[pair] - to.x) / to.spread - at.x,
      (pairs.toY[pair] - to.y) / to.spread - at.y,
    ] as const;
    gradientsOf(kind, gradients, x, y, w, at);
    for (const axis of [0, 1] as const) {
      const gradient = gradients[axis];
      for (let i = 0; i < size; i += 1) {
        right[i] += weight * gradient[i] * residuals[axis];
        for (let j = 0; j < size; j += 1) {
          normal[i * size + j] += weight * gradient[i] * gradient[j];
        }
      }
    }
  }
  const inverse = inverseOf(normal, size);
  if (inverse === undefined) return undefined;
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j += 1) sum += inverse[i * size + j] * right[j];
    return sum;
  });
}

function gradientsOf(
  kind: PlaneMapKind,
  [ofX, ofY]: readonly [Float64Array, Float64Array],
  x: number,
  y: number,
  w: number,
  at: { readonly x: number; readonly y: number },
): void {
  if (kind === 'shift') {
    ofX.set([1, 0]);
    ofY.set([0, 1]);
  } else if (kind === 'similarity') {
    ofX.set([1, 0, x, -y]);
    ofY.set([0, 1, y, x]);
  } else {
    const perspective = kind === 'homography';
    ofX.set([1 / w, 0, x / w, y / w, 0, 0]);
    ofY.set([0, 1 / w, 0, 0, x / w, y / w]);
    if (!perspective) return;
    ofX.set([(-at.x * x) / w, (-at.x * y) / w], 6);
    ofY.set([(-at.y * x) / w, (-at.y * y) / w], 6);
  }
}
