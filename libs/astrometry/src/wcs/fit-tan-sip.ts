import { degree } from '@nightskies/sky';
import { NormalEquations } from './least-squares.js';
import {
  evaluate,
  monomials,
  powers,
  termCount,
  zeroPolynomial,
  type Polynomial,
} from './polynomial.js';
import { assemble, PlaneFit, type MatchedPairs } from './plane-fit.js';
import { TanSip, type Matrix2, type PixelPoint } from './tan-sip.js';
import { placeOf, type IcrsPlace } from './tangent-plane.js';

export interface TanSipFitOptions {
  /** 1 (TAN alone) to 7. */
  readonly order: number;
  readonly crpix: PixelPoint;
  /** Roughly the direction of `crpix`; the fit moves it to the exact one. */
  readonly start: IcrsPlace;
  /** Half the picture's size, px: brings the unknowns to comparable size. */
  readonly halfSize: number;
}

/**
 * TAN-SIP from matched pairs by linear least squares. About a fixed tangent point, xi and eta are
 * polynomials in the pixel offsets; the tangent point is then moved to where the constant terms
 * vanish, the linear terms become CD and the higher ones, multiplied by the inverse of CD, SIP.
 * Undefined when the pairs do not determine the order asked for.
 */
export function fitTanSip(pairs: MatchedPairs, options: TanSipFitOptions): TanSip | undefined {
  const { order, crpix, halfSize } = options;
  let centre = options.start;
  // Moving the tangent point changes the plane by higher-order terms: two or three rounds for a
  // narrow field, many for one that reaches far around the sky.
  for (let round = 0; round < 40; round += 1) {
    const fit = new PlaneFit(pairs, { crpix, centre, halfSize }, order);
    const equations = fit.empty();
    for (let i = 0; i < fit.count; i += 1) {
      if (pairs.weight[i] > 0) fit.add(equations, i, pairs.weight[i]);
    }
    const coefficients = equations.count < equations.size ? undefined : equations.solve();
    if (coefficients === undefined) return undefined;
    const shift = { xi: coefficients[0][0], eta: coefficients[1][0] };
    const distance = Math.hypot(shift.xi, shift.eta);
    if (!(distance < 60)) return undefined;
    centre = placeOf(fit.plane.deproject(shift));
    // So small a step changes no other term beyond 1e-6 px.
    if (distance < 1e-7) return assemble(coefficients, order, { crpix, centre, halfSize }, 2);
  }
  return undefined;
}

/**
 * The solution with inverse polynomials AP and BP, fitted on a grid over the picture, one order
 * higher than the distortion; `width` and `height` in pixels. Where the distortion folds over, the
 * solution is returned without them.
 */
export function withInverse(wcs: TanSip, width: number, height: number): TanSip {
  const { a, b, crpix } = wcs.terms;
  if (a === undefined || b === undefined) return wcs;
  const order = Math.min(9, wcs.order + 1);
  const halfSize = Math.max(width, height) / 2;
  const equations = new NormalEquations(termCount(order));
  const row = new Float64Array(termCount(order));
  const steps = 16;
  for (let j = 0; j <= steps; j += 1) {
    for (let i = 0; i <= steps; i += 1) {
      const u = (width * i) / steps - 0.5 - crpix.x;
      const v = (height * j) / steps - 0.5 - crpix.y;
      const du = evaluate(a, u, v);
      const dv = evaluate(b, u, v);
      monomials(order, (u + du) / halfSize, (v + dv) / halfSize, row);
      equations.add(row, -du, -dv, 1);
    }
  }
  const solution = equations.solve();
  if (solution === undefined) return wcs;
  const polynomial = (values: Float64Array): Polynomial => {
    const made = zeroPolynomial(order);
    powers(0, order).forEach(([p, q], at) => {
      made.coefficients[p * (order + 1) + q] = values[at] * halfSize ** -(p + q);
    });
    return made;
  };
  return new TanSip({ ...wcs.terms, ap: polynomial(solution[0]), bp: polynomial(solution[1]) });
}

/** Length scale of a CD matrix: the side of a square pixel of equal area, arcseconds. */
export function pixelScaleArcsec([[a, b], [c, d]]: Matrix2): number {
  return Math.sqrt(Math.abs(a * d - b * c)) * 3600;
}

/**
 * Position angle, from north through east, of the direction towards lower y (up, where the first
 * stored row is shown at the top) at the reference pixel, degrees in (-180, 180].
 */
export function upPositionAngleDeg([[, b], [, d]]: Matrix2): number {
  return Math.atan2(-b, -d) / degree;
}
