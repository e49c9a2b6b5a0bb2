import { aligned, KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/quadratic-roots.wasm.js';
import type { QuadraticForm, QuadraticRoots } from './reference.js';

interface RootsExports {
  quadraticRoots(...addressesAndSizes: number[]): void;
}

/** Columns the kernel works on at once. */
const atOnce = 8;

/** Rows of numbers, of whose columns two quadratic forms are taken. */
export class RowsOfTerms {
  /** To be filled: a row for each number of a column. */
  readonly terms: readonly Float64Array[];
  /** To be filled: what both forms of a column begin with. */
  readonly start: Float64Array;
  readonly #kernel = new KernelModule<RootsExports>(
    wasm,
    (exports): exports is RootsExports => 'quadraticRoots' in exports,
  );
  readonly #form: QuadraticForm;
  readonly #packed: Float64Array;
  readonly #stride: number;
  readonly #roots: QuadraticRoots;

  /** @param columns of a row */
  constructor(columns: number, form: QuadraticForm) {
    const room = atOnce * Math.ceil(columns / atOnce);
    this.#form = form;
    this.#stride = 8 * room;
    const packedBytes = aligned(8 * form.packed.length);
    const buffer = this.#kernel.buffer(
      packedBytes + (form.count + 1) * this.#stride + 2 * 4 * room,
    );
    const places = new Places();
    this.#packed = new Float64Array(buffer, places.take(packedBytes), form.packed.length);
    this.#packed.set(form.packed);
    const row = (): Float64Array => new Float64Array(buffer, places.take(this.#stride), columns);
    this.start = row();
    this.terms = Array.from({ length: form.count }, row);
    const root = (): Float32Array => new Float32Array(buffer, places.take(4 * room), columns);
    this.#roots = { all: root(), others: root() };
  }

  /** Roots of the forms of the columns as they are. Good until the next call. */
  roots(): QuadraticRoots {
    const { count, apart } = this.#form;
    this.#kernel.exports.quadraticRoots(
      ...[this.terms.at(0)?.byteOffset ?? 0, this.#stride, count, apart],
      ...[this.#packed.byteOffset, this.start.byteOffset, this.start.length],
      ...[this.#roots.all.byteOffset, this.#roots.others.byteOffset],
    );
    return this.#roots;
  }
}
