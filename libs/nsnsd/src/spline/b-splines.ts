import { elementOf } from './triangle.js';

/**
 * Index l of the knot interval t[l] <= x < t[l + 1]; the first or last true interval for what lies
 * outside, so that the outermost polynomials go on.
 *
 * @param knots  with degree + 1 equal knots at either end
 */
export function intervalOf(knots: readonly number[], degree: number, x: number): number {
  const last = knots.length - degree - 2;
  let interval = degree;
  while (interval < last && x >= elementOf(knots, interval + 1)) interval++;
  return interval;
}

/** All B-splines of the knots at x, most of them 0 (recurrence of de Boor and Cox). */
export function basisAt(knots: readonly number[], degree: number, x: number): Float64Array {
  const interval = intervalOf(knots, degree, x);
  const basis = new Float64Array(knots.length - degree - 1);
  basis[interval] = 1;
  for (let order = 1; order <= degree; order++) {
    let carried = 0;
    for (let j = interval - order + 1; j <= interval; j++) {
      const left = elementOf(knots, j);
      const right = elementOf(knots, j + order);
      const share = elementOf(basis, j) / (right - left);
      basis[j - 1] = carried + share * (right - x);
      carried = share * (x - left);
    }
    basis[interval] = carried;
  }
  return basis;
}

/**
 * For every interior knot the jump of the highest derivative there of each B-spline, but for a factor
 * common to all (Dierckx 1993, eq. 5.6; the factor is that of FITPACK's `fpdisc`).
 */
export function derivativeJumps(knots: readonly number[], degree: number): Float64Array[] {
  const size = knots.length - degree - 1;
  const intervals = size - degree;
  const scale = intervals / (elementOf(knots, size) - elementOf(knots, degree));
  const jumps: Float64Array[] = [];
  for (let at = degree + 1; at < size; at++) {
    const row = new Float64Array(size);
    for (let j = at - degree - 1; j <= at; j++) {
      let product = scale ** degree;
      for (let i = j; i <= j + degree + 1; i++) {
        if (i !== at) product *= elementOf(knots, at) - elementOf(knots, i);
      }
      row[j] = (elementOf(knots, j + degree + 1) - elementOf(knots, j)) / product;
    }
    jumps.push(row);
  }
  return jumps;
}
