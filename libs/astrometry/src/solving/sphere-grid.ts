import { degree } from '@nightskies/sky';
import type { IcrsVector } from '../wcs/tangent-plane.js';

/** Cells of nearly equal area on the sphere: bands of declination, each cut evenly in right ascension. */
export class SphereGrid {
  readonly sideDeg: number;
  readonly cellCount: number;
  readonly #bands: number;
  /** First cell of each band, and one past the last. */
  readonly #first: Int32Array;

  constructor(sideDeg: number) {
    this.sideDeg = sideDeg;
    this.#bands = Math.max(2, Math.round(180 / sideDeg));
    this.#first = new Int32Array(this.#bands + 1);
    for (let band = 0; band < this.#bands; band += 1) {
      const middle = ((band + 0.5) / this.#bands - 0.5) * Math.PI;
      const cells = Math.max(3, Math.round((360 * Math.cos(middle)) / sideDeg));
      this.#first[band + 1] = this.#first[band] + cells;
    }
    this.cellCount = this.#first[this.#bands];
  }

  /** Cell of a unit vector. */
  cellOf(x: number, y: number, z: number): number {
    const band = this.#bandOf(Math.asin(Math.max(-1, Math.min(1, z))));
    const cells = this.#first[band + 1] - this.#first[band];
    const turn = Math.atan2(y, x) / (2 * Math.PI);
    return this.#first[band] + Math.min(cells - 1, Math.floor((turn - Math.floor(turn)) * cells));
  }

  get bandCount(): number {
    return this.#bands;
  }

  /** First cell of a band. */
  firstOf(band: number): number {
    return this.#first[band];
  }

  /** Number of cells of a band. */
  cellsOf(band: number): number {
    return this.#first[band + 1] - this.#first[band];
  }

  /** Declination of the middle of a band, radians. */
  bandMiddle(band: number): number {
    return ((band + 0.5) / this.#bands - 0.5) * Math.PI;
  }

  /** Band of a cell. */
  bandOfCell(cell: number): number {
    let band = 0;
    let above = this.#bands;
    while (above - band > 1) {
      const half = (band + above) >> 1;
      if (this.#first[half] <= cell) band = half;
      else above = half;
    }
    return band;
  }

  /** Half the extent of a cap in right ascension, radians; pi when it reaches over a pole. */
  raReach(dec: number, radius: number): number {
    const sine = Math.sin(Math.min(radius, Math.PI / 2)) / Math.max(Math.cos(dec), 1e-12);
    const overPole = Math.abs(dec) + radius >= Math.PI / 2 || sine >= 1;
    return overPole ? Math.PI : Math.asin(sine);
  }

  /** Every cell that may hold a point within `radiusDeg` of a unit vector, band by band. */
  cellsNear({ x, y, z }: IcrsVector, radiusDeg: number): number[] {
    const near: number[] = [];
    const radius = radiusDeg * degree;
    const dec = Math.asin(Math.max(-1, Math.min(1, z)));
    const ra = Math.atan2(y, x);
    const last = this.#bandOf(Math.min(dec + radius, Math.PI / 2));
    const reach = this.raReach(dec, radius);
    for (let band = this.#bandOf(Math.max(dec - radius, -Math.PI / 2)); band <= last; band += 1) {
      const cells = this.#first[band + 1] - this.#first[band];
      const from = Math.floor(((ra - reach) / (2 * Math.PI)) * cells);
      const to = Math.floor(((ra + reach) / (2 * Math.PI)) * cells);
      const count = Math.min(cells, to - from + 1);
      for (let step = 0; step < count; step += 1) {
        near.push(this.#first[band] + ((((from + step) % cells) + cells) % cells));
      }
    }
    return near;
  }

  #bandOf(dec: number): number {
    const band = Math.floor((dec / Math.PI + 0.5) * this.#bands);
    return Math.max(0, Math.min(this.#bands - 1, band));
  }
}
