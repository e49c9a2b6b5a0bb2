import { fitCovariance, type FitCovariance } from '../wcs/fit-covariance.js';
import { fitTanSip, withInverse } from '../wcs/fit-tan-sip.js';
import type { NormalEquations } from '../wcs/least-squares.js';
import { PlaneFit, type MatchedPairs } from '../wcs/plane-fit.js';
import { termCount } from '../wcs/polynomial.js';
import type { TanSip } from '../wcs/tan-sip.js';
import { chooseOrder, pairsPerTerm } from './cross-validation.js';
import { fieldRadiusDeg } from './hypothesis.js';
import { match, pairsOf, type Matching } from './matching.js';
import type { PictureSize } from './pose.js';
import type { StarMatch } from './solution.js';
import type { SolverSources } from './solver-stars.js';
import type { StarField } from './star-field.js';

/** Orders of the SIP polynomials a fit may have. */
export interface Orders {
  readonly highest: number;
  /** Whether it is to be the highest, where the pairs suffice, or chosen up to it. */
  readonly fixed: boolean;
}

export interface Refined {
  readonly wcs: TanSip;
  readonly matches: readonly StarMatch[];
  readonly rmsPx: number;
  readonly residualCovariance: readonly [number, number, number];
  readonly covariance: FitCovariance | undefined;
}

const mostStars = 3000;

/** Stars asked for, brightest first, before all are. */
const growth = [80, 160, 320];

/** Distances within which all stars are matched to all sources in the end, px, or more where they scatter. */
const closing = [4, 2.5];
const closest = 1.5;

/** Pairs farther from the fit than this many times the scatter are left out. */
const clip = 4;

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
  orders: Orders,
): Refined | undefined {
  const middle = first.directionAt({ x: (size.width - 1) / 2, y: (size.height - 1) / 2 });
  const stars = field.near(middle, fieldRadiusDeg(first, size) * 1.03, mostStars);
  const halfDiagonal = Math.hypot(size.width, size.height) / 2;
  let wcs = first;
  let radius = Math.max(3, 0.008 * halfDiagonal);
  for (const count of growth) {
    const tried = order.subarray(0, count * 2);
    const seen = match(wcs, field, stars.subarray(0, coneStars(count)), sources, tried, radius);
    const fitted = fitClipped(pairsOf(seen, field, sources), wcs, size, orders.highest);
    if (fitted === undefined) return undefined;
    wcs = fitted.wcs;
    radius = Math.min(radius, Math.max(clip * fitted.scatter, 0.5));
  }
  // Again with room for what the few bright stars did not show: the bending at the horizon.
  let scatter = 0;
  const within = (room: number): number => Math.min(Math.max(room, clip * scatter), 2 * closing[0]);
  for (const room of closing) {
    radius = within(room);
    const pairs = pairsOf(match(wcs, field, stars, sources, order, radius), field, sources);
    const fitted = fitClipped(pairs, wcs, size, orders.highest);
    if (fitted === undefined) return undefined;
    ({ wcs, scatter } = fitted);
  }
  const matching = match(wcs, field, stars, sources, order, within(closest));
  return finish(matching, wcs, field, sources, size, orders);
}

function finish(
  matching: Matching,
  start: TanSip,
  field: StarField,
  sources: SolverSources,
  size: PictureSize,
  { highest, fixed }: Orders,
): Refined | undefined {
  const pairs = pairsOf(matching, field, sources);
  const free = fitClipped(pairs, start, size, highest);
  if (free === undefined) return undefined;
  const order = fixed
    ? usableOrder(pairs.x.length, highest)
    : chooseOrder(free.fit, placesIn(pairs, size), free.weight, highest, free.scatter);
  const chosen = order === free.wcs.order ? free : clipped(free.fit, pairs.weight, order);
  if (chosen === undefined) return undefined;
  const { crpix } = chosen.wcs.terms;
  const final = fitTanSip(
    { ...pairs, weight: chosen.weight },
    { order, crpix, start: chosen.wcs.placeAt(crpix), halfSize: halfSizeOf(size) },
  );
  if (final === undefined) return undefined;
  const wcs = withInverse(final, size.width, size.height);
  return summarise(matching, chosen.weight, wcs, field, sources, halfSizeOf(size));
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
  const sorted = new Float64Array(fit.count);
  const equations = fit.empty();
  addPairs(fit, equations, used);
  for (let round = 0; ; round += 1) {
    const coefficients =
      equations.count < termCount(order) ? undefined : equations.solve(termCount(order));
    if (coefficients === undefined) return undefined;
    fit.distancesPx(coefficients, distances);
    const kept = takeUsed(distances, used, sorted);
    sorted.subarray(0, kept).sort();
    // The median of a round Gaussian's distances is 1.1774 standard deviations (Rayleigh).
    const scatter = sorted[kept >> 1] / 1.1774;
    const limit = clip * Math.max(scatter, 1e-6);
    if (weighAgain(fit, equations, distances, limit, weight, used) && round < 5) continue;
    const wcs = fit.wcs(coefficients, order);
    return wcs === undefined ? undefined : { fit, wcs, weight: used, scatter };
  }
}

