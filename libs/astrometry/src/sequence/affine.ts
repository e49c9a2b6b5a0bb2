import { NormalEquations } from '../wcs/least-squares.js';

/** x' = xx x + xy y + x0 and y' = yx x + yy y + y0, all in px. */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** An affine map fitted to pairs of places. */
export interface AffineFit {
  readonly map: Affine;
  /** Pairs that were kept. */
  readonly pairs: number;
  /** Root mean square distance of the kept pairs from the map, px. */
  readonly rmsPx: number;
}

/** Places of the same stars in two pictures; all arrays of one length. */
export interface PlacePairs {
  readonly fromX: ArrayLike<number>;
  readonly fromY: ArrayLike<number>;
  readonly toX: ArrayLike<number>;
  readonly toY: ArrayLike<number>;
}

export const noMotion: Affine = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };

const clipRounds = 10;

export function mapX({ xx, xy, x0 }: Affine, x: number, y: number): number {
  return xx * x + xy * y + x0;
}

export function mapY({ yx, yy, y0 }: Affine, x: number, y: number): number {
  return yx * x + yy * y + y0;
}

/** Turn of a map, degrees, from +x towards +y: of the nearest rotation (polar decomposition). */
export function rotationDeg({ xx, xy, yx, yy }: Affine): number {
  return (Math.atan2(yx - xy, xx + yy) * 180) / Math.PI;
}

/** Growth of lengths under a map: the square root of that of areas. */
export function scaleOf({ xx, xy, yx, yy }: Affine): number {
  return Math.sqrt(Math.abs(xx * yy - xy * yx));
}

/**
 * Least-squares affine map from the first place of each pair to the second, pairs further off than
 * three times the typical residual (1.4826 times the median distance over 1.1774, which is the
 * standard deviation per axis for normal residuals) left out in turns, but never such within
 * `floorPx`, so that a perfect fit does not clip itself away. With two pairs, or places on one line,
 * a shift alone is fitted.
 *
 * @returns undefined without any pair
 */
export function fitAffine(pairs: PlacePairs, floorPx = 0.1): AffineFit | undefined {
  const count = pairs.fromX.length;
  const distance = new Float64Array(count);
  let kept = Array.from({ length: count }, (_, pair) => pair);
  let fit = solve(pairs, kept);
  for (let round = 0; fit !== undefined && round < clipRounds; round += 1) {
    const { map } = fit;
    for (let pair = 0; pair < count; pair += 1) distance[pair] = distanceFrom(map, pairs, pair);
    const limit = Math.max(floorPx, 3 * typicalPerAxis(distance));
    const next = Array.from(distance.keys()).filter((pair) => distance[pair] <= limit);
    if (next.length === kept.length && next.every((pair, at) => pair === kept[at])) break;
    kept = next;
    fit = solve(pairs, kept);
  }
  return fit;
}

/** Distance of the second place of a pair from where a map puts the first, px. */
export function distanceFrom(map: Affine, pairs: PlacePairs, pair: number): number {
  const [x, y] = [pairs.fromX[pair], pairs.fromY[pair]];
  return Math.hypot(pairs.toX[pair] - mapX(map, x, y), pairs.toY[pair] - mapY(map, x, y));
}

/** Standard deviation per axis of normal residuals whose lengths have this median. */
export function typicalPerAxis(distances: ArrayLike<number>): number {
  return median(distances) / Math.sqrt(2 * Math.LN2);
}

/** Mean of the two middle values for an even count; NaN for none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function solve(pairs: PlacePairs, kept: readonly number[]): AffineFit | undefined {
  if (kept.length === 0) return undefined;
  const map = solveMap(pairs, kept);
  let squares = 0;
  for (const pair of kept) squares += distanceFrom(map, pairs, pair) ** 2;
  return { map, pairs: kept.length, rmsPx: Math.sqrt(squares / kept.length) };
}

/** Worked out about the mean place and in units of the spread, which keeps the equations well set. */
function solveMap({ fromX, fromY, toX, toY }: PlacePairs, kept: readonly number[]): Affine {
  const mean = (values: ArrayLike<number>): number =>
    kept.reduce((sum, pair) => sum + values[pair], 0) / kept.length;
  const [meanX, meanY] = [mean(fromX), mean(fromY)];
  let spread = 1;
  for (const pair of kept) {
    spread = Math.max(spread, Math.abs(fromX[pair] - meanX), Math.abs(fromY[pair] - meanY));
  }
  const equations = new NormalEquations(3);
  const row = new Float64Array(3);
  for (const pair of kept) {
    row.set([1, (fromX[pair] - meanX) / spread, (fromY[pair] - meanY) / spread]);
    equations.add(row, toX[pair], toY[pair], 1);
  }
  const solution = kept.length < 3 ? undefined : equations.solve();
  if (solution === undefined) {
    return { ...noMotion, x0: mean(toX) - meanX, y0: mean(toY) - meanY };
  }
  const [first, second] = solution;
  const [xx, xy] = [first[1] / spread, first[2] / spread];
  const [yx, yy] = [second[1] / spread, second[2] / spread];
  const x0 = first[0] - xx * meanX - xy * meanY;
  const y0 = second[0] - yx * meanX - yy * meanY;
  return { xx, xy, x0, yx, yy, y0 };
}
