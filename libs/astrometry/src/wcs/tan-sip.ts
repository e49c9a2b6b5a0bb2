import { evaluate, zeroPolynomial, type Polynomial } from './polynomial.js';
import {
  placeOf,
  TangentPlane,
  vectorOf,
  type IcrsPlace,
  type IcrsVector,
  type PlaneDeg,
} from './tangent-plane.js';

/** A position in an array: the centre of the first pixel is (0, 0), y grows along the stored rows. */
export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

/** [[a, b], [c, d]]. */
export type Matrix2 = readonly [readonly [number, number], readonly [number, number]];

/** The numbers of a TAN-SIP solution; pixels counted from 0 (headers count from 1). */
export interface TanSipTerms {
  readonly crval: IcrsPlace;
  readonly crpix: PixelPoint;
  /** Degrees per pixel: (xi, eta) = cd (U, V). */
  readonly cd: Matrix2;
  /** Distortions from pixels to the plane, U = u + a(u, v), V = v + b(u, v); absent for pure TAN. */
  readonly a?: Polynomial;
  readonly b?: Polynomial;
  /** Approximate inverse, u = U + ap(U, V), v = V + bp(U, V). */
  readonly ap?: Polynomial;
  readonly bp?: Polynomial;
}

/**
 * Gnomonic projection with the SIP distortion polynomials (Calabretta & Greisen 2002; Shupe et al.
 * 2005, ADASS XIV 491), between array positions and ICRS directions.
 */
export class TanSip {
  readonly terms: TanSipTerms;
  readonly plane: TangentPlane;
  readonly #a: Polynomial;
  readonly #b: Polynomial;
  readonly #inverseCd: Matrix2;

  constructor(terms: TanSipTerms) {
    this.terms = terms;
    this.plane = new TangentPlane(terms.crval);
    this.#a = terms.a ?? zeroPolynomial(0);
    this.#b = terms.b ?? zeroPolynomial(0);
    this.#inverseCd = invert(terms.cd);
  }

  /** Highest order of the distortion, 1 when there is none. */
  get order(): number {
    return Math.max(1, this.#a.order, this.#b.order);
  }

  /** Undistorted pixel offset (U, V) from the reference pixel. */
  undistort({ x, y }: PixelPoint): PixelPoint {
    const { crpix } = this.terms;
    const u = x - crpix.x;
    const v = y - crpix.y;
    return { x: u + evaluate(this.#a, u, v), y: v + evaluate(this.#b, u, v) };
  }

  /** Undistorted pixel offset (U, V) of a point of the tangent plane. */
  offsetOf({ xi, eta }: PlaneDeg): PixelPoint {
    // By number: taking a list apart costs more than the sum, until it is compiled.
    const forX = this.#inverseCd[0];
    const forY = this.#inverseCd[1];
    return { x: forX[0] * xi + forX[1] * eta, y: forY[0] * xi + forY[1] * eta };
  }

  /** Unit vector seen at an array position. */
  directionAt(pixel: PixelPoint): IcrsVector {
    const { x, y } = this.undistort(pixel);
    const [[a, b], [c, d]] = this.terms.cd;
    return this.plane.deproject({ xi: a * x + b * y, eta: c * x + d * y });
  }

  /** Right ascension and declination at an array position, degrees. */
  placeAt(pixel: PixelPoint): IcrsPlace {
    return placeOf(this.directionAt(pixel));
  }

  /**
   * Array position of a direction by iteration on the forward polynomials, to 1e-9 px; undefined
   * behind the tangent plane and where the distortion does not invert. The inverse polynomials only
   * serve as the start.
   */
  pixelOf(direction: IcrsVector): PixelPoint | undefined {
    const point = this.plane.project(direction);
    if (point === undefined) return undefined;
    const target = this.offsetOf(point);
    const { crpix, ap, bp } = this.terms;
    let u = target.x + (ap === undefined ? 0 : evaluate(ap, target.x, target.y));
    let v = target.y + (bp === undefined ? 0 : evaluate(bp, target.x, target.y));
    if (this.terms.a === undefined) return { x: u + crpix.x, y: v + crpix.y };
    for (let round = 0; round < 50; round += 1) {
      const nextU = target.x - evaluate(this.#a, u, v);
      const nextV = target.y - evaluate(this.#b, u, v);
      const step = Math.abs(nextU - u) + Math.abs(nextV - v);
      u = nextU;
      v = nextV;
      if (step < 1e-9) return { x: u + crpix.x, y: v + crpix.y };
    }
    return undefined;
  }

  /** Array position of a right ascension and declination. */
  pixelOfPlace(place: IcrsPlace): PixelPoint | undefined {
    return this.pixelOf(vectorOf(place));
  }
}

/** @throws RangeError for a matrix without an inverse */
export function invert([[a, b], [c, d]]: Matrix2): Matrix2 {
  const determinant = a * d - b * c;
  if (!Number.isFinite(determinant) || determinant === 0) {
    throw new RangeError(`a CD matrix needs an inverse, found determinant ${determinant}`);
  }
  return [
    [d / determinant, -b / determinant],
    [-c / determinant, a / determinant],
  ];
}
