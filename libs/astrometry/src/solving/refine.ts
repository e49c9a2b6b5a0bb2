import { fitTanSip, withInverse, type MatchedPairs } from '../wcs/fit-tan-sip.js';
import { termCount } from '../wcs/polynomial.js';
import type { TanSip } from '../wcs/tan-sip.js';
import { chooseOrder } from './cross-validation.js';
import { fieldRadiusDeg } from './hypothesis.js';
import type { PictureSize } from './pose.js';
import type { StarMatch } from './solution.js';
import type { SolverSources } from './solver-stars.js';
import { PointGrid } from './source-field.js';
import type { StarField } from './star-field.js';

export interface Refined {
  readonly wcs: TanSip;
  readonly matches: readonly StarMatch[];
  readonly rmsPx: number;
  readonly residualCovariance: readonly [number, number, number];
}

interface Matching {
  readonly sources: Int32Array;
  readonly stars: Int32Array;
  readonly residualX: Float64Array;
  readonly residualY: Float64Array;
}

const mostStars = 4000;

/** Pairs farther from the fit than this many times the scatter are left out. */
const clip = 4;

/** Positions are not trusted beyond this, px: catalogue, blends and the optics of a real camera. */
const errorFloor = 0.01;

/**
 * A first solution carried to the whole picture: match stars and sources, fit, match closer with
 * more stars and a higher order, until all are used; then the order by cross-validation and a fit
 * without outliers. Undefined when the matches do not suffice for a linear solution.
 *
 * @param order source numbers, brightest of each part of the picture first
 */
export function refine(
  first: TanSip,
  field: StarField,
  sources: SolverSources,
  order: Int32Array,
  size: PictureSize,
  maxOrder: number,
): Refined | undefined {
  const middle = first.directionAt({ x: (size.width - 1) / 2, y: (size.height - 1) / 2 });
  const stars = field.near(middle, fieldRadiusDeg(first, size) * 1.03, mostStars);
  const halfDiagonal = Math.hypot(size.width, size.height) / 2;
  let wcs = first;
  let radius = Math.max(3, 0.008 * halfDiagonal);
  for (let count = 80; ; count *= 2) {
    const tried = order.subarray(0, Math.min(order.length, count * 2));
    const matching = match(
      wcs,
      field,
      stars.subarray(0, starsInside(count)),
      sources,
      tried,
      radius,
    );
    const pairs = pairsOf(matching, field, sources);
    const usable = usableOrder(pairs.x.length, maxOrder);
    if (usable === 0) return undefined;
    const fitted = fitClipped(pairs, wcs, usable, size);
    if (fitted === undefined) return undefined;
    wcs = fitted.wcs;
    radius = Math.min(radius, Math.max(clip * fitted.scatter, 0.5));
    if (count >= stars.length && count * 2 >= order.length) break;
  }
  const matching = match(wcs, field, stars, sources, order, Math.max(radius, 0.5));
  return finish(matching, wcs, field, sources, size, maxOrder);
}

function finish(
  matching: Matching,
  start: TanSip,
  field: StarField,
  sources: SolverSources,
  size: PictureSize,
  maxOrder: number,
): Refined | undefined {
  const pairs = pairsOf(matching, field, sources);
  const clipped = fitClipped(pairs, start, usableOrder(pairs.x.length, maxOrder), size);
  if (clipped === undefined) return undefined;
  const kept = { ...pairs, weight: clipped.weight };
  const about = {
    crpix: clipped.wcs.terms.crpix,
    centre: clipped.wcs.terms.crval,
    halfSize: halfSizeOf(size),
  };
  const chosen = chooseOrder(only(kept), about, maxOrder);
  const final = fitClipped(pairs, clipped.wcs, chosen, size);
  if (final === undefined) return undefined;
  return summarise(
    matching,
    final,
    withInverse(final.wcs, size.width, size.height),
    field,
    sources,
  );
}

interface ClippedFit {
  readonly wcs: TanSip;
  readonly weight: Float64Array;
  /** Standard deviation of a residual along one axis, by the median, px. */
  readonly scatter: number;
}

function fitClipped(
  pairs: MatchedPairs,
  start: TanSip,
  order: number,
  size: PictureSize,
): ClippedFit | undefined {
  let weight = pairs.weight.slice();
  let wcs: TanSip | undefined;
  let scatter = 0;
  for (let round = 0; round < 4; round += 1) {
    wcs = fitTanSip(
      { ...pairs, weight },
      { order, crpix: start.terms.crpix, start: start.terms.crval, halfSize: halfSizeOf(size) },
    );
    if (wcs === undefined) return undefined;
    const distances = distancesOf(pairs, wcs);
    const used = distances.filter((_, i) => weight[i] > 0).sort();
    // The median of a round Gaussian's distances is 1.1774 standard deviations (Rayleigh).
    scatter = used[used.length >> 1] / 1.1774;
    const limit = clip * Math.max(scatter, 1e-6);
    const next = pairs.weight.map((value, i) => (distances[i] <= limit ? value : 0));
    if (next.every((value, i) => value === weight[i])) break;
    weight = next;
  }
  return wcs === undefined ? undefined : { wcs, weight, scatter };
}

