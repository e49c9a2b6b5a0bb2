import { NormalEquations } from './least-squares.js';
import { monomials, powers, termCount, zeroPolynomial } from './polynomial.js';
import { invert, TanSip, type Matrix2, type PixelPoint } from './tan-sip.js';
import { TangentPlane, type IcrsPlace } from './tangent-plane.js';

/** Stars seen at array positions (x, y), with their ICRS unit vectors; all arrays of one length. */
export interface MatchedPairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly starX: Float64Array;
  readonly starY: Float64Array;
  readonly starZ: Float64Array;
  /** Inverse variances in any unit; 0 leaves a pair out. */
  readonly weight: Float64Array;
}

export interface FitFrame {
  readonly crpix: PixelPoint;
  /** Tangent point, roughly the direction of `crpix`. */
  readonly centre: IcrsPlace;
  /** Half the picture's size, px: brings the unknowns to comparable size. */
  readonly halfSize: number;
}

/** Coefficients of xi and eta, degrees, in monomials of the scaled pixel offsets. */
export type PlaneCoefficients = readonly [xi: Float64Array, eta: Float64Array];

/**
 * The linear problem behind a TAN-SIP fit: about a fixed tangent point, xi and eta are polynomials in
 * the pixel offsets. Monomials and projected stars are worked out once for any number of fits.
 */
export class PlaneFit {
  readonly count: number;
  readonly frame: FitFrame;
  readonly plane: TangentPlane;
  readonly #size: number;
  readonly #rows: Float64Array;
  readonly #xi: Float64Array;
  readonly #eta: Float64Array;

  constructor(pairs: MatchedPairs, frame: FitFrame, maxOrder: number) {
    const count = pairs.x.length;
    const size = termCount(maxOrder);
    this.count = count;
    this.frame = frame;
    this.plane = new TangentPlane(frame.centre);
    this.#size = size;
    this.#rows = new Float64Array(count * size);
    this.#xi = new Float64Array(count).fill(NaN);
    this.#eta = new Float64Array(count).fill(NaN);
    const { crpix, halfSize } = frame;
    for (let i = 0; i < count; i += 1) {
      const point = this.plane.project({ x: pairs.starX[i], y: pairs.starY[i], z: pairs.starZ[i] });
      if (point === undefined) continue;
      this.#xi[i] = point.xi;
      this.#eta[i] = point.eta;
      const u = (pairs.x[i] - crpix.x) / halfSize;
      const v = (pairs.y[i] - crpix.y) / halfSize;
      monomials(maxOrder, u, v, this.#rows, i * size);
    }
  }

  /** Equations without any pair, for the highest order. */
  empty(): NormalEquations {
    return new NormalEquations(this.#size);
  }

  /** Adds a pair with a weight, or with a negative one takes it out; stars behind the plane never count. */
  add(equations: NormalEquations, pair: number, weight: number): void {
    if (Number.isNaN(this.#xi[pair])) return;
    equations.add(this.#rows, this.#xi[pair], this.#eta[pair], weight, pair * this.#size);
  }

  /**
   * Distances of pairs from a fit, in pixels at the middle of the picture; Infinity behind the plane.
   *
   * @param pairs which are wanted; all when left out
   * @param into at the number of each pair
   */
  distancesPx(
    coefficients: PlaneCoefficients,
    into: Float64Array,
    pairs?: readonly number[],
  ): void {
    const [xi, eta] = coefficients;
    const terms = xi.length;
    const rows = this.#rows;
    const determinant = (xi[1] * eta[2] - xi[2] * eta[1]) / this.frame.halfSize;
    // Pixels along x and y of a step in the plane.
    const [xOfXi, xOfEta] = [eta[2] / determinant, -xi[2] / determinant];
    const [yOfXi, yOfEta] = [-eta[1] / determinant, xi[1] / determinant];
    const count = pairs?.length ?? this.count;
    for (let k = 0; k < count; k += 1) {
      const i = pairs?.[k] ?? k;
      let dXi = -this.#xi[i];
      let dEta = -this.#eta[i];
      const at = i * this.#size;
      for (let term = 0; term < terms; term += 1) {
        const value = rows[at + term];
        dXi += value * xi[term];
        dEta += value * eta[term];
      }
      const dx = xOfXi * dXi + xOfEta * dEta;
      const dy = yOfXi * dXi + yOfEta * dEta;
      const distance = Math.sqrt(dx * dx + dy * dy);
      into[i] = Number.isNaN(distance) ? Infinity : distance;
    }
  }

  /** The fit as a solution about the fixed tangent point: its SIP polynomials keep constant terms. */
  wcs(coefficients: PlaneCoefficients, order: number): TanSip | undefined {
    return assemble(coefficients, order, this.frame, 0);
  }
}

/**
 * TAN-SIP of plane coefficients: the linear terms become CD and those from degree `lowest` on, times
 * the inverse of CD, the SIP polynomials. Undefined when the linear terms do not span a plane.
 */
export function assemble(
  [xi, eta]: PlaneCoefficients,
  order: number,
  { centre, crpix, halfSize }: FitFrame,
  lowest: 0 | 2,
): TanSip | undefined {
  const cd: Matrix2 = [
    [xi[1] / halfSize, xi[2] / halfSize],
    [eta[1] / halfSize, eta[2] / halfSize],
  ];
  const determinant = cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0];
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-18) return undefined;
  if (order < lowest) return new TanSip({ crval: centre, crpix, cd });
  const [[a11, a12], [a21, a22]] = invert(cd);
  const a = zeroPolynomial(order);
  const b = zeroPolynomial(order);
  powers(0, order).forEach(([p, q], at) => {
    if (p + q < lowest || p + q === 1) return;
    const unscale = halfSize ** -(p + q);
    a.coefficients[p * (order + 1) + q] = (a11 * xi[at] + a12 * eta[at]) * unscale;
    b.coefficients[p * (order + 1) + q] = (a21 * xi[at] + a22 * eta[at]) * unscale;
  });
  return new TanSip({ crval: centre, crpix, cd, a, b });
}
