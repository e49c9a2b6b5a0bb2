import { checkRadii, type ApertureSums, type Positions } from '../aperture-sums/aperture-sums.js';
import { circleBytes, circleKernels, sumCircles } from '../aperture-sums/circle-sums.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/star-planes.wasm.js';

interface StarKernels {
  readonly squarePlane: (plane: number, count: number) => void;
  readonly findBad: (...addressesAndBits: number[]) => number;
  readonly fillBad: (...addressesAndBits: number[]) => void;
  readonly findSharp: (...addressesAndSizes: number[]) => number;
  readonly markDiscs: (...addressesAndSizes: number[]) => void;
  readonly takeStars: (...addressesAndSizes: number[]) => void;
  readonly annulusSums: (...addressesAndSizes: number[]) => void;
  readonly ringSums: (...addressesAndSizes: number[]) => void;
}

/** Sums over annuli; element k of each array belongs to position k. */
export interface AnnulusSums {
  /** Of the plane, and of the variance. */
  readonly light: Float64Array;
  readonly variance: Float64Array;
  readonly pixels: Float64Array;
}

/** A level that is taken from a plane: the sum over terms of a factor of the column and one of the row. */
export interface PlaneLevel {
  readonly terms: number;
  /** Those of column 0 first. */
  readonly columnFactors: Float64Array;
  /** Writes those of a row, from element `at` of `factors` on. */
  factorsOfRow(row: number, factors: Float64Array, at: number): void;
}

/** The rings about one star. */
export interface RingsOfStar {
  readonly x: number;
  readonly y: number;
  /** Its number in `owners`: its own disc is free, those of others are not. */
  readonly owner: number;
  /** Ascending: ring k lies between radius k and the next, px. */
  readonly edgesPx: Float64Array;
  readonly level: PlaneLevel | null;
  /** Light of the star that was taken from the plane, by `takeStars`; null for none. */
  readonly taken: {
    readonly profile: Float64Array;
    readonly light: number;
    readonly reachPx: number;
  } | null;
}

/** Sums over the free pixels of rings; element k of each array belongs to ring k. */
export interface RingSums extends AnnulusSums {
  /** Light of the star itself that was taken from the plane. */
  readonly own: Float64Array;
}

/** The frame as it is, or without the light of its stars. */
export type StarPlane = 'pixels' | 'sky';

/** Places farther out are as good as this one, and fit the numbers of a kernel. */
const farAway = -1e6;

/**
 * The planes of a frame in which stars are measured, in the memory of kernels: the caller fills
 * `pixels`, `variance` and `flags`. Views are good until the next call. One for a thread, frame after
 * frame of one size. Twins of all it does are in `reference.ts`.
 */
