import { inverseOf, timesVector } from '@nightskies/pixels';
import type { SkyPlanes } from './annulus-background.js';

const cellPx = 32;
/** Every fourth pixel of every fourth row tells enough. */
const sampling = 4;
const degreeOfSurface = 5;
/** A cell counts when so much of it is sky. */
const leastSky = 0.2;

/** A place on the array, px. */
export interface SkyPlace {
  readonly x: number;
  readonly y: number;
}

/**
 * The sky less a polynomial of degree 5 (products of Legendre's) through the mean sky of cells: free
 * of the curvature of the sky over the hundred px in which the wings of bright stars are looked for.
 * Of no use where terrain stands in the picture.
 *
 * @param places about which, out to `reachPx` in x and y, it is needed; elsewhere the sky is as given
 */
export function flattenedSky(
  { width, height, sky, unusable, owners }: SkyPlanes,
  places: readonly SkyPlace[],
  reachPx: number,
): Float32Array {
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
      for (let row = top; row < top + cellPx; row += sampling) {
        for (let column = left; column < left + cellPx; column += sampling) {
          const at = row * width + column;
          if (owners[at] !== 0 || unusable[at] !== 0) continue;
          sum += sky[at];
          sumX += column;
          sumY += row;
          count += 1;
        }
      }
      if (count * sampling * sampling < leastSky * cellPx * cellPx) continue;
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
  const order = degreeOfSurface + 1;
  const ofColumn = new Float64Array(order * width);
  for (let x = 0; x < width; x++) ofColumn.set(legendre((2 * x) / (width - 1) - 1), order * x);
  const ofRow = new Float64Array(order);
  for (const place of places) {
    const left = Math.max(Math.floor(place.x - reachPx), 0);
    const right = Math.min(Math.ceil(place.x + reachPx), width - 1);
    const bottom = Math.min(Math.ceil(place.y + reachPx), height - 1);
    for (let y = Math.max(Math.floor(place.y - reachPx), 0); y <= bottom; y++) {
      const v = legendre((2 * y) / (height - 1) - 1);
      let term = 0;
      for (let a = 0; a < order; a++) {
        ofRow[a] = 0;
        for (let b = 0; a + b < order; b++) ofRow[a] += coefficients[term++] * v[b];
      }
      for (let x = left; x <= right; x++) {
        let level = 0;
        for (let a = 0; a < order; a++) level += ofRow[a] * ofColumn[order * x + a];
        flat[y * width + x] = sky[y * width + x] - level;
      }
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
