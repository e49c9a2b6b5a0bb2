import { degree } from '@nightskies/sky';
import type { IcrsVector } from '../wcs/tangent-plane.js';
import type { SolverStars } from './solver-stars.js';
import { SphereGrid } from './sphere-grid.js';

const cellSideDeg = 2;

/** Catalogue stars with a spatial index; numbers of stars are their ranks by brightness. */
export class StarField {
  readonly stars: SolverStars;
  readonly #grid = new SphereGrid(cellSideDeg);
  readonly #start: Int32Array;
  readonly #members: Int32Array;
  /** Unit vectors in the order of `#members`, one after another: a cone reads them in one sweep. */
  readonly #vectors: Float64Array;

  constructor(stars: SolverStars) {
    this.stars = stars;
    const count = stars.x.length;
    const cells = new Int32Array(count);
    this.#start = new Int32Array(this.#grid.cellCount + 1);
    for (let star = 0; star < count; star += 1) {
      cells[star] = this.#grid.cellOf(stars.x[star], stars.y[star], stars.z[star]);
      this.#start[cells[star] + 1] += 1;
    }
    for (let cell = 0; cell < this.#grid.cellCount; cell += 1) {
      this.#start[cell + 1] += this.#start[cell];
    }
    this.#members = new Int32Array(count);
    const next = this.#start.slice();
    for (let star = 0; star < count; star += 1) {
      this.#members[next[cells[star]]] = star;
      next[cells[star]] += 1;
    }
    this.#vectors = new Float64Array(3 * count);
    for (let at = 0; at < count; at += 1) {
      const star = this.#members[at];
      this.#vectors[3 * at] = stars.x[star];
      this.#vectors[3 * at + 1] = stars.y[star];
      this.#vectors[3 * at + 2] = stars.z[star];
    }
  }

  /** Stars within a cone, brightest first, at most `limit`. */
  near(centre: IcrsVector, radiusDeg: number, limit = Infinity): Int32Array {
    const least = Math.cos(Math.min(180, radiusDeg) * degree);
    const share = (1 - least) / 2;
    const count = this.stars.x.length;
    // Were stars strewn evenly, the cone's brightest would rank up to limit / share in the whole sky.
    for (let rank = (2 * limit) / share; ; rank *= 4) {
      const found = this.#brighter(centre, radiusDeg, least, Math.min(count, rank));
      if (found.length >= limit || rank >= count) return found.subarray(0, limit);
    }
  }

  #brighter(centre: IcrsVector, radiusDeg: number, least: number, ranks: number): Int32Array {
    const { x, y, z } = centre;
    const members = this.#members;
    const vectors = this.#vectors;
    let found = new Int32Array(1024);
    let count = 0;
    for (const cell of this.#grid.cellsNear(centre, radiusDeg)) {
      const end = this.#start[cell + 1];
      for (let at = this.#start[cell]; at < end; at += 1) {
        // Members of a cell stand by brightness.
        if (members[at] >= ranks) break;
        if (x * vectors[3 * at] + y * vectors[3 * at + 1] + z * vectors[3 * at + 2] < least)
          continue;
        if (count === found.length) {
          const larger = new Int32Array(2 * count);
          larger.set(found);
          found = larger;
        }
        found[count] = members[at];
        count += 1;
      }
    }
    return found.subarray(0, count).sort();
  }
}
