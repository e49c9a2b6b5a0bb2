import { NormalEquations } from './least-squares.js';
import { monomials, powers, termCount } from './polynomial.js';
import type { PixelPoint } from './tan-sip.js';

/**
 * Covariance of a TAN-SIP fit: of the shift, px along either axis, that its polynomials give a place
 * in the picture. Both axes rest on the same stars and share one matrix; they are independent.
 */
export interface FitCovariance {
  readonly order: number;
  readonly crpix: PixelPoint;
  /** Monomials are of pixel offsets from `crpix` in units of this, px. */
  readonly halfSize: number;
  /** px^2, square, rows and columns in the order of `powers(0, order)`. */
  readonly matrix: Float64Array;
}

export interface WeightedResiduals {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Source minus prediction, px. */
  readonly residualX: ArrayLike<number>;
  readonly residualY: ArrayLike<number>;
  /** Inverse variances in any unit. */
  readonly weight: ArrayLike<number>;
}

/**
 * Inverse of the normal matrix times the mean square of the weighted residuals per degree of freedom,
 * so that what the lens model misses counts as noise. Undefined with fewer stars than terms and one.
 */
export function fitCovariance(
  { x, y, residualX, residualY, weight }: WeightedResiduals,
  { order, crpix, halfSize }: { order: number; crpix: PixelPoint; halfSize: number },
): FitCovariance | undefined {
  const terms = termCount(order);
  const freedom = x.length - terms;
  if (freedom < 1) return undefined;
  const equations = new NormalEquations(terms);
  const row = new Float64Array(terms);
  let squares = 0;
  for (let i = 0; i < x.length; i += 1) {
    monomials(order, (x[i] - crpix.x) / halfSize, (y[i] - crpix.y) / halfSize, row);
    equations.add(row, 0, 0, weight[i]);
    squares += weight[i] * (residualX[i] ** 2 + residualY[i] ** 2);
  }
  const inverse = equations.inverse();
  if (inverse === undefined) return undefined;
  const variance = squares / (2 * freedom);
  for (let k = 0; k < inverse.length; k += 1) inverse[k] *= variance;
  return { order, crpix, halfSize, matrix: inverse };
}

/** Standard error along either axis of where a solution puts a place of the picture, px. */
export function placeErrorPx(covariance: FitCovariance, { x, y }: PixelPoint): number {
  const { order, crpix, halfSize, matrix } = covariance;
  const row = new Float64Array(termCount(order));
  monomials(order, (x - crpix.x) / halfSize, (y - crpix.y) / halfSize, row);
  return Math.sqrt(quadratic(matrix, row));
}

/**
 * Standard errors of the scale at a place, as a share of it, and of the direction of growing y,
 * radians. The scale is half the sum of two independent slopes, one axis along x and the other along
 * y; the direction is one slope across y.
 */
export function slopeErrors(
  covariance: FitCovariance,
  { x, y }: PixelPoint,
): { readonly scale: number; readonly direction: number } {
  const { order, crpix, halfSize, matrix } = covariance;
  const [u, v] = [(x - crpix.x) / halfSize, (y - crpix.y) / halfSize];
  const alongX = powers(0, order).map(([p, q]) => (p === 0 ? 0 : p * u ** (p - 1) * v ** q));
  const alongY = powers(0, order).map(([p, q]) => (q === 0 ? 0 : q * u ** p * v ** (q - 1)));
  const [varianceX, varianceY] = [alongX, alongY].map(
    (slope) => quadratic(matrix, slope) / halfSize ** 2,
  );
  return { scale: Math.sqrt(varianceX + varianceY) / 2, direction: Math.sqrt(varianceY) };
}

function quadratic(matrix: Float64Array, row: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < row.length; i += 1) {
    for (let j = 0; j < row.length; j += 1) sum += row[i] * matrix[i * row.length + j] * row[j];
  }
  return Math.max(0, sum);
}
