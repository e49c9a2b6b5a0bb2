import { inverseOf, timesVector } from '@nightskies/pixels';
import type { SkyPlanes } from './annulus-background.js';

const cellPx = 32;
const degreeOfSurface = 5;
/** A cell counts when so much of it is sky. */
const leastSky = 0.2;

/**
 * The sky less a polynomial of degree 5 (products of Legendre's) through the mean sky of cells: free
 * of the curvature of the sky over the hundred px in which the wings of bright stars are looked for.
 * Of no use where terrain stands in the picture.
 */
export function flattenedSky({ width, height, sky, unusable, owners }: SkyPlanes): Float32Array {
  const terms = ((degreeOfSurface + 1) * (degreeOfSurface + 2)) / 2;
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  const basis = (x: number, y: number): Float64Array => {
    const u = legendre((2 * x) / (width - 1) - 1);
    const v = legendre((2 * y) / (height - 1) - 1);
    const values = new Float64Array(terms);
    let term = 0;
    for (let a = 0; a <= degreeOfSurface; a++) {
      for (let b = 0; a + b <= degreeOfSurface; b++) values[term++] = u[a] * v[b];
    }
    return values;
  };
  for (let top = 0; top + cellPx <= height; top += cellPx) {
    for (let left = 0; left + cellPx <= width; left += cellPx) {
      let [sum, sumX, sumY, count] = [0, 0, 0, 0];
      for (let row = top; row < top + cellPx; row++) {
        for (let column = left; column < left + cellPx; column++) {
          const at = row * width + column;
          if (owners[at] !== 0 || unusable[at] !== 0) continue;
          sum += sky[at];
          sumX += column;
          sumY += row;
          count += 1;
        }
      }
      if (count < leastSky * cellPx * cellPx) continue;
      const row = basis(sumX / count, sumY / count);
      for (let a = 0; a < terms; a++) {
        right[a] += (row[a] * sum) / count;
        for (let b = 0; b < terms; b++) normal[a * terms + b] += row[a] * row[b];
      }
    }
  }
  const inverse = inverseOf(normal, terms);
  const flat = sky.slice();
  if (inverse === undefined) return flat;
  const coefficients = timesVector(inverse, right);
  const columns = Array.from({ length: width }, (_, x) => legendre((2 * x) / (width - 1) - 1));
  const ofRow = new Float64Array(degreeOfSurface + 1);
  for (let y = 0; y < height; y++) {
    const v = legendre((2 * y) / (height - 1) - 1);
    let term = 0;
    for (let a = 0; a <= degreeOfSurface; a++) {
      ofRow[a] = 0;
      for (let b = 0; a + b <= degreeOfSurface; b++) ofRow[a] += coefficients[term++] * v[b];
    }
    for (let x = 0; x < width; x++) {
      let level = 0;
      for (let a = 0; a <= degreeOfSurface; a++) level += ofRow[a] * columns[x][a];
      flat[y * width + x] -= level;
    }
  }
  return flat;
}

/** Legendre polynomials up to the degree of the surface. */
function legendre(u: number): Float64Array {
  const values = new Float64Array(degreeOfSurface + 1);
  values[0] = 1;
  values[1] = u;
  for (let n = 1; n < degreeOfSurface; n++) {
    values[n + 1] = ((2 * n + 1) * u * values[n] - n * values[n - 1]) / (n + 1);
  }
  return values;
}
