import type { NormalEquations } from '../wcs/least-squares.js';
import type { PlaneFit } from '../wcs/plane-fit.js';
import { termCount } from '../wcs/polynomial.js';

const folds = 5;
/** Pairs asked for per term: an order is not tried with fewer. */
export const pairsPerTerm = 5;

/**
 * The order, 1 to `maxOrder`, whose fit to four fifths of the pairs predicts the remaining fifth
 * best, each fifth in turn, or the lowest that predicts as well within one standard error of the
 * difference (Breiman et al. 1984, Classification and Regression Trees, section 3.4.3): terms that
 * are not clearly needed only swing out where no star holds them. Pairs go to the fifths by their
 * place in the list, so lists sorted by brightness are divided fairly.
 *
 * @param weight of each pair; those of 0 take no part
 * @param scatterPx of the residuals: what is missed by more than three times this counts as much, so
 *   that the few stars of a bent edge do not speak for the whole picture
 */
export function chooseOrder(
  fit: PlaneFit,
  places: { readonly across: Float64Array; readonly down: Float64Array },
  weight: Float64Array,
  maxOrder: number,
  scatterPx: number,
): number {
  const parts = Array.from({ length: folds }, () => fit.empty());
  const pairsOf = new Array<number[]>();
  for (let fold = 0; fold < folds; fold += 1) pairsOf.push([]);
  let used = 0;
  for (let pair = 0; pair < weight.length; pair += 1) {
    if (!(weight[pair] > 0)) continue;
    const fold = foldAt(places.across[pair], places.down[pair]);
    fit.add(parts[fold], pair, weight[pair]);
    pairsOf[fold].push(pair);
    used += 1;
  }
  const others: NormalEquations[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const sum = fit.empty();
    for (let at = 0; at < folds; at += 1) if (at !== fold) sum.addAll(parts[at]);
    others.push(sum);
  }
  const losses: Float64Array[] = [];
  for (let order = 1; order <= maxOrder; order += 1) {
    if (used < pairsPerTerm * termCount(order)) break;
    const loss = predictionLosses(fit, weight, pairsOf, others, order, 3 * scatterPx);
    if (loss === undefined) break;
    losses.push(loss);
  }
  const sums = losses.map(sumOf);
  const best = sums.indexOf(Math.min(...sums));
  const enough = losses.findIndex((loss) => isNoWorse(loss, losses[best]));
  return Math.max(1, enough + 1);
}

/**
 * Weighted squared distances of pairs from the fit made without their fold, fold by fold; undefined
 * without a fit.
 */
function predictionLosses(
  fit: PlaneFit,
  weight: Float64Array,
  pairsOf: readonly (readonly number[])[],
  others: readonly NormalEquations[],
  order: number,
  capPx: number,
): Float64Array | undefined {
  const distances = new Float64Array(fit.count);
  const losses: number[] = [];
  for (const [fold, equations] of others.entries()) {
    const coefficients = equations.solve(termCount(order));
    if (coefficients === undefined) return undefined;
    fit.distancesPx(coefficients, distances, pairsOf[fold]);
    for (const pair of pairsOf[fold]) {
      const distance = Math.min(distances[pair], capPx);
      losses.push(weight[pair] * distance * distance);
    }
  }
  return Float64Array.from(losses);
}

/** The fold of a place: each row and each column of five parts holds every fold once. */
function foldAt(across: number, down: number): number {
  return (partAt(across) + 2 * partAt(down)) % folds;
}

function partAt(share: number): number {
  return Math.max(0, Math.min(folds - 1, Math.floor(share * folds)));
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Whether the mean loss is above another by no more than one standard error of the difference. */
function isNoWorse(loss: Float64Array, than: Float64Array): boolean {
  const count = loss.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const difference = loss[i] - than[i];
    sum += difference;
    squares += difference * difference;
  }
  const variance = Math.max(0, squares - (sum * sum) / count) * (count / Math.max(1, count - 1));
  return sum <= Math.sqrt(variance);
}
