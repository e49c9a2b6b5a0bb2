import { wasm } from '../kernels/feather-sums.wasm.js';
import { aligned } from '../kernels/kernel-memory.js';
import type { FrameSampler } from '../project/frame-sampler.js';
import { HeldMemory, KernelOfSamplers } from './held-memory.js';
import { finishCellsReference, type FeatheredCells, type FinishTerms } from './finish-cells.js';
import {
  addFeatheredReference,
  leastFeather,
  type ExtremePlanes,
  type FeatherPlanes,
  type FeatherRow,
  type FeatherTerms,
} from './feather-row.js';

interface FeatherExports {
  readonly finishCells: (...addressesAndTerms: number[]) => void;
  readonly addFeathered: (...addressesAndTerms: number[]) => number;
}

/** The planes in the order of the kernel; those of errors are left out without errors. */
const planeOrder = [
  ['light', 8, false],
  ['weight', 8, false],
  ['time', 8, false],
  ['variance', 8, true],
  ['stars', 8, true],
  ['weight1', 4, false],
  ['weight2', 4, false],
  ['leastValue', 4, true],
  ['leastWeight', 4, true],
  ['leastSigma', 4, true],
  ['greatestValue', 4, true],
  ['greatestWeight', 4, true],
  ['greatestSigma', 4, true],
  ['count', 1, false],
  ['flags', 1, false],
  ['frame1', 1, false],
  ['frame2', 1, false],
  ['leastFrame', 1, true],
  ['greatestFrame', 1, true],
] as const;

type PlaneName = (typeof planeOrder)[number][0];

/** Numbers of a frame, and times of all of them, f64. */
const termCount = 5;
const frameCount = 256;

/** Where the planes lie from the start of a memory, in bytes. */
function layoutOf(cells: number, errors: boolean) {
  const seconds = aligned(8 * termCount);
  const planes = seconds + 8 * frameCount;
  let end = planes + aligned(4 * planeOrder.length);
  const at = new Map<PlaneName, number>();
  for (const [name, size, ofErrors] of planeOrder) {
    at.set(name, end);
    // Kernels work on four cells at once.
    if (!ofErrors || errors) end = aligned(end + size * (cells + 3));
  }
  return { terms: 0, seconds, planes, at, bytes: end };
}

const kernels = new KernelOfSamplers(
  wasm,
  (exports): exports is FeatherExports => 'addFeathered' in exports,
);

/**
 * Weighted sums of frames over the cells of a map, filled row by row from a `FrameSampler`, in its
 * memory: what a row took is added without leaving it. One of these at a time holds that memory, until
 * `release`; another one made meanwhile has arrays of its own and the slow twin, with the same result.
 *
 * 34 bytes a cell, and 78 with errors.
 */
export class FeatherSums {
  readonly #cells: number;
  readonly #errors: boolean;
  readonly #sampler: FrameSampler;
  readonly #layout: ReturnType<typeof layoutOf>;
  readonly #memory: HeldMemory;
  /** The terms that the kernel knows. */
  #written: FeatherTerms | undefined;

  /**
   * Sums of 0. Columns and frame of the sampler are lost: give them after.
   *
   * @param errors whether frames state their errors
   */
  constructor(sampler: FrameSampler, cells: number, errors: boolean) {
    this.#cells = cells;
    this.#errors = errors;
    this.#sampler = sampler;
    this.#layout = layoutOf(cells, errors);
    const { bytes, planes, at } = this.#layout;
    this.#memory = new HeldMemory(sampler, bytes);
    const { buffer } = this.#memory;
    new Uint32Array(buffer, planes, planeOrder.length).set(
      planeOrder.map(([name]) => at.get(name) ?? 0),
    );
  }

