import { columnCount, type Measurements } from './measurements.js';
import { shrinkOf, type Block } from './normal-equations.js';
import type { FittedModel } from './linear-model.js';

/**
 * Covariance of a block's unknowns that holds whatever the errors of one star's measurements have
 * in common (sandwich, Liang and Zeger 1986, Biometrika 73, 13), with each star's residuals
 * enlarged for its leverage (Bell and McCaffrey 2002, Survey Methodology 28, 169, in their mean)
 * and for the few stars of a small set: (n - 1) / (n - p), the mean square of Student's t.
 */
export function clusteredCovariance(
  measurements: Measurements,
  { weighing, residual }: FittedModel,
  { unknowns, inverse }: Block,
): Float64Array {
  const { stars, starStart, frame, columns } = measurements;
  const n = unknowns.length;
  const place = new Int32Array(columnCount + measurements.frames).fill(-1);
  unknowns.forEach((unknown, a) => {
    place[unknown] = a;
  });
  const modelPlaces = Array.from({ length: columnCount }, (_, a) => a).filter((a) => place[a] >= 0);
  const meat = new Float64Array(n * n);
  const score = new Float64Array(n);
  const common = new Float64Array(n);
  let counted = 0;
  for (let j = 0; j < stars; j += 1) {
    const touched = new Set<number>();
    score.fill(0);
    common.fill(0);
    let weights = 0;
    let residuals = 0;
    let leverage = 0;
    for (let i = starStart[j]; i < starStart[j + 1]; i += 1) {
      const weight = 1 / weighing.own[i];
      if (weight === 0) continue;
      const add = (a: number, value: number): void => {
        common[a] += weight * value;
        score[a] += weight * value * residual[i];
        touched.add(a);
      };
      for (const a of modelPlaces) add(place[a], columns[i * columnCount + a]);
      const offset = place[columnCount + frame[i]];
      if (offset >= 0) add(offset, 1);
      weights += weight;
      residuals += weight * residual[i];
    }
    if (weights === 0) continue;
    counted += 1;
    const shrink = shrinkOf(weights, weighing.star[j]);
    const list = [...touched];
    for (const a of list) {
      score[a] -= shrink * common[a] * residuals;
      for (const b of list) leverage += inverse[a * n + b] * common[a] * common[b];
    }
    // Of the star's mean, whose variance is 1/weights + star.
    const share = Math.min(0.9, leverage / (weights * (1 + weights * weighing.star[j])));
    for (const a of list) {
      for (const b of list) meat[a * n + b] += (score[a] * score[b]) / (1 - share);
    }
  }
  const correction = counted > n + 2 ? (counted - 1) / (counted - n - 2) : 1;
  const half = product(inverse, meat, n);
  const full = product(half, inverse, n);
  for (let k = 0; k < full.length; k += 1) full[k] *= correction;
  return full;
}

function product(left: Float64Array, right: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < n; k += 1) {
      const value = left[i * n + k];
      if (value === 0) continue;
      for (let j = 0; j < n; j += 1) result[i * n + j] += value * right[k * n + j];
    }
  }
  return result;
}
