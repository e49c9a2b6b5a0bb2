import { inverseOf, timesVector, type PlaneLevel } from '@nightskies/pixels';
import type { SkyPlanes } from './annulus-background.js';

const cellPx = 32;
/** Every fourth pixel of every fourth row tells enough. */
const sampling = 4;
const degreeOfSurface = 5;
/** A cell counts when so much of it is sky. */
const leastSky = 0.2;

/**
 * The smooth brightness of the sky over a frame, DN per px: a polynomial of degree 5 (products of
 * Legendre's) through the mean sky of cells, by which the sky is freed of its curvature over the
 * hundred px in which the wings of bright stars are looked for. Of no
 * use where terrain stands in the picture.
 *
 * @param stars cells within `awayPx` of one are left out: their wings would bend the surface
 * @returns null where too little sky is free
 */
export function skySurface(
  { planes, plane }: SkyPlanes,
  stars: readonly { readonly x: number; readonly y: number }[],
  awayPx: number,
): PlaneLevel | null {
  const { width, height, owners, [plane]: sky } = planes;
  const order = degreeOfSurface + 1;
  const terms = (order * (order + 1)) / 2;
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  const u = new Float64Array(order);
  const v = new Float64Array(order);
  const values = new Float64Array(terms);
  const cell: Cell = { count: 0, x: 0, y: 0, level: 0 };
  for (let top = 0; top + cellPx <= height; top += cellPx) {
    for (let left = 0; left + cellPx <= width; left += cellPx) {
      const [middleX, middleY] = [left + cellPx / 2, top + cellPx / 2];
      if (isNear(stars, middleX, middleY, awayPx)) continue;
      meanOfCell(sky, owners, width, left, top, cell);
      if (cell.count * sampling * sampling < leastSky * cellPx * cellPx) continue;
      legendre((2 * cell.x) / (width - 1) - 1, u, 0);
      legendre((2 * cell.y) / (height - 1) - 1, v, 0);
      addCell(u, v, cell.level, values, normal, right);
    }
  }
  const inverse = inverseOf(normal, terms);
  if (inverse === undefined) return null;
  const coefficients = timesVector(inverse, right);
  const columnFactors = new Float64Array(order * width);
  for (let x = 0; x < width; x++) legendre((2 * x) / (width - 1) - 1, columnFactors, order * x);
  return {
    terms: order,
    columnFactors,
    factorsOfRow(row, factors, at) {
      legendre((2 * row) / (height - 1) - 1, v, 0);
      let term = 0;
      for (let a = 0; a < order; a++) {
        factors[at + a] = 0;
        for (let b = 0; a + b < order; b++) factors[at + a] += coefficients[term++] * v[b];
      }
    },
  };
}

// Small functions of the module below: called for every cell, they are compiled with the first frame.

function isNear(
  stars: readonly { readonly x: number; readonly y: number }[],
  x: number,
  y: number,
  awayPx: number,
): boolean {
  for (const star of stars) {
    if ((star.x - x) ** 2 + (star.y - y) ** 2 < awayPx ** 2) return true;
  }
  return false;
}

/** Adds a cell to the normal equations. @param values of all terms there, overwritten */
function addCell(
  u: Float64Array,
  v: Float64Array,
  level: number,
  values: Float64Array,
  normal: Float64Array,
  right: Float64Array,
): void {
  const terms = values.length;
  let term = 0;
  for (let a = 0; a < u.length; a++) {
    for (let b = 0; a + b < u.length; b++) values[term++] = u[a] * v[b];
  }
  for (let a = 0; a < terms; a++) {
    right[a] += values[a] * level;
    for (let b = 0; b < terms; b++) normal[a * terms + b] += values[a] * values[b];
  }
}

/** Means over the sampled pixels of a cell that are free. */
interface Cell {
  count: number;
  x: number;
  y: number;
  level: number;
}

function meanOfCell(
  sky: Float32Array,
  owners: Int32Array,
  width: number,
  left: number,
  top: number,
  cell: Cell,
): void {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  let count = 0;
  for (let row = top; row < top + cellPx; row += sampling) {
    for (let column = left; column < left + cellPx; column += sampling) {
      const at = row * width + column;
      if (owners[at] !== 0) continue;
      sum += sky[at];
      sumX += column;
      sumY += row;
      count += 1;
    }
  }
  cell.count = count;
  cell.x = sumX / count;
  cell.y = sumY / count;
  cell.level = sum / count;
}

/** Legendre polynomials up to the degree of the surface, into `values` from element `at` on. */
function legendre(u: number, values: Float64Array, at: number): void {
  values[at] = 1;
  values[at + 1] = u;
  for (let n = 1; n < degreeOfSurface; n++) {
    values[at + n + 1] = ((2 * n + 1) * u * values[at + n] - n * values[at + n - 1]) / (n + 1);
  }
}
