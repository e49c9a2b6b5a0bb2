import { basisAt, derivativeJumps } from './b-splines.js';
import { KnotSearch } from './knot-search.js';
import { elementOf, Triangle } from './triangle.js';

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface SmoothingSpline {
  /** Value at a place; beyond the ends the outermost polynomial goes on. */
  valueAt(x: number): number;
  /** Knots between the ends; none when the spline is one polynomial. */
  readonly interiorKnots: readonly number[];
  /** Sum of squared residuals. */
  readonly sumOfSquares: number;
}

/** The wanted sum of squares is met to this part of it. */
const tolerance = 0.001;
const mostRounds = 20;

/**
 * Smoothing spline with as few knots as keep the sum of squared residuals at `smoothing`: the
 * procedure of P. Dierckx, Curve and Surface Fitting with Splines (1993), sections 5.2 and 5.3, as
 * FITPACK (`curfit`) and scipy's `UnivariateSpline` carry it out. Where the least-squares polynomial
 * is close enough it is that polynomial; else knots are put where the residuals are largest, and the
 * jumps of the highest derivative are kept as small as the sum of squares allows.
 *
 * @param points    more than `degree`, x increasing
 * @param degree    1 to 5
 * @param smoothing wanted sum of squared residuals, above 0; the number of points when absent
 * @throws RangeError for too few points or another degree
 */
export function smoothingSpline(
  points: readonly CurvePoint[],
  degree: number,
  smoothing = points.length,
): SmoothingSpline {
  if (!Number.isInteger(degree) || degree < 1 || degree > 5 || points.length <= degree) {
    throw new RangeError(`no spline of degree ${degree} through ${points.length} points`);
  }
  const margin = tolerance * smoothing;
  const search = new KnotSearch(
    points.map(({ x }) => x),
    degree,
  );
  const polynomial = leastSquares(points, degree, []);
  let fit = polynomial;
  let previous = 0;
  while (fit.sumOfSquares - smoothing >= margin && !search.full) {
    const excess = fit.sumOfSquares - smoothing;
    search.add(fit.squares, excess, previous - fit.sumOfSquares, margin);
    previous = fit.sumOfSquares;
    fit = leastSquares(points, degree, search.interior);
  }
  const done = fit === polynomial || fit.sumOfSquares - smoothing > -margin;
  return done ? fit : relaxed(points, fit, polynomial.sumOfSquares, smoothing);
}

/** A spline through points by the least squares of some equations. */
class Fit implements SmoothingSpline {
  /** Squared residual of every point. */
  readonly squares: readonly number[];
  readonly sumOfSquares: number;
  readonly #coefficients: Float64Array;

  constructor(
    points: readonly CurvePoint[],
    readonly degree: number,
    readonly knots: readonly number[],
    readonly triangle: Triangle,
  ) {
    this.#coefficients = triangle.solution();
    this.squares = points.map(({ x, y }) => (this.valueAt(x) - y) ** 2);
    this.sumOfSquares = this.squares.reduce((sum, square) => sum + square, 0);
  }

  get interiorKnots(): readonly number[] {
    return this.knots.slice(this.degree + 1, -this.degree - 1);
  }

  valueAt(x: number): number {
    return basisAt(this.knots, this.degree, x).reduce(
      (sum, basis, i) => sum + basis * elementOf(this.#coefficients, i),
      0,
    );
  }
}

function leastSquares(
  points: readonly CurvePoint[],
  degree: number,
  interior: readonly number[],
): Fit {
  const ends = (x: number | undefined): number[] =>
    Array.from({ length: degree + 1 }, () => x ?? NaN);
  const knots = [...ends(points.at(0)?.x), ...interior, ...ends(points.at(-1)?.x)];
  const triangle = Triangle.empty(knots.length - degree - 1);
  for (const { x, y } of points) triangle.add(basisAt(knots, degree, x), y);
  return new Fit(points, degree, knots, triangle);
}

/**
 * The spline of the same knots whose sum of squares is the wanted one: to the equations of the points
 * come those that no derivative jumps, with the weight 1/p, and p is found by rational interpolation
 * of the sum of squares (Dierckx 1993, section 5.2.4). It stops within a thousandth, so the way to
 * the root is FITPACK's, step by step.
 *
 * @param loosest sum of squares of the polynomial, which is p = 0
 */
function relaxed(
  points: readonly CurvePoint[],
  tightest: Fit,
  loosest: number,
  smoothing: number,
): Fit {
  const { degree, knots, triangle } = tightest;
  const margin = tolerance * smoothing;
  const jumps = derivativeJumps(knots, degree);
  let low: Trial = { p: 0, excess: loosest - smoothing };
  let high: Trial = { p: Infinity, excess: tightest.sumOfSquares - smoothing };
  let lowSure = false;
  let highSure = false;
  let p = triangle.size / triangle.trace;
  for (let round = 1; ; round++) {
    const stiffer = triangle.copy();
    for (const jump of jumps) {
      stiffer.add(
        jump.map((value) => value / p),
        0,
      );
    }
    const fit = new Fit(points, degree, knots, stiffer);
    const excess = fit.sumOfSquares - smoothing;
    if (Math.abs(excess) < margin || round === mostRounds) return fit;
    if (!highSure && excess - high.excess <= margin) {
      high = { p, excess };
      p *= 0.04;
      if (p <= low.p) p = 0.9 * low.p + 0.1 * high.p;
      continue;
    }
    if (excess < 0) highSure = true;
    if (!lowSure && low.excess - excess <= margin) {
      low = { p, excess };
      p /= 0.04;
      if (p >= high.p) p = 0.1 * low.p + 0.9 * high.p;
      continue;
    }
    if (excess > 0) lowSure = true;
    if (excess >= low.excess || excess <= high.excess) return fit;
    const next = rationalRoot(low, { p, excess }, high);
    if (excess < 0) high = { p, excess };
    else low = { p, excess };
    p = next;
  }
}

/** A weight that was tried and the sum of squares above the wanted one that it left. */
interface Trial {
  readonly p: number;
  readonly excess: number;
}

/** Root of the rational function (u p + v) / (p + w) through three trials; the last may be at infinity. */
function rationalRoot(a: Trial, b: Trial, c: Trial): number {
  if (c.p === Infinity) {
    return (
      (a.p * (a.excess - c.excess) * b.excess - b.p * (b.excess - c.excess) * a.excess) /
      ((a.excess - b.excess) * c.excess)
    );
  }
  const h1 = a.excess * (b.excess - c.excess);
  const h2 = b.excess * (c.excess - a.excess);
  const h3 = c.excess * (a.excess - b.excess);
  return -(a.p * b.p * h3 + b.p * c.p * h1 + c.p * a.p * h2) / (a.p * h1 + b.p * h2 + c.p * h3);
}
