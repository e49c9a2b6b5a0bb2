import type { PictureSize } from './pose.js';
import type { SolverSources } from './solver-stars.js';

/** Sources looked up by place: the picture cut into square boxes. */
export class PointGrid {
  readonly #x: ArrayLike<number>;
  readonly #y: ArrayLike<number>;
  readonly #box: number;
  readonly #x0: number;
  readonly #y0: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  constructor(x: ArrayLike<number>, y: ArrayLike<number>) {
    this.#x = x;
    this.#y = y;
    let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i += 1) {
      x0 = Math.min(x0, x[i]);
      x1 = Math.max(x1, x[i]);
      y0 = Math.min(y0, y[i]);
      y1 = Math.max(y1, y[i]);
    }
    if (x.length === 0) [x0, x1, y0, y1] = [0, 1, 0, 1];
    this.#x0 = x0;
    this.#y0 = y0;
    this.#box = Math.max(4, Math.sqrt(((x1 - x0 + 1) * (y1 - y0 + 1)) / Math.max(1, x.length)));
    this.#columns = Math.floor((x1 - x0) / this.#box) + 1;
    this.#rows = Math.floor((y1 - y0) / this.#box) + 1;
    this.#heads = new Int32Array(this.#columns * this.#rows).fill(-1);
    this.#next = new Int32Array(x.length);
    for (let i = x.length - 1; i >= 0; i -= 1) {
      const box =
        Math.floor((y[i] - y0) / this.#box) * this.#columns + Math.floor((x[i] - x0) / this.#box);
      this.#next[i] = this.#heads[box];
      this.#heads[box] = i;
    }
  }

  /** The nearest point within a radius, -1 when there is none. */
  nearest(x: number, y: number, radius: number): number {
    let best = -1;
    let least = radius * radius;
    const c0 = Math.max(0, Math.floor((x - radius - this.#x0) / this.#box));
    const c1 = Math.min(this.#columns - 1, Math.floor((x + radius - this.#x0) / this.#box));
    const r0 = Math.max(0, Math.floor((y - radius - this.#y0) / this.#box));
    const r1 = Math.min(this.#rows - 1, Math.floor((y + radius - this.#y0) / this.#box));
    for (let row = r0; row <= r1; row += 1) {
      for (let column = c0; column <= c1; column += 1) {
        for (let i = this.#heads[row * this.#columns + column]; i >= 0; i = this.#next[i]) {
          const dx = this.#x[i] - x;
          const dy = this.#y[i] - y;
          const distance = dx * dx + dy * dy;
          if (distance < least) {
            least = distance;
            best = i;
          }
        }
      }
    }
    return best;
  }
}

/**
 * The order in which sources are tried: the brightest of each part of the picture first, then the
 * second of each part, and so on. Extinction towards the horizon, a bright cloud edge or a cluster
 * so cannot take all places. Left out are sources without a place inside the picture, and all but the
 * first at one place.
 */
export function evenOrder(
  sources: SolverSources,
  { width, height }: PictureSize,
  limit: number,
): Int32Array {
  const parts = 5;
  const usable = usableSources(sources, { width, height });
  const seen = new Int32Array(parts * parts);
  const rounds = new Int32Array(usable.length);
  for (let k = 0; k < usable.length; k += 1) {
    const column = partOf(sources.x[usable[k]], width, parts);
    const row = partOf(sources.y[usable[k]], height, parts);
    rounds[k] = seen[row * parts + column];
    seen[row * parts + column] += 1;
  }
  // Counted and strewn: by round, within a round as they came.
  const next = new Int32Array(Math.max(0, ...seen) + 1);
  for (const round of rounds) next[round + 1] += 1;
  for (let round = 1; round < next.length; round += 1) next[round] += next[round - 1];
  const order = new Int32Array(usable.length);
  for (let k = 0; k < usable.length; k += 1) {
    order[next[rounds[k]]] = usable[k];
    next[rounds[k]] += 1;
  }
  return order.subarray(0, limit);
}

/** Numbers of the sources inside the picture, one for each place, growing. */
function usableSources({ x, y }: SolverSources, { width, height }: PictureSize): Int32Array {
  const usable = new Int32Array(x.length);
  // The sources taken so far by the pixel they lie in.
  const taken = new Map<number, number[]>();
  let count = 0;
  for (let i = 0; i < x.length; i += 1) {
    const inside = x[i] >= -0.5 && x[i] <= width - 0.5 && y[i] >= -0.5 && y[i] <= height - 0.5;
    if (!inside) continue;
    const key = Math.floor(y[i]) * (width + 1) + Math.floor(x[i]);
    const near = taken.get(key);
    if (near === undefined) taken.set(key, [i]);
    else if (isAmong(near, x, y, i)) continue;
    else near.push(i);
    usable[count] = i;
    count += 1;
  }
  return usable.subarray(0, count);
}

/** Whether one of some sources has exactly the place of another. */
function isAmong(
  some: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  other: number,
): boolean {
  for (const one of some) if (x[one] === x[other] && y[one] === y[other]) return true;
  return false;
}

function partOf(position: number, size: number, parts: number): number {
  return Math.max(0, Math.min(parts - 1, Math.floor(((position + 0.5) / size) * parts)));
}
