import { planeEquations, type MatchedPairs } from '../wcs/fit-tan-sip.js';
import { NormalEquations } from '../wcs/least-squares.js';
import { monomials, termCount } from '../wcs/polynomial.js';
import type { PixelPoint } from '../wcs/tan-sip.js';
import { TangentPlane, type IcrsPlace } from '../wcs/tangent-plane.js';

const folds = 5;
const pairsPerTerm = 3;

/**
 * The order, 1 to `maxOrder`, whose fit to four fifths of the pairs predicts the remaining fifth
 * best, each fifth in turn; the lowest of those that are equally good to 0.1 per cent. Pairs go to
 * the fifths by their place in the list, so lists sorted by brightness are divided fairly.
 */
export function chooseOrder(
  pairs: MatchedPairs,
  about: { readonly crpix: PixelPoint; readonly centre: IcrsPlace; readonly halfSize: number },
  maxOrder: number,
): number {
  const plane = new TangentPlane(about.centre);
  let [best, least] = [1, Infinity];
  for (let order = 1; order <= maxOrder; order += 1) {
    if (pairs.x.length < pairsPerTerm * termCount(order)) break;
    const error = predictionError(pairs, plane, { ...about, order });
    if (error < least * 0.998) [best, least] = [order, error];
  }
  return best;
}

/** Weighted mean square distance, in the tangent plane, of pairs from fits made without them. */
function predictionError(
  pairs: MatchedPairs,
  plane: TangentPlane,
  fit: { readonly crpix: PixelPoint; readonly halfSize: number; readonly order: number },
): number {
  const parts = Array.from({ length: folds }, (_, fold) =>
    planeEquations(
      { ...pairs, weight: pairs.weight.map((weight, i) => (i % folds === fold ? weight : 0)) },
      plane,
      fit,
      0,
    ),
  );
  const size = termCount(fit.order);
  const row = new Float64Array(size);
  let [sum, weights] = [0, 0];
  for (let fold = 0; fold < folds; fold += 1) {
    const others = new NormalEquations(size, 2);
    parts.forEach((part, at) => {
      if (at !== fold && part !== undefined) others.addAll(part);
    });
    const solution = others.solve();
    if (solution === undefined) return Infinity;
    for (let i = fold; i < pairs.x.length; i += folds) {
      const star = { x: pairs.starX[i], y: pairs.starY[i], z: pairs.starZ[i] };
      const point = plane.project(star);
      if (point === undefined || !(pairs.weight[i] > 0)) continue;
      const u = (pairs.x[i] - fit.crpix.x) / fit.halfSize;
      const v = (pairs.y[i] - fit.crpix.y) / fit.halfSize;
      monomials(fit.order, u, v, row);
      const dx = point.xi - product(row, solution[0]);
      const dy = point.eta - product(row, solution[1]);
      sum += pairs.weight[i] * (dx * dx + dy * dy);
      weights += pairs.weight[i];
    }
  }
  return sum / weights;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
