import type { FeatherRow } from './feather-row.js';
import type { FeatheredCells } from './finish-cells.js';

/** What holds for a whole frame. */
export interface NearestTerms {
  /** Number of the frame, 1 to 255. */
  readonly index: number;
  /** What a value counts, and what is added to that. */
  readonly ratePerDn: number;
  readonly offset: number;
  /** Flags that every cell of the frame gets. */
  readonly flags: number;
}

/** A value of each cell with where it is from. */
export interface NearestLayer {
  /** Distance to the edge of the frame; -1 for no value. */
  readonly depth: Float32Array;
  readonly rate: Float32Array;
  readonly sigma: Float32Array;
  readonly frame: Uint8Array;
  readonly flags: Uint8Array;
}

/** The deepest and the next deepest value of each cell, and how many there were, up to 255. */
export interface NearestPlanes {
  readonly first: NearestLayer;
  readonly second: NearestLayer;
  readonly count: Uint8Array;
}

/** How the layers are put together. */
export interface NearestFinish {
  /** Times of the frames, by their number. */
  readonly seconds: readonly number[];
  /** Both values are mixed where they are less apart in depth. */
  readonly band: number;
  /** Flag of cells without data. */
  readonly noData: number;
}

/**
 * Takes a row of a frame; slow twin of the kernel, the same bits.
 *
 * @param firstCell cell of index 0 of the row
 * @returns number of cells that have a value in it
 */
export function addNearestReference(
  { first, second, count }: NearestPlanes,
  { begin, end, value, edge, sigma, flags }: FeatherRow,
  terms: NearestTerms,
  firstCell: number,
): number {
  let reached = 0;
  for (let i = begin; i < end; i++) {
    if (Number.isNaN(value[i])) continue;
    const cell = firstCell + i;
    reached++;
    if (count[cell] < 255) count[cell]++;
    const depth = Math.fround(edge[i]);
    if (!(depth > second.depth[cell])) continue;
    let layer = second;
    if (depth > first.depth[cell]) {
      copy(cell, first, second);
      layer = first;
    }
    layer.depth[cell] = depth;
    layer.rate[cell] = value[i] * terms.ratePerDn + terms.offset;
    layer.sigma[cell] = sigma === null ? Number.NaN : sigma[i] * terms.ratePerDn;
    layer.frame[cell] = terms.index;
    layer.flags[cell] = flags[i] | terms.flags;
  }
  return reached;
}

function copy(cell: number, from: NearestLayer, to: NearestLayer): void {
  to.depth[cell] = from.depth[cell];
  to.rate[cell] = from.rate[cell];
  to.sigma[cell] = from.sigma[cell];
  to.frame[cell] = from.frame[cell];
  to.flags[cell] = from.flags[cell];
}

/**
 * The map: each cell's deepest value, mixed with the next one within the band about the line where both
 * are equally deep, from half and half on the line to one alone. Slow twin of the kernel, the same bits.
 */
export function finishNearestReference(
  { first, second, count }: NearestPlanes,
  { seconds, band, noData }: NearestFinish,
): FeatheredCells {
  const cells = count.length;
  const time = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    time[cell] = seconds[first.frame[cell]] ?? Number.NaN;
    if (first.frame[cell] === 0) {
      first.rate[cell] = Number.NaN;
      first.sigma[cell] = Number.NaN;
      time[cell] = Number.NaN;
      first.flags[cell] = noData;
      continue;
    }
    const apart = first.depth[cell] - second.depth[cell];
    if (second.frame[cell] === 0 || apart >= band) continue;
    const other = 0.5 - apart / (2 * band);
    const own = 1 - other;
    first.rate[cell] = own * first.rate[cell] + other * second.rate[cell];
    const [a, b] = [own * first.sigma[cell], other * second.sigma[cell]];
    first.sigma[cell] = Math.sqrt(a * a + b * b);
    first.flags[cell] |= second.flags[cell];
    time[cell] = own * time[cell] + other * (seconds[second.frame[cell]] ?? Number.NaN);
  }
  return {
    rate: first.rate.slice(),
    sigma: first.sigma.slice(),
    confusion: null,
    time,
    coverage: count.slice(),
    frame: first.frame.slice(),
    flags: first.flags.slice(),
  };
}
