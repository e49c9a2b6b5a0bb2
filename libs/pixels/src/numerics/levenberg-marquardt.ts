import { inverseOf } from './positive-matrix.js';

/** A least-squares problem: sums over all data for given parameters. */
export interface LeastSquares {
  /**
   * Fills `normal` (n x n, sum of weight * gradient gradient') and `gradient` (sum of weight *
   * gradient * residual, residual = data - model) and returns the sum of weight * residual^2.
   */
  accumulate(parameters: Float64Array, normal: Float64Array, gradient: Float64Array): number;
}

export interface LeastSquaresFit {
  readonly parameters: Float64Array;
  /** Inverse of the normal matrix, n x n: the covariance when the weights are 1 / variance. */
  readonly covariance: Float64Array;
  readonly chiSquare: number;
  readonly converged: boolean;
}

function damped(normal: Float64Array, n: number, lambda: number): Float64Array {
  const matrix = normal.slice();
  for (let k = 0; k < n; k += 1) matrix[k * n + k] *= 1 + lambda;
  return matrix;
}

/**
 * Levenberg (1944) and Marquardt (1963) with Marquardt's scaling: damping grows until a step lowers
 * the sum and shrinks after one that did. Converged when a step lowers it by less than a part in
 * 1e9.
 */
export function leastSquares(problem: LeastSquares, start: Float64Array): LeastSquaresFit {
  const n = start.length;
  let parameters = start;
  let normal = new Float64Array(n * n);
  let gradient = new Float64Array(n);
  let chiSquare = problem.accumulate(parameters, normal, gradient);
  let lambda = 1e-3;
  let converged = false;
  for (let round = 0; round < 60 && !converged && lambda < 1e9; round += 1) {
    const solved = inverseOf(damped(normal, n, lambda), n);
    if (solved === undefined) {
      lambda = Math.max(10 * lambda, 1e-3);
      continue;
    }
    const rightHand = gradient;
    const tried = parameters.map((value, i) => {
      let step = 0;
      for (let j = 0; j < n; j += 1) step += solved[i * n + j] * rightHand[j];
      return value + step;
    });
    const triedNormal = new Float64Array(n * n);
    const triedGradient = new Float64Array(n);
    const triedChiSquare = problem.accumulate(tried, triedNormal, triedGradient);
    if (triedChiSquare <= chiSquare) {
      converged = chiSquare - triedChiSquare <= 1e-9 * chiSquare;
      parameters = tried;
      normal = triedNormal;
      gradient = triedGradient;
      chiSquare = triedChiSquare;
      lambda /= 10;
    } else {
      lambda *= 10;
    }
  }
  const covariance = inverseOf(normal, n);
  return {
    parameters,
    covariance: covariance ?? new Float64Array(n * n).fill(Number.NaN),
    chiSquare,
    converged: converged && covariance !== undefined,
  };
}
