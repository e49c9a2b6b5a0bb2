import { lengthOf, pivotedQr } from './qr.js';
import { trustStep } from './trust-step.js';

/** Fills one residual per datum for given parameters. */
export type Residuals = (parameters: Float64Array, residuals: Float64Array) => void;

export type LmdifOutcome =
  | { readonly found: true; readonly parameters: Float64Array; readonly evaluations: number }
  | { readonly found: false; readonly reason: LmdifFailure };

/**
 * - `not-finite`: numpy would have warned of a division by zero or an overflow
 * - `not-converged`: the evaluations are used up, or rounding allows no further step
 * - `no-covariance`: found, but a parameter has no effect there
 */
export type LmdifFailure = 'not-finite' | 'not-converged' | 'no-covariance';

const tolerance = 1.49012e-8;
const precision = 2 ** -52;
const firstRadius = 100;

/**
 * Least squares the way `scipy.optimize.curve_fit` does it by default: MINPACK's `lmdif` (Moré 1978;
 * Moré, Garbow & Hillstrom 1980, ANL-80-74) with forward differences, tolerances of 1.49012e-8, a
 * first radius of 100 and 200 (n + 1) evaluations. It takes the same path to the same minimum, which
 * `leastSquares` does not where there are several. A failure is a value.
 *
 * @param count of data; at least as many as parameters
 */
export function lmdif(residuals: Residuals, start: Float64Array, count: number): LmdifOutcome {
  const n = start.length;
  const budget = 200 * (n + 1);
  let evaluations = 0;
  const evaluate = (parameters: Float64Array): Float64Array => {
    const values = new Float64Array(count);
    residuals(parameters, values);
    evaluations += 1;
    return values;
  };

  let parameters = start.slice();
  let values = evaluate(parameters);
  let norm = lengthOf(values);
  let scale = new Float64Array(n);
  let radius = 0;
  let size = 0;
  let damping = 0;
  for (let first = true; ;) {
    if (!Number.isFinite(norm)) return { found: false, reason: 'not-finite' };
    const slopes = forwardDifferences(evaluate, parameters, values);
    if (slopes === undefined) return { found: false, reason: 'not-finite' };
    const qr = pivotedQr(slopes, values);
    const { upper, pivot, columnLength, rotated } = qr;
    const found = (): LmdifOutcome =>
      pivot.some((_, j) => upper[j * n + j] === 0)
        ? { found: false, reason: 'no-covariance' }
        : { found: true, parameters, evaluations };
    if (first) {
      scale = columnLength.map((length) => (length === 0 ? 1 : length));
      size = lengthOf(parameters.map((value, i) => value * scale[i]));
      radius = size === 0 ? firstRadius : firstRadius * size;
    }
    if (norm === 0) return found();
    let steepest = 0;
    for (let j = 0; j < n; j += 1) {
      if (columnLength[pivot[j]] === 0) continue;
      let sum = 0;
      for (let i = 0; i <= j; i += 1) sum += upper[i * n + j] * (rotated[i] / norm);
      steepest = Math.max(steepest, Math.abs(sum / columnLength[pivot[j]]));
    }
    if (steepest === 0) return found();
    scale = scale.map((value, i) => Math.max(value, columnLength[i]));

    for (let gain = 0; gain < 1e-4;) {
      const trust = trustStep(qr, scale, radius, damping);
      damping = trust.damping;
      const tried = parameters.map((value, i) => value - trust.step[i]);
      const stepSize = lengthOf(trust.step.map((value, i) => value * scale[i]));
      if (first) radius = Math.min(radius, stepSize);
      const triedValues = evaluate(tried);
      const triedNorm = lengthOf(triedValues);
      if (!Number.isFinite(triedNorm)) return { found: false, reason: 'not-finite' };

      const actual = 0.1 * triedNorm < norm ? 1 - (triedNorm / norm) ** 2 : -1;
      const linear = (lengthOf(product(upper, pivot, trust.step)) / norm) ** 2;
      const damped = (Math.sqrt(damping) * (stepSize / norm)) ** 2;
      const predicted = linear + 2 * damped;
      const slope = -(linear + damped);
      gain = predicted === 0 ? 0 : actual / predicted;

      if (gain <= 0.25) {
        let factor = actual >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * actual);
        if (0.1 * triedNorm >= norm || factor < 0.1) factor = 0.1;
        radius = factor * Math.min(radius, 10 * stepSize);
        damping /= factor;
      } else if (damping === 0 || gain >= 0.75) {
        radius = 2 * stepSize;
        damping *= 0.5;
      }
      if (gain >= 1e-4) {
        parameters = tried;
        values = triedValues;
        norm = triedNorm;
        size = lengthOf(parameters.map((value, i) => value * scale[i]));
        first = false;
      }
      const below = (limit: number): boolean =>
        Math.abs(actual) <= limit && predicted <= limit && 0.5 * gain <= 1;
      if (below(tolerance) || radius <= tolerance * size) return found();
      if (
        evaluations >= budget ||
        below(precision) ||
        radius <= precision * size ||
        steepest <= precision
      ) {
        return { found: false, reason: 'not-converged' };
      }
    }
  }
}

/** Columns of the Jacobian; undefined when a value is not finite. */
function forwardDifferences(
  evaluate: (parameters: Float64Array) => Float64Array,
  parameters: Float64Array,
  values: Float64Array,
): Float64Array[] | undefined {
  const columns: Float64Array[] = [];
  for (let j = 0; j < parameters.length; j += 1) {
    const step = Math.sqrt(precision) * (Math.abs(parameters[j]) || 1);
    const moved = parameters.slice();
    moved[j] += step;
    const column = evaluate(moved).map((value, i) => (value - values[i]) / step);
    if (!Number.isFinite(lengthOf(column))) return undefined;
    columns.push(column);
  }
  return columns;
}

/** R P' step. */
function product(upper: Float64Array, pivot: Int32Array, step: Float64Array): Float64Array {
  const n = step.length;
  const result = new Float64Array(n);
  for (let j = 0; j < n; j += 1) {
    for (let i = 0; i <= j; i += 1) result[i] += upper[i * n + j] * step[pivot[j]];
  }
  return result;
}
