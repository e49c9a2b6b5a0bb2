import { PointGrid } from '../solving/source-field.js';
import type { FisheyeCamera, EastNorthUp } from './fisheye-model.js';

/** Sources and stars paired one to one: element i of each list belongs together. */
export interface StarPairs {
  readonly sources: readonly number[];
  readonly stars: readonly number[];
  /** Source minus prediction, px. */
  readonly residualX: readonly number[];
  readonly residualY: readonly number[];
}

/** Pairs sources with the stars foretold at their places. */
export class StarMatcher {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly #order: Int32Array;
  readonly #grid: PointGrid;
  readonly #vectors: readonly EastNorthUp[];
  readonly #stars: readonly number[];

  /**
   * @param order of the sources taken part, by their place in the lists x and y
   * @param stars to be paired, ranks among the vectors, brightest first; stars after the last of them
   *   in rank are asked for as neighbours only
   */
  constructor(
    x: ArrayLike<number>,
    y: ArrayLike<number>,
    order: Int32Array,
    vectors: readonly EastNorthUp[],
    stars: readonly number[],
  ) {
    this.#order = order;
    this.x = Float64Array.from(order, (i) => x[i]);
    this.y = Float64Array.from(order, (i) => y[i]);
    this.#grid = new PointGrid(this.x, this.y);
    this.#vectors = vectors;
    this.#stars = stars;
  }

  /** Pairs nearest to one another within a radius; a source that two stars claim goes to the nearer. */
  pairs(camera: FisheyeCamera, radiusPx: number): StarPairs {
    const claims = new Map<number, { star: number; dx: number; dy: number }>();
    for (const star of this.#stars) {
      const pixel = camera.pixelOfVector(this.#vectors[star]);
      if (pixel === undefined) continue;
      const source = this.#grid.nearest(pixel.x, pixel.y, radiusPx);
      if (source < 0) continue;
      const [dx, dy] = [this.x[source] - pixel.x, this.y[source] - pixel.y];
      const other = claims.get(source);
      if (other !== undefined && Math.hypot(other.dx, other.dy) <= Math.hypot(dx, dy)) continue;
      claims.set(source, { star, dx, dy });
    }
    const found = [...claims].sort(([, a], [, b]) => a.star - b.star);
    return {
      sources: found.map(([source]) => this.#order[source]),
      stars: found.map(([, { star }]) => star),
      residualX: found.map(([, { dx }]) => dx),
      residualY: found.map(([, { dy }]) => dy),
    };
  }
}
