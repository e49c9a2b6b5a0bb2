import { degree } from '@nightskies/sky';
import type { IcrsVector } from '../wcs/tangent-plane.js';
import { codeOfDirections, normalise, type QuadCode } from './quad-code.js';
import type { SolverStars } from './solver-stars.js';
import { SphereGrid } from './sphere-grid.js';

/** Largest over smallest length of AB within one index. */
export const bandRatio = Math.SQRT2;

const starsPerCell = 10;
const quadsPerCell = 24;
const insidePerPair = 4;
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
    const quads: number[] = [];
    const codes: number[] = [];
    const addCell = (cell: number): void => {
      this.#quadsOfCell(cell, quads, codes);
    };
    if (within === undefined) {
      for (let cell = 0; cell < this.#grid.cellCount; cell += 1) addCell(cell);
    } else {
      this.#grid.forEachNear(within.centre, within.radiusDeg, addCell);
    }
    this.#quads = Int32Array.from(quads);
    this.#codes = Float32Array.from(codes);
    this.quadCount = quads.length / 4;
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

  /** Calls `visit` for every quad whose code differs by less than `tolerance` in each number. */
  forEachLike(code: QuadCode, tolerance: number, visit: (quad: number) => void): void {
    const codes = this.#codes;
    const [c0, c1] = [binOf(code[0] - tolerance), binOf(code[0] + tolerance)];
    const [c2, c3] = [binOf(code[1] + 0.5 - tolerance), binOf(code[1] + 0.5 + tolerance)];
    const [d0, d1] = [binOf(code[2] - tolerance), binOf(code[2] + tolerance)];
    const [d2, d3] = [binOf(code[3] + 0.5 - tolerance), binOf(code[3] + 0.5 + tolerance)];
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
                visit(quad);
              }
            }
          }
        }
      }
    }
  }

  /**
   * Calls `visit` for the stars of the index around a direction, cell by cell, until it returns true.
   */
  visitNear(centre: IcrsVector, radiusDeg: number, visit: (star: number) => boolean): void {
    const { x, y, z } = this.#stars;
    const least = Math.cos(radiusDeg * degree);
    const cells = this.#cells;
    let stopped = false;
    this.#grid.forEachNear(centre, radiusDeg, (cell) => {
      if (stopped) return;
      for (let at = cell * starsPerCell; at < (cell + 1) * starsPerCell; at += 1) {
        const star = cells[at];
        if (star < 0) return;
        if (centre.x * x[star] + centre.y * y[star] + centre.z * z[star] < least) continue;
        stopped = visit(star);
        if (stopped) return;
      }
    });
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

  #quadsOfCell(cell: number, quads: number[], codes: number[]): void {
    const { x, y, z } = this.#stars;
    const shortest = 2 * Math.sin((this.sideDeg * degree) / 2);
    const longest = 2 * Math.sin((this.sideDeg * bandRatio * degree) / 2);
    const centre = this.#grid.centreOf(cell);
    const local: number[] = [];
    this.visitNear(centre, this.sideDeg * 1.6, (star) => {
      local.push(star);
      return false;
    });
    local.sort((a, b) => a - b);
    const vectors = new Float64Array(12);
    const code = new Float64Array(4);
    let room = quadsPerCell;
    for (let j = 1; j < local.length && room > 0; j += 1) {
      const b = local[j];
      for (let i = 0; i < j && room > 0; i += 1) {
        const a = local[i];
        const chord = Math.hypot(x[a] - x[b], y[a] - y[b], z[a] - z[b]);
        if (chord < shortest || chord >= longest) continue;
        const middle = { x: x[a] + x[b], y: y[a] + y[b], z: z[a] + z[b] };
        const length = Math.hypot(middle.x, middle.y, middle.z);
        if (this.#grid.cellOf(middle.x / length, middle.y / length, middle.z / length) !== cell) {
          continue;
        }
        const inside = this.#insideOf(a, b, middle, length, local);
        for (let d = 1; d < inside.length && room > 0; d += 1) {
          for (let c = 0; c < d && room > 0; c += 1) {
            const members = [a, b, inside[c], inside[d]];
            members.forEach((star, at) => {
              vectors[3 * at] = x[star];
              vectors[3 * at + 1] = y[star];
              vectors[3 * at + 2] = z[star];
            });
            codeOfDirections(vectors, code);
            const { swapAb, swapCd } = normalise(code);
            quads.push(
              swapAb ? b : a,
              swapAb ? a : b,
              swapCd ? inside[d] : inside[c],
              swapCd ? inside[c] : inside[d],
            );
            codes.push(code[0], code[1], code[2], code[3]);
            room -= 1;
          }
        }
      }
    }
  }

  /** The brightest few of the stars inside the circle with diameter AB. */
  #insideOf(
    a: number,
    b: number,
    middle: IcrsVector,
    length: number,
    local: readonly number[],
  ): number[] {
    const { x, y, z } = this.#stars;
    // The middle of unit vectors A and B has length 2 cos(half their angle).
    const least = (length * length) / 2;
    const inside: number[] = [];
    for (const star of local) {
      if (star === a || star === b) continue;
      if (middle.x * x[star] + middle.y * y[star] + middle.z * z[star] < least) continue;
      inside.push(star);
      if (inside.length === insidePerPair) break;
    }
    return inside;
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
