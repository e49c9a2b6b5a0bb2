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
  const used = Int32Array.from(weight.keys()).filter((i) => weight[i] > 0);
  const parts = Array.from({ length: folds }, () => fit.empty());
  const foldOf = used.map((pair) => foldAt(places.across[pair], places.down[pair]));
  used.forEach((pair, i) => {
    fit.add(parts[foldOf[i]], pair, weight[pair]);
  });
  const others = parts.map((_, fold) => {
    const sum = fit.empty();
    parts.forEach((part, at) => {
      if (at !== fold) sum.addAll(part);
    });
    return sum;
  });
  const losses: Float64Array[] = [];
  for (let order = 1; order <= maxOrder; order += 1) {
    if (used.length < pairsPerTerm * termCount(order)) break;
    const loss = predictionLosses(fit, weight, used, foldOf, others, order, 3 * scatterPx);
    if (loss === undefined) break;
    losses.push(loss);
  }
  const sums = losses.map((loss) => loss.reduce((sum, one) => sum + one, 0));
  const best = sums.indexOf(Math.min(...sums));
  const enough = losses.findIndex((loss) => isNoWorse(loss, losses[best]));
  return Math.max(1, enough + 1);
}

/** Weighted squared distance of each used pair from the fit made without it, undefined without a fit. */
function predictionLosses(
  fit: PlaneFit,
  weight: Float64Array,
  used: Int32Array,
  foldOf: Int32Array,
  others: readonly NormalEquations[],
  order: number,
  capPx: number,
): Float64Array | undefined {
  const distances = new Float64Array(fit.count);
  const losses = new Float64Array(used.length);
  for (const [fold, equations] of others.entries()) {
    const coefficients = equations.solve(termCount(order));
    if (coefficients === undefined) return undefined;
    fit.distancesPx(coefficients, distances);
    for (let i = 0; i < used.length; i += 1) {
      if (foldOf[i] !== fold) continue;
      losses[i] = weight[used[i]] * Math.min(distances[used[i]], capPx) ** 2;
    }
  }
  return losses;
}

/** The fold of a place: each row and each column of five parts holds every fold once. */
function foldAt(across: number, down: number): number {
  const part = (share: number): number =>
    Math.max(0, Math.min(folds - 1, Math.floor(share * folds)));
  return (part(across) + 2 * part(down)) % folds;
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