  /**
   * Adds a row that the sampler sampled. The same terms object for all rows of a frame saves time.
   *
   * @param first cell of index 0 of the row
   * @returns number of cells that took a value
   * @throws RangeError for samples that are not in the sampler's memory, cells beyond the planes, and
   * errors where none were expected or the other way round
   */
  addRow(row: FeatherRow, terms: FeatherTerms, first: number): number {
    const { begin, end, value, edge, sigma, confusion, flags } = row;
    if ((sigma !== null) !== this.#errors || (confusion !== null && sigma === null)) {
      throw new RangeError(`errors in the row: ${sigma !== null}, in the sums: ${this.#errors}`);
    }
    if (begin >= end) return 0;
    if (!(first + begin >= 0 && first + end <= this.#cells)) {
      throw new RangeError(`cells ${first + begin} to ${first + end - 1} of ${this.#cells}`);
    }
    if (!this.#memory.isShared) return addFeatheredReference(this.planes(), row, terms, first);
    const { buffer } = this.#memory;
    if (value.buffer !== buffer) throw new RangeError('samples of another sampler');
    const layout = this.#layout;
    if (terms !== this.#written) {
      this.#written = terms;
      const { ratePerDn, offset, seconds, feather } = terms;
      const numbers = [ratePerDn, offset, seconds, 1 / feather, leastFeather];
      new Float64Array(buffer, layout.terms, termCount).set(numbers);
    }
    const skipped = 8 * begin;
    return kernels
      .exportsFor(this.#sampler)
      .addFeathered(
        layout.planes,
        layout.terms,
        terms.byEdge ? 1 : 0,
        terms.byVariance ? 1 : 0,
        terms.index,
        terms.flags,
        value.byteOffset + skipped,
        edge.byteOffset + skipped,
        sigma === null ? 0 : sigma.byteOffset + skipped,
        confusion === null ? 0 : confusion.byteOffset + skipped,
        flags.byteOffset + begin,
        end - begin,
        first + begin,
      );
  }

  /** The sums: views that are dead after the next frame that is larger than all before, and `release`. */
  planes(): FeatherPlanes {
    const cells = this.#cells;
    const { buffer } = this.#memory;
    const { at } = this.#layout;
    const place = (name: PlaneName): number => at.get(name) ?? 0;
    const ofErrors = this.#errors ? cells : 0;
    const doubles = (name: PlaneName, count = cells) =>
      new Float64Array(buffer, place(name), count);
    const floats = (name: PlaneName) => new Float32Array(buffer, place(name), cells);
    const bytes = (name: PlaneName) => new Uint8Array(buffer, place(name), cells);
    const extreme = (which: 'least' | 'greatest'): ExtremePlanes | null =>
      this.#errors
        ? {
            value: floats(`${which}Value`),
            weight: floats(`${which}Weight`),
            sigma: floats(`${which}Sigma`),
            frame: bytes(`${which}Frame`),
          }
        : null;
    return {
      light: doubles('light'),
      weight: doubles('weight'),
      time: doubles('time'),
      variance: doubles('variance', ofErrors),
      stars: doubles('stars', ofErrors),
      weight1: floats('weight1'),
      weight2: floats('weight2'),
      frame1: bytes('frame1'),
      frame2: bytes('frame2'),
      count: bytes('count'),
      flags: bytes('flags'),
      least: extreme('least'),
      greatest: extreme('greatest'),
    };
  }

  /**
   * The means of the cells, as `finishCellsReference` says. Ends the sums and releases the memory: what
   * is returned are views of it, dead when the sampler's next frame or sums come.
   */
  finish(terms: FinishTerms): FeatheredCells {
    if (!this.#memory.isShared) return finishCellsReference(this.planes(), terms);
    const { terms: numbers, seconds, planes, at } = this.#layout;
    const { buffer } = this.#memory;
    new Float64Array(buffer, numbers, 2).set([terms.disagreementSigma, terms.turningSky]);
    const times = new Float64Array(buffer, seconds, frameCount).fill(Number.NaN);
    times.set(terms.seconds.slice(0, frameCount));
    kernels
      .exportsFor(this.#sampler)
      .finishCells(
        planes,
        numbers,
        seconds,
        this.#errors ? 1 : 0,
        terms.flags.disagreement,
        terms.flags.rejected,
        terms.flags.noData,
        this.#cells,
      );
    const means = (name: PlaneName): Float32Array =>
      new Float32Array(buffer, at.get(name) ?? 0, this.#cells);
    const { count, frame1, flags } = this.planes();
    const cells = {
      rate: means('light'),
      sigma: this.#errors ? means('variance') : new Float32Array(this.#cells).fill(Number.NaN),
      confusion: this.#errors ? means('stars') : null,
      time: means('time'),
      coverage: count,
      frame: frame1,
      flags,
    };
    this.release();
    return cells;
  }

  /** Leaves the sampler's memory to the next sums; copy what is needed of the planes before. */
  release(): void {
    this.#memory.release();
  }
}
