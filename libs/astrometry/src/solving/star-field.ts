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
  }

  /** Stars within a cone, brightest first, at most `limit`. */
  near(centre: IcrsVector, radiusDeg: number, limit = Infinity): Int32Array {
    const { x, y, z } = this.stars;
    const least = Math.cos(Math.min(180, radiusDeg) * degree);
    const inside = (star: number): boolean =>
      centre.x * x[star] + centre.y * y[star] + centre.z * z[star] >= least;
    const found: number[] = [];
    const share = (1 - least) / 2;
    // The list by brightness ends early when the cone is wide; the cells are few when it is narrow.
    if (limit / share < share * x.length) {
      for (let star = 0; star < x.length && found.length < limit; star += 1) {
        if (inside(star)) found.push(star);
      }
      return Int32Array.from(found);
    }
    this.#grid.forEachNear(centre, radiusDeg, (cell) => {
      for (let at = this.#start[cell]; at < this.#start[cell + 1]; at += 1) {
        if (inside(this.#members[at])) found.push(this.#members[at]);
      }
    });
    const sorted = Int32Array.from(found).sort();
    return sorted.length > limit ? sorted.slice(0, limit) : sorted;
  }
}
