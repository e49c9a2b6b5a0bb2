import { degree } from '@nightskies/sky';
import type { IcrsVector } from '../wcs/tangent-plane.js';
import type { QuadCode } from './quad-code.js';
import { QuadMaker, starsPerCell } from './quad-maker.js';
import type { SolverStars } from './solver-stars.js';
import { SphereGrid } from './sphere-grid.js';

export { bandRatio } from './quad-maker.js';

const binsPerAxis = 20;

/**
 * Quads of the brightest catalogue stars of every part of the sky, with AB between `sideDeg` and
 * sqrt(2) times as long, found by their shape. The density of stars follows the size: about ten for
 * every square of side AB, the brightest of each cell, so that a picture three to five times as wide
 * as AB sees them all among its brightest sources.
 */
export class QuadIndex {
  readonly sideDeg: number;
  readonly quadCount: number;
  readonly #stars: SolverStars;
  readonly #grid: SphereGrid;
  /** Stars of each cell by brightness; -1 where there are fewer. */
  readonly #cells: Int32Array;
  readonly #codes: Float32Array;
  readonly #quads: Int32Array;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  /**
   * @param candidates ranks of the stars to use, growing; all when absent
   * @param within cone in which quads are wanted; the whole sky when absent
   */
  constructor(
    stars: SolverStars,
    sideDeg: number,
    candidates?: Int32Array,
    within?: { readonly centre: IcrsVector; readonly radiusDeg: number },
  ) {
    this.sideDeg = sideDeg;
    this.#stars = stars;
    this.#grid = new SphereGrid(sideDeg);
    this.#cells = this.#fillCells(candidates);
    const maker = new QuadMaker(stars, this.#grid, this.#cells);
    if (within === undefined) {
      for (let band = 0; band < this.#grid.bandCount; band += 1) maker.addBand(band);
    } else {
      for (const cell of this.#grid.cellsNear(within.centre, within.radiusDeg)) {
        const band = this.#grid.bandOfCell(cell);
        const column = cell - this.#grid.firstOf(band);
        maker.addBand(band, column, column + 1);
      }
    }
    this.#quads = maker.quads.list();
    this.#codes = maker.codes.list();
    this.quadCount = this.#quads.length / 4;
    this.#heads = new Int32Array(binsPerAxis ** 4).fill(-1);
    this.#next = new Int32Array(this.quadCount);
    for (let quad = this.quadCount - 1; quad >= 0; quad -= 1) {
      const bin = this.#binOf(quad * 4);
      this.#next[quad] = this.#heads[bin];
      this.#heads[bin] = quad;
    }
  }

  /** Ranks of the stars A, B, C, D of a quad. */
  starsOf(quad: number): readonly [number, number, number, number] {
    const at = quad * 4;
    return [this.#quads[at], this.#quads[at + 1], this.#quads[at + 2], this.#quads[at + 3]];
  }

  /** Every quad whose code differs by less than `tolerance` in each number. */
  quadsLike(code: QuadCode, tolerance: number): number[] {
    const like: number[] = [];
    const codes = this.#codes;
    const c0 = binOf(code[0] - tolerance);
    const c1 = binOf(code[0] + tolerance);
    const c2 = binOf(code[1] + 0.5 - tolerance);
    const c3 = binOf(code[1] + 0.5 + tolerance);
    const d0 = binOf(code[2] - tolerance);
    const d1 = binOf(code[2] + tolerance);
    const d2 = binOf(code[3] + 0.5 - tolerance);
    const d3 = binOf(code[3] + 0.5 + tolerance);
    for (let i = c0; i <= c1; i += 1) {
      for (let j = c2; j <= c3; j += 1) {
        for (let k = d0; k <= d1; k += 1) {
          for (let l = d2; l <= d3; l += 1) {
            const bin = ((i * binsPerAxis + j) * binsPerAxis + k) * binsPerAxis + l;
            for (let quad = this.#heads[bin]; quad >= 0; quad = this.#next[quad]) {
              const at = quad * 4;
              if (
                Math.abs(codes[at] - code[0]) < tolerance &&
                Math.abs(codes[at + 1] - code[1]) < tolerance &&
                Math.abs(codes[at + 2] - code[2]) < tolerance &&
                Math.abs(codes[at + 3] - code[3]) < tolerance
              ) {
                like.push(quad);
              }
            }
          }
        }
      }
    }
    return like;
  }

  /** The stars of the index around a direction, cell by cell. */
  starsNear(centre: IcrsVector, radiusDeg: number): number[] {
    const { x, y, z } = this.#stars;
    const least = Math.cos(radiusDeg * degree);
    const cells = this.#cells;
    const near: number[] = [];
    for (const cell of this.#grid.cellsNear(centre, radiusDeg)) {
      for (let at = cell * starsPerCell; at < (cell + 1) * starsPerCell; at += 1) {
        const star = cells[at];
        if (star < 0) break;
        if (centre.x * x[star] + centre.y * y[star] + centre.z * z[star] >= least) near.push(star);
      }
    }
    return near;
  }

  #fillCells(candidates: Int32Array | undefined): Int32Array {
    const { x, y, z } = this.#stars;
    const cells = new Int32Array(this.#grid.cellCount * starsPerCell).fill(-1);
    const filled = new Uint8Array(this.#grid.cellCount);
    let open = this.#grid.cellCount;
    const count = candidates?.length ?? x.length;
    for (let i = 0; i < count && open > 0; i += 1) {
      const star = candidates === undefined ? i : candidates[i];
      const cell = this.#grid.cellOf(x[star], y[star], z[star]);
      if (filled[cell] === starsPerCell) continue;
      cells[cell * starsPerCell + filled[cell]] = star;
      filled[cell] += 1;
      if (filled[cell] === starsPerCell) open -= 1;
    }
    return cells;
  }

  #binOf(at: number): number {
    const codes = this.#codes;
    const i = binOf(codes[at]);
    const j = binOf(codes[at + 1] + 0.5);
    const k = binOf(codes[at + 2]);
    const l = binOf(codes[at + 3] + 0.5);
    return ((i * binsPerAxis + j) * binsPerAxis + k) * binsPerAxis + l;
  }
}

function binOf(value: number): number {
  return Math.max(0, Math.min(binsPerAxis - 1, Math.floor(value * binsPerAxis)));
}
