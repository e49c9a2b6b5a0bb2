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
import { invert, TanSip, type Matrix2, type PixelPoint } from './tan-sip.js';
import { placeOf, TangentPlane, type IcrsPlace } from './tangent-plane.js';

/** Stars seen at array positions (x, y), with their ICRS unit vectors; all arrays of one length. */
export interface MatchedPairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly starX: Float64Array;
  readonly starY: Float64Array;
  readonly starZ: Float64Array;
  /** Inverse variances in any unit; 0 leaves a pair out. */
  readonly weight: Float64Array;
}

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
  // Moving the tangent point changes the plane by third-order terms: three rounds reach rounding.
  for (let round = 0; round < 4; round += 1) {
    const plane = new TangentPlane(centre);
    const equations = planeEquations(pairs, plane, { order, crpix, halfSize });
    const solution = equations?.solve();
    if (solution === undefined) return undefined;
    const [xi, eta] = solution;
    const shift = { xi: xi[0], eta: eta[0] };
    if (Math.hypot(shift.xi, shift.eta) < 1e-11 || round === 3) {
      return assemble(xi, eta, centre, options);
    }
    if (!(Math.hypot(shift.xi, shift.eta) < 60)) return undefined;
    centre = placeOf(plane.deproject(shift));
  }
  return undefined;
}

/** The normal equations of xi and eta in monomials of the scaled pixel offsets. */
export function planeEquations(
  pairs: MatchedPairs,
  plane: TangentPlane,
  { order, crpix, halfSize }: Pick<TanSipFitOptions, 'order' | 'crpix' | 'halfSize'>,
  fewest = termCount(order),
): NormalEquations | undefined {
  const size = termCount(order);
  const equations = new NormalEquations(size, 2);
  const row = new Float64Array(size);
  let count = 0;
  for (let i = 0; i < pairs.x.length; i += 1) {
    if (!(pairs.weight[i] > 0)) continue;
    const point = plane.project({ x: pairs.starX[i], y: pairs.starY[i], z: pairs.starZ[i] });
    if (point === undefined) continue;
    monomials(order, (pairs.x[i] - crpix.x) / halfSize, (pairs.y[i] - crpix.y) / halfSize, row);
    equations.add(row, [point.xi, point.eta], pairs.weight[i]);
    count += 1;
  }
  return count < fewest ? undefined : equations;
}

function assemble(
  xi: Float64Array,
  eta: Float64Array,
  crval: IcrsPlace,
  { order, crpix, halfSize }: TanSipFitOptions,
): TanSip | undefined {
  const cd: Matrix2 = [
    [xi[1] / halfSize, xi[2] / halfSize],
    [eta[1] / halfSize, eta[2] / halfSize],
  ];
  const determinant = cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0];
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-18) return undefined;
  if (order < 2) return new TanSip({ crval, crpix, cd });
  const [[a11, a12], [a21, a22]] = invert(cd);
  const a = zeroPolynomial(order);
  const b = zeroPolynomial(order);
  powers(0, order).forEach(([p, q], at) => {
    if (p + q < 2) return;
    const unscale = halfSize ** -(p + q);
    a.coefficients[p * (order + 1) + q] = (a11 * xi[at] + a12 * eta[at]) * unscale;
    b.coefficients[p * (order + 1) + q] = (a21 * xi[at] + a22 * eta[at]) * unscale;
  });
  return new TanSip({ crval, crpix, cd, a, b });
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
  const equations = new NormalEquations(termCount(order), 2);
  const row = new Float64Array(termCount(order));
  const steps = 24;
  for (let j = 0; j <= steps; j += 1) {
    for (let i = 0; i <= steps; i += 1) {
      const u = (width * i) / steps - 0.5 - crpix.x;
      const v = (height * j) / steps - 0.5 - crpix.y;
      const [du, dv] = [evaluate(a, u, v), evaluate(b, u, v)];
      monomials(order, (u + du) / halfSize, (v + dv) / halfSize, row);
      equations.add(row, [-du, -dv], 1);
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
