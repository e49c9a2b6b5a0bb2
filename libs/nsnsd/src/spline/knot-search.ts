import { elementOf } from './triangle.js';

/** A stretch between two knots that are places of points. */
interface Stretch {
  /** Index of the point at its left end. */
  readonly from: number;
  readonly to: number;
  /** Sum of squared residuals in it; those at a knot count half on either side. */
  readonly sumOfSquares: number;
}

/**
 * Where a smoothing spline gets its knots: at points, in the middle of the stretch with the largest
 * residuals, more at once the slower the fit improves (Dierckx 1993, section 5.3; FITPACK's `fpcurf`
 * and `fpknot`, with the room that scipy gives them).
 */
export class KnotSearch {
  readonly #places: readonly number[];
  readonly #degree: number;
  /** Points at interior knots, increasing. */
  #knots: readonly number[] = [];
  /** Knots wanted at a time; 0 before the first. */
  #step = 0;
  /** Interior knots for which scipy leaves room at first; reached, it makes room and starts small. */
  #room: number;

  constructor(places: readonly number[], degree: number) {
    this.#places = places;
    this.#degree = degree;
    const needed = 2 * (degree + 1);
    this.#room = Math.max(Math.floor(places.length / 2), needed) - needed;
  }

  /** No further knot can be had: the spline passes through every point. */
  get full(): boolean {
    return this.#knots.length === this.#most;
  }

  /** Places of the interior knots. */
  get interior(): number[] {
    if (!this.full) return this.#knots.map((point) => elementOf(this.#places, point));
    // Knots of interpolation: FITPACK forgets those it had found.
    const half = Math.floor(this.#degree / 2);
    return Array.from({ length: this.#most }, (_, i) => {
      const place = elementOf(this.#places, i + half + 1);
      return this.#degree % 2 === 1 ? place : (place + elementOf(this.#places, i + half)) / 2;
    });
  }

  get #most(): number {
    return this.#places.length - this.#degree - 1;
  }

  /**
   * Adds knots.
   *
   * @param residuals squared, one per point
   * @param excess    sum of squares above the wanted one
   * @param gain      by which the knots added last have lowered the sum of squares
   * @param margin    a gain that counts
   */
  add(residuals: readonly number[], excess: number, gain: number, margin: number): void {
    if (this.#step === 0 || this.#knots.length === this.#room) {
      this.#step = 1;
      if (this.#knots.length === this.#room) this.#room = this.#most;
    } else {
      const wanted = gain > margin ? Math.trunc((this.#step * excess) / gain) : 2 * this.#step;
      this.#step = Math.min(2 * this.#step, Math.max(wanted, Math.floor(this.#step / 2), 1));
    }
    const stretches = this.#stretches(residuals);
    for (let added = 0; added < this.#step; added++) {
      this.#split(stretches);
      if (this.full || this.#knots.length === this.#room) return;
    }
  }

  #stretches(residuals: readonly number[]): Stretch[] {
    const last = this.#places.length - 1;
    const ends = [0, ...this.#knots, last];
    return ends.slice(1).map((to, i) => {
      const from = elementOf(ends, i);
      let sumOfSquares = 0;
      for (let point = from; point <= to; point++) {
        const shared = (point === from && from > 0) || (point === to && to < last);
        sumOfSquares += elementOf(residuals, point) * (shared ? 0.5 : 1);
      }
      return { from, to, sumOfSquares };
    });
  }

  /** Puts a knot into the stretch with the largest residuals that has a point inside. */
  #split(stretches: Stretch[]): void {
    const worst = stretches
      .filter(({ from, to }) => to - from > 1)
      .reduce((best, one) => (one.sumOfSquares > best.sumOfSquares ? one : best));
    const { from, to, sumOfSquares } = worst;
    const inside = to - from - 1;
    const before = Math.floor(inside / 2);
    const point = from + before + 1;
    stretches.splice(
      stretches.indexOf(worst),
      1,
      { from, to: point, sumOfSquares: (sumOfSquares * before) / inside },
      { from: point, to, sumOfSquares: (sumOfSquares * (inside - before - 1)) / inside },
    );
    this.#knots = [...this.#knots, point].sort((a, b) => a - b);
  }
}
