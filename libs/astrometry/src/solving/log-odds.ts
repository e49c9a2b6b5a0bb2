import type { PointGrid } from './source-field.js';

/** Share of catalogue stars expected in the picture that are not among its sources. */
export const missingShare = 0.5;

/**
 * Sources as a background: how many fall by chance on a square pixel around a place. Counted in
 * boxes and smoothed towards the mean, so that crowds of false sources (lights, clouds, trails) do
 * not make chance look like proof.
 */
export class ChanceDensity {
  readonly #boxes: Float64Array;
  readonly #width: number;
  readonly #height: number;

  constructor(x: ArrayLike<number>, y: ArrayLike<number>, width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#boxes = new Float64Array(boxesPerSide * boxesPerSide);
    for (let i = 0; i < x.length; i += 1) this.#boxes[this.#boxOf(x[i], y[i])] += 1;
    const mean = x.length / this.#boxes.length;
    const area = (width * height) / this.#boxes.length;
    for (let box = 0; box < this.#boxes.length; box += 1) {
      this.#boxes[box] = Math.max(mean, (this.#boxes[box] + mean) / 2, 1e-3) / area;
    }
  }

  at(x: number, y: number): number {
    return this.#boxes[this.#boxOf(x, y)];
  }

  #boxOf(x: number, y: number): number {
    const column = Math.floor(((x + 0.5) / this.#width) * boxesPerSide);
    const row = Math.floor(((y + 0.5) / this.#height) * boxesPerSide);
    const last = boxesPerSide - 1;
    return Math.max(0, Math.min(last, row)) * boxesPerSide + Math.max(0, Math.min(last, column));
  }
}

const boxesPerSide = 6;

/**
 * Natural logarithm of the factor by which one expected star changes the odds of a solution against
 * chance: with the true solution the star is among the sources with probability 1 - missingShare,
 * spread as a round Gaussian about its expected place; by chance, sources lie about with `density`
 * per square pixel (as Lang et al. 2010, section 2.3, with the roles of star and source exchanged:
 * the likelihood ratio of a Poisson field with and without a source at the place). Under chance the
 * expected factor is 1, so the running product is a martingale and exceeds K anywhere with
 * probability at most 1/K (Ville 1939).
 */
export function starLogOdds(distance2: number, sigma: number, density: number): number {
  const gauss = Math.exp(-distance2 / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma);
  return Math.log(missingShare + ((1 - missingShare) * gauss) / density);
}

/** The nearest source that can count for a star expected at a place, or -1. */
export function sourceFor(grid: PointGrid, x: number, y: number, sigma: number): number {
  return grid.nearest(x, y, 4 * sigma);
}