export class StarPlanes {
  readonly #stars = new KernelModule(
    wasm,
    (exports): exports is StarKernels => 'annulusSums' in exports,
  );
  readonly #circles = circleKernels(this.#stars);
  readonly #count: number;
  readonly #at: { readonly [P in StarPlane | 'variance' | 'flags' | 'owners' | 'end']: number };

  /** @throws RangeError for a size that is no whole number of pixels */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    if (![width, height].every((size) => Number.isInteger(size) && size > 0)) {
      throw new RangeError(`a frame of ${width} x ${height} px: whole numbers are needed`);
    }
    this.#count = width * height;
    let end = 16;
    // Kernels go on in steps of 16 bytes, to the end of one.
    const take = (bytes: number): number => {
      const at = end;
      end = aligned(end + bytes) + 16;
      return at;
    };
    this.#at = {
      pixels: take(4 * this.#count),
      variance: take(4 * this.#count),
      flags: take(this.#count),
      owners: take(4 * this.#count),
      sky: take(4 * this.#count),
      end,
    };
    this.#stars.buffer(end);
  }

  get pixels(): Float32Array<ArrayBuffer> {
    return this.#floats('pixels');
  }

  /** Square of 1 sigma of each pixel. */
  get variance(): Float32Array<ArrayBuffer> {
    return this.#floats('variance');
  }

  /** The frame without the light of stars, once it was taken. */
  get sky(): Float32Array<ArrayBuffer> {
    return this.#floats('sky');
  }

  get flags(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#buffer(), this.#at.flags, this.#count);
  }

  /** Whose light stands in each pixel: 0 nobody's, k + 1 that of star k alone, -1 of several. */
  get owners(): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#buffer(), this.#at.owners, this.#count);
  }

  /** Makes variances of standard errors. */
  squareVariance(): void {
    this.#stars.exports.squarePlane(this.#at.variance, this.#count);
  }

  /**
   * Puts the mean of the good neighbours in the place of pixels with one of `badBits`. A pixel without a
   * finite value or variance is flagged with `noDataBit` before. What was in `owners` is lost.
   *
   * @returns how many there are
   */
  fillBad(badBits: number, noDataBit: number): number {
    const { pixels, variance, flags, owners } = this.#at;
    const { findBad, fillBad } = this.#stars.exports;
    const found = findBad(pixels, variance, flags, this.#count, badBits, noDataBit, owners);
    fillBad(pixels, variance, flags, this.width, this.#count, badBits, owners, found);
    return found;
  }

  /**
   * Indices of pixels that stand out so many sigma above the mean of the pixels two to the left and
   * right, but for two columns and rows at the border. What was in `owners` is lost.
   */
  sharpPixels(sigma: number): Int32Array {
    const { pixels, variance, owners } = this.#at;
    const { width, height } = this;
    const limit = sigma * sigma;
    const count = this.#stars.exports.findSharp(pixels, variance, width, height, limit, owners);
    return new Int32Array(this.#buffer(), owners, count).slice();
  }

  /** Marks discs in `owners`; pixels with a flag are nobody's to use, -1. @param radiusPx 0 for none */
  markDiscs({ x, y }: Positions, radiusPx: ArrayLike<number>): void {
    const discs = this.#scratch(3 * x.length);
    for (let k = 0; k < x.length; k++) {
      discs[3 * k] = within(x[k]);
      discs[3 * k + 1] = within(y[k]);
      discs[3 * k + 2] = radiusPx[k];
    }
    const { flags, owners, end } = this.#at;
    this.#stars.exports.markDiscs(flags, owners, this.width, this.height, end, x.length);
  }

  /**
   * Makes `sky` of `pixels`: the light of stars taken out.
   *
   * @param light all light of each star
   * @param reachPx of each star so far, 0 for none
   * @param profile light per px as a part of the whole: at 0.25, 0.75, 1.25 ... px, 0 beyond
   */
  takeStars(
    { x, y }: Positions,
    light: ArrayLike<number>,
    reachPx: ArrayLike<number>,
    profile: Float64Array,
  ): void {
    const { width, height } = this;
    this.sky.set(this.pixels);
    const stars = 4 * x.length;
    const scratch = this.#scratch(stars + profile.length + 2);
    const farthest = (profile.length - 1) / 2;
    for (let k = 0; k < x.length; k++) {
      scratch[4 * k] = within(x[k]);
      scratch[4 * k + 1] = within(y[k]);
      scratch[4 * k + 2] = light[k];
      scratch[4 * k + 3] = Math.min(reachPx[k], farthest);
    }
    scratch.set(profile, stars);
    scratch.fill(0, stars + profile.length);
    const { sky, end } = this.#at;
    this.#stars.exports.takeStars(sky, width, height, end, x.length, end + 8 * stars);
  }

  /**
   * Sums over pixels between two radii that nobody's disc covers but the owner's.
   *
   * @param owners number in `owners` of the star whose own disc is free at each place; 0 for none
   */
  annulusSums(
    plane: StarPlane,
    { x, y }: Positions,
    owners: ArrayLike<number>,
    [innerPx, outerPx]: readonly [number, number],
  ): AnnulusSums {
    checkRadii([innerPx, outerPx]);
    const count = x.length;
    const scratch = this.#scratch(6 * count);
    for (let k = 0; k < count; k++) {
      scratch[3 * k] = within(x[k]);
      scratch[3 * k + 1] = within(y[k]);
      scratch[3 * k + 2] = owners[k];
    }
    const at = this.#at;
    const output = at.end + 24 * count;
    this.#stars.exports.annulusSums(
      ...[at[plane], at.variance, at.owners, this.width, this.height],
      ...[at.end, count, innerPx, outerPx, output],
    );
    const sums = {
      light: new Float64Array(count),
      variance: new Float64Array(count),
      pixels: new Float64Array(count),
    };
    for (let k = 0; k < count; k++) {
      sums.light[k] = scratch[3 * (count + k)];
      sums.variance[k] = scratch[3 * (count + k) + 1];
      sums.pixels[k] = scratch[3 * (count + k) + 2];
    }
    return sums;
  }

  /** Sums over exact circles, as `circleSums`, with the errors of the variance. */
  circleSums(plane: StarPlane, positions: Positions, radiiPx: readonly number[]): ApertureSums[] {
    checkRadii(radiiPx);
    const { width, height } = this;
    const { variance, end } = this.#at;
    const buffer = this.#stars.buffer(end + circleBytes(positions.x.length, radiiPx));
    const planes = { image: this.#at[plane], width, height, mask: 0, variance };
    return sumCircles(this.#circles.exports, buffer, planes, end, positions, radiiPx);
  }

  /** Sums over the pixels of the rings about a star that nobody's disc covers but its own. */
  ringSums(plane: StarPlane, { x, y, owner, edgesPx, level, taken }: RingsOfStar): RingSums {
    checkRadii(edgesPx.subarray(1));
    const { width, height } = this;
    const rings = edgesPx.length - 1;
    const terms = level?.terms ?? 0;
    const outer = edgesPx[rings];
    const top = Math.max(Math.ceil(within(y) - outer), 0);
    const rows = Math.max(Math.min(Math.floor(within(y) + outer), height - 1) - top + 1, 0);
    const profile = rings + 1;
    const columns = profile + (taken?.profile.length ?? 0) + 2;
    const lines = columns + terms * width;
    const output = lines + terms * rows;
    const scratch = this.#scratch(output + 4 * rings);
    for (let k = 0; k <= rings; k++) scratch[k] = edgesPx[k] * edgesPx[k];
    let ownSquare = 0;
    if (taken !== null) {
      scratch.set(taken.profile, profile);
      scratch.fill(0, columns - 2, columns);
      ownSquare = Math.min(taken.reachPx, (taken.profile.length - 1) / 2) ** 2;
    }
    if (level !== null) {
      scratch.set(level.columnFactors, columns);
      for (let row = 0; row < rows; row++) {
        level.factorsOfRow(top + row, scratch, lines + terms * row);
      }
    }
    const at = this.#at;
    const address = (element: number): number => at.end + 8 * element;
    this.#stars.exports.ringSums(
      ...[at[plane], at.variance, at.owners, width, height, within(x), within(y), owner],
      ...[at.end, rings, terms, address(columns), address(lines)],
      ...[address(profile), taken?.light ?? 0, ownSquare, address(output)],
    );
    const sums = Array.from({ length: 4 }, (_, of) =>
      Float64Array.from({ length: rings }, (_, k) => scratch[output + 4 * k + of]),
    );
    const [light, own, variance, pixels] = sums;
    return { light, own, variance, pixels };
  }

  /** So many numbers beyond the planes. */
  #scratch(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#stars.buffer(this.#at.end + 8 * length), this.#at.end, length);
  }

  #floats(plane: StarPlane | 'variance'): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#buffer(), this.#at[plane], this.#count);
  }

  #buffer(): ArrayBuffer {
    return this.#stars.buffer(this.#at.end);
  }
}

function within(place: number): number {
  return Math.abs(place) < -farAway ? place : farAway;
}
