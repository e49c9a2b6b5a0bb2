/**
 * A polynomial in two variables, sum of c[p][q] u^p v^q over p + q <= order, as the SIP convention
 * writes its distortions (Shupe et al. 2005, equations 2 and 3).
 */
export interface Polynomial {
  readonly order: number;
  /** Square table, `coefficients[p * (order + 1) + q]`; entries with p + q > order are 0. */
  readonly coefficients: Float64Array;
}

export function zeroPolynomial(order: number): Polynomial {
  return { order, coefficients: new Float64Array((order + 1) * (order + 1)) };
}

export function evaluate({ order, coefficients }: Polynomial, u: number, v: number): number {
  let sum = 0;
  for (let p = order; p >= 0; p -= 1) {
    const row = p * (order + 1);
    let inner = 0;
    for (let q = order - p; q >= 0; q -= 1) inner = inner * v + coefficients[row + q];
    sum = sum * u + inner;
  }
  return sum;
}

/** Powers [p, q] with lowest <= p + q <= order, by growing p + q, then falling p. */
export function powers(lowest: number, order: number): readonly (readonly [number, number])[] {
  const list: [number, number][] = [];
  for (let degree = lowest; degree <= order; degree += 1) {
    for (let q = 0; q <= degree; q += 1) list.push([degree - q, q]);
  }
  return list;
}

/** Number of coefficients of a full polynomial of an order. */
export function termCount(order: number): number {
  return ((order + 1) * (order + 2)) / 2;
}

/** Values of all monomials, in the order of `powers(0, order)`, written into `row` from `start` on. */
export function monomials(order: number, u: number, v: number, row: Float64Array, start = 0): void {
  row[start] = 1;
  let at = start + 1;
  for (let degree = 1; degree <= order; degree += 1) {
    const previous = at - degree;
    for (let q = 0; q < degree; q += 1) row[at + q] = row[previous + q] * u;
    row[at + degree] = row[previous + degree - 1] * v;
    at += degree + 1;
  }
}
