import { fitTanSip, withInverse } from '../wcs/fit-tan-sip.js';
import { PlaneFit, type MatchedPairs } from '../wcs/plane-fit.js';
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

const mostStars = 3000;

/** Stars asked for, brightest first, before all are. */
const growth = [80, 160, 320];

/** Distances within which all stars are matched to all sources in the end, px. */
const closing = [4, 2.5, 1.5];

/** Pairs farther from the fit than this many times the scatter are left out. */
const clip = 4;

/** Positions are not trusted beyond this, px: catalogue, blends and the optics of a real camera. */
const errorFloor = 0.01;

/** Taken for a position without an error, such as that of a saturated star, px. */
const unknownError = 0.5;

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
  for (const count of growth) {
    const tried = order.subarray(0, count * 2);
    const seen = match(wcs, field, stars.subarray(0, coneStars(count)), sources, tried, radius);
    const fitted = fitClipped(pairsOf(seen, field, sources), wcs, size, maxOrder);
    if (fitted === undefined) return undefined;
    wcs = fitted.wcs;
    radius = Math.min(radius, Math.max(clip * fitted.scatter, 0.5));
  }
  // Again with room for what the few bright stars did not show: the bending at the horizon.
  for (const room of closing) {
    radius = room;
    const pairs = pairsOf(match(wcs, field, stars, sources, order, radius), field, sources);
    const fitted = fitClipped(pairs, wcs, size, maxOrder);
    if (fitted === undefined) return undefined;
    wcs = fitted.wcs;
  }
  const matching = match(wcs, field, stars, sources, order, radius);
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
  const free = fitClipped(pairs, start, size, maxOrder);
  if (free === undefined) return undefined;
  const order = chooseOrder(free.fit, placesIn(pairs, size), free.weight, maxOrder, free.scatter);
  const chosen = order === free.wcs.order ? free : clipped(free.fit, pairs.weight, order);
  if (chosen === undefined) return undefined;
  const { crpix } = chosen.wcs.terms;
  const final = fitTanSip(
    { ...pairs, weight: chosen.weight },
    { order, crpix, start: chosen.wcs.placeAt(crpix), halfSize: halfSizeOf(size) },
  );
  if (final === undefined) return undefined;
  const wcs = withInverse(final, size.width, size.height);
  return summarise(matching, chosen.weight, wcs, field, sources);
}

interface ClippedFit {
  readonly fit: PlaneFit;
  readonly wcs: TanSip;
  readonly weight: Float64Array;
  /** Standard deviation of a residual along one axis, by the median, px. */
  readonly scatter: number;
}

/** A fit of the highest order that the number of pairs supports, without outliers. */
function fitClipped(
  pairs: MatchedPairs,
  start: TanSip,
  size: PictureSize,
  maxOrder: number,
): ClippedFit | undefined {
  const order = usableOrder(pairs.x.length, maxOrder);
  if (order === 0) return undefined;
  const { crpix } = start.terms;
  // A tangent point off the reference pixel would ask for terms that only undo it.
  const centre = start.placeAt(crpix);
  const fit = new PlaneFit(pairs, { crpix, centre, halfSize: halfSizeOf(size) }, order);
  return clipped(fit, pairs.weight, order);
}

function clipped(fit: PlaneFit, weight: Float64Array, order: number): ClippedFit | undefined {
  const used = weight.slice();
  const distances = new Float64Array(fit.count);
  const equations = fit.empty();
  for (let i = 0; i < fit.count; i += 1) fit.add(equations, i, used[i]);
  for (let round = 0; ; round += 1) {
    const coefficients =
      equations.count < termCount(order) ? undefined : equations.solve(termCount(order));
    if (coefficients === undefined) return undefined;
    fit.distancesPx(coefficients, distances);
    const sorted = distances.filter((_, i) => used[i] > 0).sort();
    // The median of a round Gaussian's distances is 1.1774 standard deviations (Rayleigh).
    const scatter = sorted[sorted.length >> 1] / 1.1774;
    const limit = clip * Math.max(scatter, 1e-6);
    let changed = false;
    for (let i = 0; i < fit.count; i += 1) {
      const wanted = distances[i] <= limit ? weight[i] : 0;
      if (wanted === used[i]) continue;
      fit.add(equations, i, wanted - used[i]);
      used[i] = wanted;
      changed = true;
    }
    if (changed && round < 5) continue;
    const wcs = fit.wcs(coefficients, order);
    return wcs === undefined ? undefined : { fit, wcs, weight: used, scatter };
  }
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
      errors === undefined ? 1 : weightOf(errors[source]),
    ),
  };
}

function weightOf(positionError: number): number {
  const error = Number.isFinite(positionError) ? positionError : unknownError;
  return 1 / (error ** 2 + errorFloor ** 2);
}

function summarise(
  matching: Matching,
  weight: Float64Array,
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

function placesIn({ x, y }: MatchedPairs, { width, height }: PictureSize) {
  return {
    across: x.map((value) => (value + 0.5) / width),
    down: y.map((value) => (value + 0.5) / height),
  };
}

function usableOrder(pairs: number, maxOrder: number): number {
  if (pairs < 4) return 0;
  let order = 1;
  while (order < maxOrder && pairs >= 5 * termCount(order + 1)) order += 1;
  return order;
}

// The cone about a square picture holds half as many stars again.
function coneStars(count: number): number {
  return Math.ceil(count * 1.6);
}

function halfSizeOf({ width, height }: PictureSize): number {
  return Math.max(width, height) / 2;
}