function distancesOf(pairs: MatchedPairs, wcs: TanSip): Float64Array {
  return pairs.x.map((x, i) => {
    const seen = wcs.undistort({ x, y: pairs.y[i] });
    const point = wcs.plane.project({ x: pairs.starX[i], y: pairs.starY[i], z: pairs.starZ[i] });
    if (point === undefined) return Infinity;
    const expected = wcs.offsetOf(point);
    return Math.hypot(seen.x - expected.x, seen.y - expected.y);
  });
}

/** Each star with the nearest source, each source with the nearest star, where both agree. */
function match(
  wcs: TanSip,
  field: StarField,
  stars: Int32Array,
  sources: SolverSources,
  order: Int32Array,
  radius: number,
): Matching {
  const seenX = new Float64Array(order.length);
  const seenY = new Float64Array(order.length);
  order.forEach((source, i) => {
    const seen = wcs.undistort({ x: sources.x[source], y: sources.y[source] });
    [seenX[i], seenY[i]] = [seen.x, seen.y];
  });
  const grid = new PointGrid(seenX, seenY);
  const starOf = new Int32Array(order.length).fill(-1);
  const distanceOf = new Float64Array(order.length).fill(Infinity);
  const dx = new Float64Array(order.length);
  const dy = new Float64Array(order.length);
  for (const star of stars) {
    const { x, y, z } = field.stars;
    const point = wcs.plane.project({ x: x[star], y: y[star], z: z[star] });
    if (point === undefined) continue;
    const expected = wcs.offsetOf(point);
    const i = grid.nearest(expected.x, expected.y, radius);
    if (i < 0) continue;
    const [ex, ey] = [seenX[i] - expected.x, seenY[i] - expected.y];
    const distance = Math.hypot(ex, ey);
    if (distance < distanceOf[i]) {
      [starOf[i], distanceOf[i], dx[i], dy[i]] = [star, distance, ex, ey];
    }
  }
  const hit = Int32Array.from(order.keys()).filter((i) => starOf[i] >= 0);
  return {
    sources: hit.map((i) => order[i]),
    stars: hit.map((i) => starOf[i]),
    residualX: Float64Array.from(hit, (i) => dx[i]),
    residualY: Float64Array.from(hit, (i) => dy[i]),
  };
}

function pairsOf(
  { sources: hits, stars: ranks }: Matching,
  { stars }: StarField,
  sources: SolverSources,
): MatchedPairs {
  const errors = sources.positionError;
  return {
    x: Float64Array.from(hits, (source) => sources.x[source]),
    y: Float64Array.from(hits, (source) => sources.y[source]),
    starX: Float64Array.from(ranks, (star) => stars.x[star]),
    starY: Float64Array.from(ranks, (star) => stars.y[star]),
    starZ: Float64Array.from(ranks, (star) => stars.z[star]),
    weight: Float64Array.from(hits, (source) =>
      errors === undefined ? 1 : 1 / (errors[source] ** 2 + errorFloor ** 2),
    ),
  };
}

function only(pairs: MatchedPairs): MatchedPairs {
  const keep = (values: Float64Array): Float64Array => values.filter((_, i) => pairs.weight[i] > 0);
  return {
    x: keep(pairs.x),
    y: keep(pairs.y),
    starX: keep(pairs.starX),
    starY: keep(pairs.starY),
    starZ: keep(pairs.starZ),
    weight: keep(pairs.weight),
  };
}

function summarise(
  matching: Matching,
  { weight }: ClippedFit,
  wcs: TanSip,
  { stars }: StarField,
  sources: SolverSources,
): Refined {
  const matches: StarMatch[] = [];
  let [xx, xy, yy] = [0, 0, 0];
  matching.sources.forEach((source, i) => {
    const star = matching.stars[i];
    const point = wcs.plane.project({ x: stars.x[star], y: stars.y[star], z: stars.z[star] });
    if (!(weight[i] > 0) || point === undefined) return;
    const seen = wcs.undistort({ x: sources.x[source], y: sources.y[source] });
    const expected = wcs.offsetOf(point);
    const [residualX, residualY] = [seen.x - expected.x, seen.y - expected.y];
    xx += residualX * residualX;
    xy += residualX * residualY;
    yy += residualY * residualY;
    matches.push({ source, star, residualX, residualY });
  });
  const count = Math.max(1, matches.length);
  return {
    wcs,
    matches,
    rmsPx: Math.sqrt((xx + yy) / count),
    residualCovariance: [xx / count, xy / count, yy / count],
  };
}

function usableOrder(pairs: number, maxOrder: number): number {
  if (pairs < 4) return 0;
  let order = 1;
  while (order < maxOrder && pairs >= 4 * termCount(order + 1)) order += 1;
  return order;
}

// Stars of the cone that fill the picture's square of it, and a few more.
function starsInside(count: number): number {
  return Math.ceil(count * 1.6);
}

function halfSizeOf({ width, height }: PictureSize): number {
  return Math.max(width, height) / 2;
}
