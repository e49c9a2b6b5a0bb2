import { inverseOf } from '@nightskies/pixels';
import { columnCount, type Measurements } from './measurements.js';

/** Weights of a fit: variance of each measurement alone, and of what a star has in common, mag^2. */
export interface Variances {
  /** Per measurement, robust weight divided out: infinite for one that does not count. */
  readonly own: Float64Array;
  /** Per star. */
  readonly star: Float64Array;
}

/**
 * Normal equations of all model columns and an offset of every frame, generalised least squares
 * with covariance `own` + `star` within a star. A fit solves the block of the unknowns it frees.
 */
export interface NormalEquations {
  /** Columns of the model, then frames. */
  readonly size: number;
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** V^-1 of a star is diag(1/own) - shrink (1/own)(1/own)', by Sherman and Morrison. */
export function shrinkOf(weightSum: number, starVariance: number): number {
  return starVariance / (1 + starVariance * weightSum);
}

/** @param modelColumns  so many columns of the model, from the first; the others stay 0 */
export function normalEquations(
  measurements: Measurements,
  { own, star }: Variances,
  residual: Float64Array,
  modelColumns: number,
): NormalEquations {
  const { starStart, stars, frame, columns } = measurements;
  const size = columnCount + measurements.frames;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const common = new Float64Array(modelColumns);
  for (let j = 0; j < stars; j += 1) {
    const start = starStart[j];
    const end = starStart[j + 1];
    common.fill(0);
    let weights = 0;
    let residuals = 0;
    for (let i = start; i < end; i += 1) {
      const weight = 1 / own[i];
      if (weight === 0) continue;
      const at = i * columnCount;
      const offset = columnCount + frame[i];
      for (let a = 0; a < modelColumns; a += 1) {
        const weighted = weight * columns[at + a];
        common[a] += weighted;
        for (let b = 0; b <= a; b += 1) matrix[a * size + b] += weighted * columns[at + b];
        matrix[offset * size + a] += weighted;
        right[a] += weighted * residual[i];
      }
      matrix[offset * size + offset] += weight;
      right[offset] += weight * residual[i];
      weights += weight;
      residuals += weight * residual[i];
    }
    const shrink = shrinkOf(weights, star[j]);
    for (let a = 0; a < modelColumns; a += 1) {
      for (let b = 0; b <= a; b += 1) matrix[a * size + b] -= shrink * common[a] * common[b];
      right[a] -= shrink * common[a] * residuals;
    }
    for (let i = start; i < end; i += 1) {
      const weight = 1 / own[i];
      if (weight === 0) continue;
      const offset = columnCount + frame[i];
      for (let a = 0; a < modelColumns; a += 1) {
        matrix[offset * size + a] -= shrink * common[a] * weight;
      }
      for (let l = start; l < end; l += 1) {
        const other = columnCount + frame[l];
        if (other <= offset) matrix[offset * size + other] -= (shrink * weight) / own[l];
      }
      right[offset] -= shrink * weight * residuals;
    }
  }
  for (let a = 0; a < size; a += 1) {
    for (let b = 0; b < a; b += 1) matrix[b * size + a] = matrix[a * size + b];
  }
  return { size, matrix, right };
}

/** A solved block: `inverse` is k x k and `step` k long, in the order of `unknowns`. */
export interface Block {
  readonly unknowns: readonly number[];
  readonly inverse: Float64Array;
  readonly step: Float64Array;
}

/** Solve for some unknowns, the others held; undefined when the data do not determine them. */
export function solveBlock(
  { size, matrix, right }: NormalEquations,
  unknowns: readonly number[],
): Block | undefined {
  const n = unknowns.length;
  // Columns of unlike size are brought to a unit diagonal. A frame whose stars have all lost their
  // weight stays where it is.
  const diagonal = unknowns.map((a) => matrix[a * size + a]);
  if (diagonal.some((value, a) => unknowns[a] < columnCount && !(value > 0))) return undefined;
  const scale = diagonal.map((value) => (value > 0 ? 1 / Math.sqrt(value) : 0));
  const scaled = new Float64Array(n * n);
  for (let a = 0; a < n; a += 1) {
    for (let b = 0; b < n; b += 1) {
      scaled[a * n + b] = matrix[unknowns[a] * size + unknowns[b]] * scale[a] * scale[b];
    }
    scaled[a * n + a] += 1e-12;
  }
  const inverse = inverseOf(scaled, n);
  if (inverse === undefined) return undefined;
  const step = new Float64Array(n);
  for (let a = 0; a < n; a += 1) {
    for (let b = 0; b < n; b += 1) {
      inverse[a * n + b] *= scale[a] * scale[b];
      step[a] += inverse[a * n + b] * right[unknowns[b]];
    }
  }
  return { unknowns, inverse, step };
}

/** What one more unknown would become if it were freed too, by Schur's complement. */
export interface Added {
  readonly value: number;
  /** Inverse of its variance by the weights. */
  readonly information: number;
  /** Change of the block's unknowns per unit of the new one, negative. */
  readonly projection: Float64Array;
}

export function addUnknown(
  { size, matrix, right }: NormalEquations,
  { unknowns, inverse, step }: Block,
  unknown: number,
): Added {
  const n = unknowns.length;
  const projection = new Float64Array(n);
  let information = matrix[unknown * size + unknown];
  let score = right[unknown];
  for (let a = 0; a < n; a += 1) {
    let sum = 0;
    for (let b = 0; b < n; b += 1) {
      sum += inverse[a * n + b] * matrix[unknown * size + unknowns[b]];
    }
    projection[a] = sum;
    information -= sum * matrix[unknown * size + unknowns[a]];
    score -= matrix[unknown * size + unknowns[a]] * step[a];
  }
  return { value: information > 0 ? score / information : 0, information, projection };
}
