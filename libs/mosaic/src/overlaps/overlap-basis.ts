import type { UnitVector } from '@nightskies/sky';
import type { FieldPlace, OverlapPair, OverlapPatch } from './overlap-pairs.js';

/** Total degree of the polynomial of the response: five terms across a row or column of the array. */
const responseDegree = 4;
export const responseTerms = ((responseDegree + 1) * (responseDegree + 2)) / 2 - 1;
export const skyTerms = 16;

const hourSeconds = 3600;

/** What ln(second / first) of a part of a pair depends on: response terms first, then the sky's per hour. */
export function basisOf(
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

/** Products of Legendre polynomials of total degree 1 to 4. */
export function responseBasis({ u, v }: FieldPlace): number[] {
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

/** Real spherical harmonics of degree 0 to 3 as polynomials of the unit vector, about of size 1. */
export function skyBasis({ east: x, north: y, up: z }: UnitVector): number[] {
  return [
    ...[1, x, y, z],
    ...[2 * x * y, 2 * y * z, 2 * x * z, x * x - y * y, (3 * z * z - 1) / 2],
    ...[x * (x * x - 3 * y * y), y * (3 * x * x - y * y), 2 * x * y * z, z * (x * x - y * y)],
    ...[x * (5 * z * z - 1), y * (5 * z * z - 1), (z * (5 * z * z - 3)) / 2],
  ];
}
