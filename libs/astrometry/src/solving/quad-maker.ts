import { degree } from '@nightskies/sky';
import { codeOfDirections, normalise } from './quad-code.js';
import type { SolverStars } from './solver-stars.js';
import type { SphereGrid } from './sphere-grid.js';

/** Largest over smallest length of AB within one index. */
export const bandRatio = Math.SQRT2;

/** Stars kept of each cell of the grid, the brightest. */
export const starsPerCell = 10;

const quadsPerCell = 24;
const insidePerPair = 4;

/** Stars of a quad belong to cells around that of its middle, no farther than this many sides. */
const reachSides = 1.6;

/** Numbers of one kind in a list that grows, without a boxed number among them. */
class Column<T extends Int32Array | Float32Array> {
  #values: T;
  #count = 0;

  constructor(private readonly make: (length: number) => T) {
    this.#values = make(4096);
  }

  push4(a: number, b: number, c: number, d: number): void {
    if (this.#count + 4 > this.#values.length) {
      const larger = this.make(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    const at = this.#count;
    this.#values[at] = a;
    this.#values[at + 1] = b;
    this.#values[at + 2] = c;
    this.#values[at + 3] = d;
    this.#count += 4;
  }

  list(): T {
    const list = this.make(this.#count);
    list.set(this.#values.subarray(0, this.#count));
    return list;
  }
}

/** What the cells of a band of declination share. */
interface Zone {
  /** Sines of its lower and upper declination. */
  readonly low: number;
  readonly high: number;
  /** Of the declination of its middle. */
  readonly cosine: number;
  readonly sine: number;
  /** How far in right ascension its cells look for stars, radians, and in which bands. */
  readonly reach: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Makes the quads of one cell after another: of the brightest stars about it, AB between the length
 * of a side and `bandRatio` times that, its middle in the cell, C and D in the circle over AB, at most
 * 24 to a cell, those of bright stars first.
 */
export class QuadMaker {
  readonly quads = new Column((length) => new Int32Array(length));
  readonly codes = new Column((length) => new Float32Array(length));
  readonly #stars: SolverStars;
  readonly #grid: SphereGrid;
  readonly #cells: Int32Array;
  readonly #least: number;
  readonly #shortest2: number;
  readonly #longest2: number;
  #local = new Int32Array(256);
  #places = new Float64Array(3 * 256);
  readonly #inside = new Int32Array(insidePerPair);
  readonly #vectors = new Float64Array(12);
  readonly #code = new Float64Array(4);

  /** @param cells stars of each cell by brightness, `starsPerCell` each, -1 where there are fewer */
  constructor(stars: SolverStars, grid: SphereGrid, cells: Int32Array) {
    this.#stars = stars;
    this.#grid = grid;
    this.#cells = cells;
    this.#least = Math.cos(reachSides * grid.sideDeg * degree);
    this.#shortest2 = (2 * Math.sin((grid.sideDeg * degree) / 2)) ** 2;
    this.#longest2 = (2 * Math.sin((grid.sideDeg * bandRatio * degree) / 2)) ** 2;
  }

  /** Adds the quads of all cells of a band, or of those from one column up to another. */
  addBand(band: number, from = 0, upTo = this.#grid.cellsOf(band)): void {
    const grid = this.#grid;
    const dec = grid.bandMiddle(band);
    const half = Math.PI / grid.bandCount / 2;
    const radius = reachSides * grid.sideDeg * degree;
    const bands = Math.ceil(radius / (Math.PI / grid.bandCount));
    const zone: Zone = {
      low: Math.sin(dec - half),
      high: Math.sin(dec + half),
      cosine: Math.cos(dec),
      sine: Math.sin(dec),
      reach: grid.raReach(dec, radius),
      first: Math.max(0, band - bands),
      last: Math.min(grid.bandCount - 1, band + bands),
    };
    const width = (2 * Math.PI) / grid.cellsOf(band);
    for (let column = from; column < upTo; column += 1) this.#addCell(zone, column * width, width);
  }

  #addCell(zone: Zone, west: number, width: number): void {
    const count = this.#gather(zone, west + width / 2);
    if (count < 4) return;
    const places = this.#places;
    const { low, high } = zone;
    const westX = Math.cos(west);
    const westY = Math.sin(west);
    const eastX = Math.cos(west + width);
    const eastY = Math.sin(west + width);
    let room = quadsPerCell;
    for (let b = 1; b < count && room > 0; b += 1) {
      const bx = places[3 * b];
      const by = places[3 * b + 1];
      const bz = places[3 * b + 2];
      for (let a = 0; a < b && room > 0; a += 1) {
        const ax = places[3 * a];
        const ay = places[3 * a + 1];
        const az = places[3 * a + 2];
        const dx = ax - bx;
        const dy = ay - by;
        const dz = az - bz;
        const chord2 = dx * dx + dy * dy + dz * dz;
        if (chord2 < this.#shortest2 || chord2 >= this.#longest2) continue;
        const mx = ax + bx;
        const my = ay + by;
        const mz = az + bz;
        const length2 = 4 - chord2;
        const length = Math.sqrt(length2);
        if (mz < low * length || mz >= high * length) continue;
        if (westX * my - westY * mx < 0 || eastX * my - eastY * mx >= 0) continue;
        const inside = this.#fillInside(a, b, mx, my, mz, length2 / 2, count);
        for (let d = 1; d < inside && room > 0; d += 1) {
          for (let c = 0; c < d && room > 0; c += 1) {
            this.#push(a, b, this.#inside[c], this.#inside[d]);
            room -= 1;
          }
        }
      }
    }
  }

  /** Stars around a cell, brightest first, and their vectors; returns how many. */
  #gather({ cosine, sine, reach, first: firstBand, last }: Zone, ra: number): number {
    const grid = this.#grid;
    const { x, y, z } = this.#stars;
    const cells = this.#cells;
    const least = this.#least;
    const cx = cosine * Math.cos(ra);
    const cy = cosine * Math.sin(ra);
    let count = 0;
    for (let near = firstBand; near <= last; near += 1) {
      const columns = grid.cellsOf(near);
      const from = Math.floor(((ra - reach) / (2 * Math.PI)) * columns);
      const to = Math.floor(((ra + reach) / (2 * Math.PI)) * columns);
      const steps = Math.min(columns, to - from + 1);
      for (let step = 0; step < steps; step += 1) {
        const column = (((from + step) % columns) + columns) % columns;
        const first = (grid.firstOf(near) + column) * starsPerCell;
        for (let at = first; at < first + starsPerCell; at += 1) {
          const star = cells[at];
          if (star < 0) break;
          if (cx * x[star] + cy * y[star] + sine * z[star] < least) continue;
          if (count === this.#local.length) this.#grow();
          this.#local[count] = star;
          count += 1;
        }
      }
    }
    const sorted = this.#local.subarray(0, count).sort();
    for (let i = 0; i < count; i += 1) {
      this.#places[3 * i] = x[sorted[i]];
      this.#places[3 * i + 1] = y[sorted[i]];
      this.#places[3 * i + 2] = z[sorted[i]];
    }
    return count;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#local.length);
    larger.set(this.#local);
    this.#local = larger;
    this.#places = new Float64Array(3 * larger.length);
  }

  /** The brightest few stars in the circle over AB; returns how many. */
  #fillInside(
    a: number,
    b: number,
    mx: number,
    my: number,
    mz: number,
    least: number,
    count: number,
  ): number {
    const places = this.#places;
    let found = 0;
    for (let i = 0; i < count; i += 1) {
      if (i === a || i === b) continue;
      if (mx * places[3 * i] + my * places[3 * i + 1] + mz * places[3 * i + 2] < least) continue;
      this.#inside[found] = i;
      found += 1;
      if (found === insidePerPair) break;
    }
    return found;
  }

  #push(a: number, b: number, c: number, d: number): void {
    const vectors = this.#vectors;
    const places = this.#places;
    const local = this.#local;
    const code = this.#code;
    for (let k = 0; k < 3; k += 1) {
      vectors[k] = places[3 * a + k];
      vectors[3 + k] = places[3 * b + k];
      vectors[6 + k] = places[3 * c + k];
      vectors[9 + k] = places[3 * d + k];
    }
    codeOfDirections(vectors, code);
    const { swapAb, swapCd } = normalise(code);
    this.quads.push4(
      local[swapAb ? b : a],
      local[swapAb ? a : b],
      local[swapCd ? d : c],
      local[swapCd ? c : d],
    );
    this.codes.push4(code[0], code[1], code[2], code[3]);
  }
}