// A function for each loop over the pairs: one with all of them is compiled anew for each.

function addPairs(fit: PlaneFit, equations: NormalEquations, weight: Float64Array): void {
  for (let i = 0; i < fit.count; i += 1) fit.add(equations, i, weight[i]);
}

/** Copies the distances of pairs with a weight to the start of `taken`; returns how many. */
function takeUsed(distances: Float64Array, used: Float64Array, taken: Float64Array): number {
  let kept = 0;
  for (let i = 0; i < distances.length; i += 1) {
    if (!(used[i] > 0)) continue;
    taken[kept] = distances[i];
    kept += 1;
  }
  return kept;
}

/** Takes pairs beyond the limit out of the equations, and others in again; returns whether it did. */
function weighAgain(
  fit: PlaneFit,
  equations: NormalEquations,
  distances: Float64Array,
  limit: number,
  weight: Float64Array,
  used: Float64Array,
): boolean {
  let changed = false;
  for (let i = 0; i < distances.length; i += 1) {
    const wanted = distances[i] <= limit ? weight[i] : 0;
    if (wanted === used[i]) continue;
    fit.add(equations, i, wanted - used[i]);
    used[i] = wanted;
    changed = true;
  }
  return changed;
}

function summarise(
  matching: Matching,
  weight: Float64Array,
  wcs: TanSip,
  { stars }: StarField,
  sources: SolverSources,
  halfSize: number,
): Refined {
  const matches: StarMatch[] = [];
  const column = (): Float64Array => new Float64Array(matching.sources.length);
  const seenAt = { x: column(), y: column() };
  const residual = { x: column(), y: column() };
  const used = column();
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < matching.sources.length; i += 1) {
    const source = matching.sources[i];
    const star = matching.stars[i];
    const point = wcs.plane.project({ x: stars.x[star], y: stars.y[star], z: stars.z[star] });
    if (!(weight[i] > 0) || point === undefined) continue;
    const seen = wcs.undistort({ x: sources.x[source], y: sources.y[source] });
    const expected = wcs.offsetOf(point);
    const residualX = seen.x - expected.x;
    const residualY = seen.y - expected.y;
    xx += residualX * residualX;
    xy += residualX * residualY;
    yy += residualY * residualY;
    const at = matches.length;
    seenAt.x[at] = sources.x[source];
    seenAt.y[at] = sources.y[source];
    residual.x[at] = residualX;
    residual.y[at] = residualY;
    used[at] = weight[i];
    matches.push({ source, star, residualX, residualY });
  }
  const found = (values: Float64Array): Float64Array => values.subarray(0, matches.length);
  const { crpix } = wcs.terms;
  const covariance = fitCovariance(
    {
      x: found(seenAt.x),
      y: found(seenAt.y),
      residualX: found(residual.x),
      residualY: found(residual.y),
      weight: found(used),
    },
    { order: wcs.order, crpix, halfSize },
  );
  const count = Math.max(1, matches.length);
  return {
    wcs,
    matches,
    rmsPx: Math.sqrt((xx + yy) / count),
    residualCovariance: [xx / count, xy / count, yy / count],
    covariance,
  };
}

function placesIn({ x, y }: MatchedPairs, { width, height }: PictureSize) {
  const across = new Float64Array(x.length);
  const down = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 1) {
    across[i] = (x[i] + 0.5) / width;
    down[i] = (y[i] + 0.5) / height;
  }
  return { across, down };
}

function usableOrder(pairs: number, maxOrder: number): number {
  if (pairs < 4) return 0;
  let order = 1;
  while (order < maxOrder && pairs >= pairsPerTerm * termCount(order + 1)) order += 1;
  return order;
}

// The cone about a square picture holds half as many stars again.
function coneStars(count: number): number {
  return Math.ceil(count * 1.6);
}

function halfSizeOf({ width, height }: PictureSize): number {
  return Math.max(width, height) / 2;
}
