import type { StarCatalogue } from '@nightskies/sky';
import type { FisheyeSolution } from './fisheye-camera.js';

/** What the stars say of a camera: magnitude of 1 DN at the axis without air, and its loss outwards. */
export interface StarFlat {
  readonly zeropointMag: number;
  /** Transmission relative to that at the axis, by distance from it in right angles. */
  transmission(radius: number): number;
  /** Scatter of the stars about it, mag. */
  readonly scatterMag: number;
  readonly stars: number;
}

/**
 * Zeropoint and vignetting from the measured stars of a solution: flux over light above the air, with an
 * extinction that is known, as zeropoint + c (B-V) + a q^2 + b q^4 in magnitudes, q the distance from
 * the axis over 90 deg; outliers beyond 3 sigma left out.
 */
export function starFlat(
  { stars, star_columns: names }: FisheyeSolution,
  catalogue: StarCatalogue,
  radiusOf: (x: number, y: number) => number,
  options: { readonly extinction: number; readonly airmassAt: (altitudeDeg: number) => number },
): StarFlat {
  const column = (name: string): number => names.indexOf(name);
  const [hip, v, alt, x, y, flux] = ['hip', 'v', 'alt', 'x', 'y', 'flux'].map(column);
  let rows = stars.flatMap((star) => {
    const found = catalogue.rowOfHip(star[hip]);
    const bv = found === null ? null : catalogue.star(found).bv;
    if (bv === null || star[alt] < 15 || star[v] < 2 || !(star[flux] > 0)) return [];
    const loss = options.extinction * options.airmassAt(star[alt]);
    const q2 = radiusOf(star[x], star[y]) ** 2;
    return [
      { terms: [1, bv - 0.65, q2, q2 * q2], value: star[v] + loss + 2.5 * Math.log10(star[flux]) },
    ];
  });
  let numbers: number[] = [];
  let scatter = Infinity;
  for (let round = 0; round < 5; round++) {
    numbers = leastSquares(rows);
    const off = (row: (typeof rows)[number]): number =>
      row.value - row.terms.reduce((sum, term, k) => sum + term * numbers[k], 0);
    const sorted = rows.map((row) => Math.abs(off(row))).sort((a, b) => a - b);
    scatter = 1.4826 * sorted[sorted.length >> 1];
    rows = rows.filter((row) => Math.abs(off(row)) < 3 * scatter);
  }
  const [zeropointMag, , a, b] = numbers;
  return {
    zeropointMag,
    transmission: (q) => 10 ** (0.4 * (a * q * q + b * q ** 4)),
    scatterMag: scatter,
    stars: rows.length,
  };
}

/** Numbers n of sum terms n = value, by normal equations. */
export function leastSquares(
  rows: readonly { readonly terms: readonly number[]; readonly value: number }[],
): number[] {
  const size = rows[0].terms.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { terms, value } of rows) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i][j] += terms[i] * terms[j];
      matrix[i][size] += terms[i] * value;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const share = matrix[j][i] / matrix[i][i];
      for (let k = i; k <= size; k++) matrix[j][k] -= share * matrix[i][k];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}
