import { bilinear, inverseOf, timesVector } from '@nightskies/pixels';
import type { UnitVector } from '@nightskies/sky';
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

/** Total degree of the polynomial of the response: five terms across a row or column of the array. */
const responseDegree = 4;
/** What is assumed of each coefficient before looking: about 0, so much 1 sigma. */
const priorResponse = 0.03;
const priorSkyPerHour = 0.3;
const passes = 8;
const hourSeconds = 3600;

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
 * is the scatter. Huber weights; covariance clustered by pairs (sandwich), with the prior's part.
 *
 * @param pairs at least one with a patch
 */
export function separateResponseAndSky(pairs: readonly OverlapPair[]): ResponseAndSky | null {
  const rows = pairs.flatMap((pair, cluster) =>
    pair.patches.map((patch) => ({ cluster, patch, basis: basisOf(pair, patch) })),
  );
  if (rows.length === 0) return null;
  const unknowns = responseTerms + skyTerms;
  const prior = Float64Array.from({ length: unknowns }, (_, k) =>
    k < responseTerms ? 1 / priorResponse ** 2 : 1 / priorSkyPerHour ** 2,
  );
  let solution = new Float64Array(unknowns);
  let inverse = new Float64Array(unknowns * unknowns);
  let scatter = scatterAbout(
    rows.map(({ patch }) => patch.logRatio),
    0,
  );
  const residual = ({ patch, basis }: (typeof rows)[number]): number =>
    patch.logRatio - product(basis, solution);
  const weightOf = (row: (typeof rows)[number]): number => {
    const variance = row.patch.error ** 2 + scatter ** 2;
    return variance > 0 ? huberWeight(residual(row) / Math.sqrt(variance)) / variance : 0;
  };
  for (let pass = 0; pass < passes; pass++) {
    const normal = new Float64Array(unknowns * unknowns);
    const right = new Float64Array(unknowns);
    for (let k = 0; k < unknowns; k++) normal[k * unknowns + k] = prior[k];
    for (const row of rows) {
      const weight = weightOf(row);
      addOuter(normal, row.basis, row.basis, weight);
      for (let k = 0; k < unknowns; k++) right[k] += weight * row.patch.logRatio * row.basis[k];
    }
    const found = inverseOf(normal, unknowns);
    if (found === undefined) return null;
    inverse = Float64Array.from(found);
    solution = Float64Array.from(timesVector(inverse, right));
    scatter = scatterAbout(rows.map(residual), 0);
  }
  const meat = new Float64Array(unknowns * unknowns);
  for (let k = 0; k < unknowns; k++) meat[k * unknowns + k] = prior[k];
  const gradients = pairs.map(() => new Float64Array(unknowns));
  for (const row of rows) {
    const pull = weightOf(row) * residual(row);
    for (let k = 0; k < unknowns; k++) gradients[row.cluster][k] += pull * row.basis[k];
  }
  for (const gradient of gradients) addOuter(meat, gradient, gradient, 1);
  const estimate = (basis: Float64Array): { value: number; sigma: number } => {
    const spread = timesVector(inverse, basis);
    return {
      value: product(basis, solution),
      sigma: Math.sqrt(Math.max(0, bilinear(meat, spread, spread))),
    };
  };
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

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function addOuter(matrix: Float64Array, a: Float64Array, b: Float64Array, weight: number): void {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    const left = weight * a[i];
    if (left === 0) continue;
    for (let j = 0; j < n; j++) matrix[i * n + j] += left * b[j];
  }
}

function basisOf(
  { secondsBetween }: OverlapPair,
  { places, direction }: Pick<OverlapPatch, 'places' | 'direction'>,
): Float64Array {
  const [first, second] = places.map(responseBasis);
  const hours = (secondsBetween ?? 0) / hourSeconds;
  const sky = skyBasis(direction);
  return Float64Array.from({ length: responseTerms + skyTerms }, (_, k) =>
    k < responseTerms ? second[k] - first[k] : sky[k - responseTerms] * hours,
  );
}

const responseTerms = ((responseDegree + 1) * (responseDegree + 2)) / 2 - 1;

/** Products of Legendre polynomials of total degree 1 to 4. */
function responseBasis({ u, v }: FieldPlace): number[] {
  const alongU = legendre(u);
  const alongV = legendre(v);
  const basis: number[] = [];
  for (let total = 1; total <= responseDegree; total++) {
    for (let i = total; i >= 0; i--) basis.push(alongU[i] * alongV[total - i]);
  }
  return basis;
}

function legendre(t: number): readonly number[] {
  const values = [1, t];
  for (let n = 1; n < responseDegree; n++) {
    values.push(((2 * n + 1) * t * values[n] - n * values[n - 1]) / (n + 1));
  }
  return values;
}

const skyTerms = 16;

/** Real spherical harmonics of degree 0 to 3 as polynomials of the unit vector, about of size 1. */
function skyBasis({ east: x, north: y, up: z }: UnitVector): number[] {
  return [
    ...[1, x, y, z],
    ...[2 * x * y, 2 * y * z, 2 * x * z, x * x - y * y, (3 * z * z - 1) / 2],
    ...[x * (x * x - 3 * y * y), y * (3 * x * x - y * y), 2 * x * y * z, z * (x * x - y * y)],
    ...[x * (5 * z * z - 1), y * (5 * z * z - 1), (z * (5 * z * z - 3)) / 2],
  ];
}
