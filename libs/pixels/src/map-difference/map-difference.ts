import { aligned, KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/map-difference.wasm.js';
import type { RowDifference, RowToSubtract, SubtractTerms } from './reference.js';

interface DifferenceExports {
  subtractRow(...addressesAndTerms: number[]): number;
}

/** Cells beyond those of a row that the kernel may touch. */
const spare = 4;
/** Rows of a map, those of a model, and bytes of the counts. */
const mapRows = 5;
const modelRows = 4;
const countBytes = 8;

/** What is left of a map without a model in coarser cells, row by row. */
export class MapDifference {
  readonly #kernel = new KernelModule<DifferenceExports>(
    wasm,
    (exports): exports is DifferenceExports => 'subtractRow' in exports,
  );
  readonly #terms: SubtractTerms;
  readonly #width: number;
  readonly #buffer: ArrayBuffer;
  readonly #places = new Places();
  readonly #values: Float32Array;
  readonly #sigmas: Float32Array;
  readonly #sky: Float32Array;
  readonly #light: Float32Array;
  readonly #error: Float32Array;
  readonly #counts: Int32Array;
  #modelRows = 0;

  /** @param width cells of a row */
  constructor(width: number, terms: SubtractTerms) {
    this.#terms = terms;
    this.#width = width;
    this.#buffer = this.#kernel.buffer(
      mapRows * aligned(4 * (width + spare)) +
        modelRows * aligned(8 * (width + spare)) +
        countBytes,
    );
    this.#values = this.#row();
    this.#sigmas = this.#row();
    this.#sky = this.#row();
    this.#light = this.#row();
    this.#error = this.#row();
    this.#counts = new Int32Array(this.#buffer, this.#places.take(countBytes), 2);
  }

  /**
   * Memory for a row of the model, drawn out to the columns of the map: one of four.
   *
   * @throws RangeError when it is asked for a fifth one
   */
  modelRow(): Float64Array {
    if (this.#modelRows++ === modelRows) throw new RangeError(`no more than ${modelRows} rows`);
    const at = this.#places.take(8 * (this.#width + spare));
    return new Float64Array(this.#buffer, at, this.#width);
  }

  /**
   * What is left of a row, and its error: random and that of the model together. NaN without data and
   * where there is too little sky, or the model is not known. Good until the next call.
   *
   * @param row its model in rows of `modelRow`
   */
  subtract({ values, sigmas, sky, model, modelError }: RowToSubtract): RowDifference {
    this.#values.set(values);
    this.#sigmas.set(sigmas);
    if (sky !== null) this.#sky.set(sky);
    const isModelKnown = this.#kernel.exports.subtractRow(
      ...[this.#values.byteOffset, this.#sigmas.byteOffset],
      ...[sky === null ? 0 : this.#sky.byteOffset, this.#terms.leastSky],
      ...[model.below.byteOffset, model.above.byteOffset],
      ...[modelError.below.byteOffset, modelError.above.byteOffset],
      ...[model.up, this.#terms.unit, this.#width],
      ...[this.#light.byteOffset, this.#error.byteOffset, this.#counts.byteOffset],
    );
    const [cells, negativeCells] = this.#counts;
    const [light, error] = [this.#light, this.#error];
    return { light, error, cells, negativeCells, isModelKnown: isModelKnown !== 0 };
  }

  #row(): Float32Array {
    const at = this.#places.take(4 * (this.#width + spare));
    return new Float32Array(this.#buffer, at, this.#width);
  }
}
