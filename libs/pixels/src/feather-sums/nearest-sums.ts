import { aligned } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/nearest-sums.wasm.js';
import type { FrameSampler } from '../project/frame-sampler.js';
import type { FeatherRow } from './feather-row.js';
import type { FeatheredCells } from './finish-cells.js';
import { HeldMemory, KernelOfSamplers } from './held-memory.js';
import {
  addNearestReference,
  finishNearestReference,
  type NearestFinish,
  type NearestLayer,
  type NearestPlanes,
  type NearestTerms,
} from './nearest-cells.js';

interface NearestExports {
  readonly addNearest: (...addressesAndTerms: number[]) => number;
  readonly finishNearest: (...addressesAndTerms: number[]) => void;
}

const kernels = new KernelOfSamplers(
  wasm,
  (exports): exports is NearestExports => 'addNearest' in exports,
);

/** The planes in the order of the kernel. */
const planeOrder = [
  ['depth1', 4],
  ['rate1', 4],
  ['sigma1', 4],
  ['depth2', 4],
  ['rate2', 4],
  ['sigma2', 4],
  ['frame1', 1],
  ['flags1', 1],
  ['frame2', 1],
  ['flags2', 1],
  ['count', 1],
] as const;

type PlaneName = (typeof planeOrder)[number][0];

/** Numbers of a frame, and times of all of them, f64. */
const termCount = 2;
const frameCount = 256;

function layoutOf(cells: number) {
  const seconds = aligned(8 * termCount);
  const planes = seconds + 8 * frameCount;
  let end = planes + aligned(4 * planeOrder.length);
  const at = new Map<PlaneName, number>();
  for (const [name, size] of planeOrder) {
    at.set(name, end);
    // Kernels work on four cells at once.
    end = aligned(end + size * (cells + 3));
  }
  return { terms: 0, seconds, planes, at, bytes: end };
}

/**
 * A map that takes each cell from the frame it lies deepest in, filled row by row from a
 * `FrameSampler`, in its memory as `FeatherSums` does. 29 bytes a cell.
 */
export class NearestSums {
  readonly #cells: number;
  readonly #sampler: FrameSampler;
  readonly #layout: ReturnType<typeof layoutOf>;
  readonly #memory: HeldMemory;
  /** Values of each cell; another view after the memory grew. */
  #count: Uint8Array;
  /** The terms that the kernel knows. */
  #written: NearestTerms | undefined;

  /** No values yet. Columns and frame of the sampler are lost: give them after. */
  constructor(sampler: FrameSampler, cells: number) {
    this.#cells = cells;
    this.#sampler = sampler;
    this.#layout = layoutOf(cells);
    const { bytes, planes, at } = this.#layout;
    this.#memory = new HeldMemory(sampler, bytes, false);
    new Uint32Array(this.#memory.buffer, planes, planeOrder.length).set(
      planeOrder.map(([name]) => at.get(name) ?? 0),
    );
    const { first, second, count } = this.#planes();
    // Rates and errors are looked at where there is a frame.
    for (const { depth, frame, flags } of [first, second]) {
      depth.fill(-1);
      frame.fill(0);
      flags.fill(0);
    }
    count.fill(0);
    this.#count = count;
  }

  /**
   * Takes a row that the sampler sampled. The same terms object for all rows of a frame saves time.
   *
   * @param first cell of index 0 of the row
   * @returns number of cells that have a value in it
   * @throws RangeError for samples that are not in the sampler's memory and cells beyond the planes
   */
  addRow(row: FeatherRow, terms: NearestTerms, first: number): number {
    const { begin, end, value, edge, sigma, flags } = row;
    if (begin >= end) return 0;
    if (!(first + begin >= 0 && first + end <= this.#cells)) {
      throw new RangeError(`cells ${first + begin} to ${first + end - 1} of ${this.#cells}`);
    }
    if (!this.#memory.isShared) return addNearestReference(this.#planes(), row, terms, first);
    const { buffer } = this.#memory;
    if (value.buffer !== buffer) throw new RangeError('samples of another sampler');
    const layout = this.#layout;
    if (terms !== this.#written) {
      this.#written = terms;
      const numbers = [terms.ratePerDn, terms.offset];
      new Float64Array(buffer, layout.terms, termCount).set(numbers);
    }
    const skipped = 8 * begin;
    return kernels
      .exportsFor(this.#sampler)
      .addNearest(
        layout.planes,
        layout.terms,
        terms.index,
        terms.flags,
        value.byteOffset + skipped,
        edge.byteOffset + skipped,
        sigma === null ? 0 : sigma.byteOffset + skipped,
        flags.byteOffset + begin,
        end - begin,
        first + begin,
      );
  }

  /**
   * Counts a value for each of some cells that lies too little deep to matter, so that it need not be
   * sampled: less than `band` of the end below another of the cell.
   *
   * @returns their number
   */
  pass(first: number, count: number): number {
    if (this.#count.buffer !== this.#memory.buffer) this.#count = this.#planes().count;
    const counts = this.#count;
    for (let cell = first; cell < first + count; cell++) if (counts[cell] < 255) counts[cell]++;
    return count;
  }

  /**
   * The map, as `finishNearestReference` says. Ends this and releases the memory: what is returned are
   * views of it, dead when the sampler's next frame or sums come.
   */
  finish(terms: NearestFinish): FeatheredCells {
    if (!this.#memory.isShared) return finishNearestReference(this.#planes(), terms);
    const { seconds, planes } = this.#layout;
    const times = new Float64Array(this.#memory.buffer, seconds, frameCount).fill(Number.NaN);
    times.set(terms.seconds.slice(0, frameCount));
    kernels
      .exportsFor(this.#sampler)
      .finishNearest(planes, seconds, terms.band, terms.noData, this.#cells);
    const { first, count } = this.#planes();
    const cells = {
      rate: first.rate,
      sigma: first.sigma,
      confusion: null,
      // The kernel writes the time where the depth was.
      time: first.depth,
      coverage: count,
      frame: first.frame,
      flags: first.flags,
    };
    this.release();
    return cells;
  }

  /** Leaves the sampler's memory to the next sums. */
  release(): void {
    this.#memory.release();
  }

  #planes(): NearestPlanes {
    const { buffer } = this.#memory;
    const { at } = this.#layout;
    const floats = (name: PlaneName) => new Float32Array(buffer, at.get(name) ?? 0, this.#cells);
    const bytes = (name: PlaneName) => new Uint8Array(buffer, at.get(name) ?? 0, this.#cells);
    const layer = (which: 1 | 2): NearestLayer => ({
      depth: floats(`depth${which}`),
      rate: floats(`rate${which}`),
      sigma: floats(`sigma${which}`),
      frame: bytes(`frame${which}`),
      flags: bytes(`flags${which}`),
    });
    return { first: layer(1), second: layer(2), count: bytes('count') };
  }
}
