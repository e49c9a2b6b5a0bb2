import { inverseOf, timesVector } from '@nightskies/pixels';
import type { UnitVector } from '@nightskies/sky';
import { basisOf, responseBasis, responseTerms, skyBasis, skyTerms } from './overlap-basis.js';
import type { FieldPlace, OverlapPair, OverlapPatch } from './overlap-pairs.js';
import { huberWeight, scatterAbout } from './robust-centre.js';

/** What pair differences say of the response over the field, and of the change of the sky. */
export interface ResponseAndSky {
  /** Relative error of the response at a place of the array, mean over the field 0, with 1 sigma. */
  readonly response: (place: FieldPlace) => { readonly value: number; readonly sigma: number };
  /** Relative change of the sky's brightness per hour in a direction, with 1 sigma. */
  readonly skyPerHour: (direction: UnitVector) => {
    readonly value: number;
    readonly sigma: number;
  };
  /** ln ratio of a part of a pair that response and sky explain. */
  readonly explained: (
    pair: OverlapPair,
    patch: Pick<OverlapPatch, 'places' | 'direction'>,
  ) => number;
  /** Robust scatter of what is left of the patches. */
  readonly scatter: number;
}

/** What is assumed of each coefficient before looking: about 0, so much 1 sigma. */
const priorResponse = 0.03;
const priorSkyPerHour = 0.3;
const passes = 8;

/**
 * Separates the error of the flat from the change of the sky. Two frames show the same sky with
 * different places of the array, u1 and u2, dt apart:
 *
 *     ln(second / first) = f(u2) - f(u1) + s(direction) dt
 *
 * f is a polynomial of degree 4 over the array (products of Legendre polynomials without the
 * constant), the same in all frames; s a polynomial of degree 3 in the unit vector of the direction
 * (16 terms), linear in time over the set. They separate because one pair of places recurs at many
 * directions and times, and because the fields near the zenith are turned against one another. What
 * separates badly shows as a large sigma, up to the prior's: 3 % for a coefficient of f, 30 % per hour
 * for one of s. Detail of the turning sky finer than degree 3, the Milky Way above all, is in neither: it
 * is the scatter. Huber weights; errors by leaving out one frame after the other (jackknife), because pairs
 * that share a frame are not independent, and what the prior holds.
 *
 * @param pairs at least one with a patch
 */
export function separateResponseAndSky(pairs: readonly OverlapPair[]): ResponseAndSky | null {
  const rows = pairs.flatMap((pair, index) =>
    pair.patches.map((patch): Row => ({ index, patch, basis: basisOf(pair, patch) })),
  );
  if (rows.length === 0) return null;
  let solution = new Float64Array(unknowns);
  let equations: readonly Equations[] = [];
  let scatter = scatterAbout(
    rows.map(({ patch }) => patch.logRatio),
    0,
  );
  const residual = ({ patch, basis }: Row): number => patch.logRatio - product(basis, solution);
  const weightOf = (row: Row): number => {
    const variance = row.patch.error ** 2 + scatter ** 2;
    return variance > 0 ? huberWeight(residual(row) / Math.sqrt(variance)) / variance : 0;
  };
  for (let pass = 0; pass < passes; pass++) {
    equations = equationsOf(pairs.length, rows, weightOf);
    const found = solved(sumOf(equations));
    if (found === null) return null;
    solution = found;
    scatter = scatterAbout(rows.map(residual), 0);
  }
  const estimate = estimator(solution, jackknife(pairs, equations), sumOf(equations));
  return {
    response: (place) => {
      const basis = new Float64Array(unknowns);
      basis.set(responseBasis(place));
      return estimate(basis);
    },
    skyPerHour: (direction) => {
      const basis = new Float64Array(unknowns);
      basis.set(skyBasis(direction), responseTerms);
      return estimate(basis);
    },
    explained: (pair, patch) => product(basisOf(pair, patch), solution),
    scatter,
  };
}

interface Row {
  /** Of the pair. */
  readonly index: number;
  readonly patch: OverlapPatch;
  readonly basis: Float64Array;
}

/** Normal equations. */
interface Equations {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

const unknowns = responseTerms + skyTerms;

const noEquations = (): Equations => ({
  matrix: new Float64Array(unknowns * unknowns),
  right: new Float64Array(unknowns),
});

/** Normal equations of each pair. */
function equationsOf(
  pairs: number,
  rows: readonly Row[],
  weightOf: (row: Row) => number,
): Equations[] {
  const all = Array.from({ length: pairs }, noEquations);
  for (const row of rows) {
    const { matrix, right } = all[row.index];
    const weight = weightOf(row);
    for (let i = 0; i < unknowns; i++) {
      const left = weight * row.basis[i];
      right[i] += left * row.patch.logRatio;
      for (let j = 0; j < unknowns; j++) matrix[i * unknowns + j] += left * row.basis[j];
    }
  }
  return all;
}

function sumOf(equations: readonly Equations[]): Equations {
  const sum = noEquations();
  for (const { matrix, right } of equations) {
    for (let k = 0; k < matrix.length; k++) sum.matrix[k] += matrix[k];
    for (let k = 0; k < right.length; k++) sum.right[k] += right[k];
  }
  return sum;
}

const prior = Float64Array.from(
  { length: unknowns },
  (_, k) => 1 / (k < responseTerms ? priorResponse : priorSkyPerHour) ** 2,
);

/** Inverse of the equations with the prior on them. */
function inverseWithPrior({ matrix }: Equations): Float64Array | undefined {
  const held = matrix.slice();
  for (let k = 0; k < unknowns; k++) held[k * unknowns + k] += prior[k];
  return inverseOf(held, unknowns);
}

function solved(equations: Equations): Float64Array<ArrayBuffer> | null {
  const inverse = inverseWithPrior(equations);
  return inverse === undefined ? null : Float64Array.from(timesVector(inverse, equations.right));
}

/** The solution without each frame in turn. */
function jackknife(
  pairs: readonly OverlapPair[],
  equations: readonly Equations[],
): readonly Float64Array[] {
  const names = [...new Set(pairs.flatMap(({ first, second }) => [first.name, second.name]))];
  return names.flatMap((name) => {
    const rest = equations.filter((_, index) => {
      const { first, second } = pairs[index];
      return first.name !== name && second.name !== name;
    });
    return solved(sumOf(rest)) ?? [];
  });
}

/** A linear form of the solution with its error: by the jackknife, and by what the prior holds. */
function estimator(
  solution: Float64Array,
  without: readonly Float64Array[],
  equations: Equations,
): (basis: Float64Array) => { readonly value: number; readonly sigma: number } {
  const inverse = inverseWithPrior(equations) ?? new Float64Array(unknowns * unknowns);
  return (basis) => {
    const value = product(basis, solution);
    const spread = timesVector(inverse, basis);
    const held = spread.reduce((sum, part, k) => sum + prior[k] * part * part, 0);
    const squares = without.reduce((sum, other) => sum + (product(basis, other) - value) ** 2, 0);
    const sampled = (squares * (without.length - 1)) / without.length;
    return { value, sigma: Math.sqrt(held + sampled) };
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
