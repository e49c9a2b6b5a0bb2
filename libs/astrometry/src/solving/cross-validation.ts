import type { NormalEquations } from '../wcs/least-squares.js';
import type { PlaneFit } from '../wcs/plane-fit.js';
import { termCount } from '../wcs/polynomial.js';

const folds = 5;
const pairsPerTerm = 3;

/** An order must lower the mean square error of prediction by this factor to be worth its terms. */
const worthItsTerms = 0.998;

/**
 * The order, 1 to `maxOrder`, whose fit to four fifths of the pairs predicts the remaining fifth
 * best, each fifth in turn. Pairs go to the fifths by their place in the list, so lists sorted by
 * brightness are divided fairly.
 *
 * @param weight of each pair; those of 0 take no part
 * @param scatterPx of the residuals: what is missed by more than three times this counts as much, so
 *   that the few stars of a bent edge do not speak for the whole picture
 */
export function chooseOrder(
  fit: PlaneFit,
  weight: Float64Array,
  maxOrder: number,
  scatterPx: number,
): number {
  const used = Int32Array.from(weight.keys()).filter((i) => weight[i] > 0);
  const parts = Array.from({ length: folds }, () => fit.empty());
  used.forEach((pair, i) => {
    fit.add(parts[i % folds], pair, weight[pair]);
  });
  const others = parts.map((_, fold) => {
    const sum = fit.empty();
    parts.forEach((part, at) => {
      if (at !== fold) sum.addAll(part);
    });
    return sum;
  });
  let [best, least] = [1, Infinity];
  for (let order = 1; order <= maxOrder; order += 1) {
    if (used.length < pairsPerTerm * termCount(order)) break;
    const error = predictionError(fit, weight, used, others, order, 3 * scatterPx);
    if (error < least * worthItsTerms) [best, least] = [order, error];
  }
  return best;
}

/** Weighted mean square distance of pairs from fits made without them, px^2. */
function predictionError(
  fit: PlaneFit,
  weight: Float64Array,
  used: Int32Array,
  others: readonly NormalEquations[],
  order: number,
  capPx: number,
): number {
  const distances = new Float64Array(fit.count);
  let [sum, weights] = [0, 0];
  for (const [fold, equations] of others.entries()) {
    const coefficients = equations.solve(termCount(order));
    if (coefficients === undefined) return Infinity;
    fit.distancesPx(coefficients, distances);
    for (let i = fold; i < used.length; i += folds) {
      const pair = used[i];
      sum += weight[pair] * Math.min(distances[pair], capPx) ** 2;
      weights += weight[pair];
    }
  }
  return sum / weights;
}
