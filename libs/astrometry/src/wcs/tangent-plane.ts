import { degree, wrapDeg } from '@nightskies/sky';

/** A direction as components in ICRS: x towards RA 0, y towards RA 90 deg, z towards the pole. */
export interface IcrsVector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface IcrsPlace {
  readonly raDeg: number;
  readonly decDeg: number;
}

export function vectorOf({ raDeg, decDeg }: IcrsPlace): IcrsVector {
  const [ra, dec] = [raDeg * degree, decDeg * degree];
  return {
    x: Math.cos(dec) * Math.cos(ra),
    y: Math.cos(dec) * Math.sin(ra),
    z: Math.sin(dec),
  };
}

/** Place of a vector of any length but 0; right ascension in [0, 360). */
export function placeOf({ x, y, z }: IcrsVector): IcrsPlace {
  return {
    raDeg: wrapDeg(Math.atan2(y, x) / degree, 0),
    decDeg: Math.atan2(z, Math.hypot(x, y)) / degree,
  };
}

/** Angle between two unit vectors, degrees; keeps its digits for small angles. */
export function separationDeg(a: IcrsVector, b: IcrsVector): number {
  const apart = Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  const along = Math.hypot(a.x + b.x, a.y + b.y, a.z + b.z);
  return (2 * Math.atan2(apart, along)) / degree;
}

/** A point of the tangent plane, degrees: xi towards east, eta towards north. */
export interface PlaneDeg {
  readonly xi: number;
  readonly eta: number;
}

/**
 * The gnomonic projection about a point of the sky (Calabretta & Greisen 2002, section 5.1.3, with
 * LONPOLE = 180 deg).
 */
export class TangentPlane {
  readonly centre: IcrsPlace;
  readonly #axis: IcrsVector;
  readonly #east: IcrsVector;
  readonly #north: IcrsVector;

  constructor(centre: IcrsPlace) {
    this.centre = centre;
    const [ra, dec] = [centre.raDeg * degree, centre.decDeg * degree];
    this.#axis = vectorOf(centre);
    this.#east = { x: -Math.sin(ra), y: Math.cos(ra), z: 0 };
    this.#north = {
      x: -Math.sin(dec) * Math.cos(ra),
      y: -Math.sin(dec) * Math.sin(ra),
      z: Math.cos(dec),
    };
  }

  /** Point of a direction (any length); undefined at 90 deg and more from the centre. */
  project({ x, y, z }: IcrsVector): PlaneDeg | undefined {
    const depth = this.#axis.x * x + this.#axis.y * y + this.#axis.z * z;
    if (!(depth > 0)) return undefined;
    return {
      xi: (this.#east.x * x + this.#east.y * y) / depth / degree,
      eta: (this.#north.x * x + this.#north.y * y + this.#north.z * z) / depth / degree,
    };
  }

  /** Unit vector of a point of the plane. */
  deproject({ xi, eta }: PlaneDeg): IcrsVector {
    const e = xi * degree;
    const n = eta * degree;
    const x = this.#axis.x + e * this.#east.x + n * this.#north.x;
    const y = this.#axis.y + e * this.#east.y + n * this.#north.y;
    const z = this.#axis.z + n * this.#north.z;
    const length = Math.hypot(x, y, z);
    return { x: x / length, y: y / length, z: z / length };
  }
}
