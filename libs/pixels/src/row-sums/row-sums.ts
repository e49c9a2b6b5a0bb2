import { aligned, KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/row-sums.wasm.js';
import type { CellRow, FloatBins, RowSumPlanes, RowTerms, RowTotals } from './row-terms.js';

interface RowSumsExports {
  addRow(...addressesTermsAndBins: number[]): void;
  addErrors(...addressesTermsAndBins: number[]): void;
  anyMissing(values: number, count: number): number;
}

const isExports = (exports: object): exports is RowSumsExports => 'addErrors' in exports;

/** Sums that a memory has room for. */
export interface RowSumsRoom {
  /** Cells of a row. */
  readonly width: number;
  /** Rows that are kept in it, besides those of one call. */
  readonly rows: number;
  /** Planes by column, and planes by value. */
  readonly columnPlanes: number;
  readonly valuePlanes: number;
}

/** Sums of one value by column: of light, and of its variance. */
export type ColumnPlanes = Pick<RowSumPlanes, 'light' | 'variance'>;
/** Sums by value. */
export type ValuePlanes = Omit<RowSumPlanes, keyof ColumnPlanes>;

/**
 * Weighted sums over the rows of maps, in a memory of their own that goes with them: over each row, by
 * column, and by value. In float64, the cells of a row one after the other.
 */
export class RowSums {
  readonly #kernel = new KernelModule<RowSumsExports>(wasm, isExports);
  readonly #bins: FloatBins;
  readonly #width: number;
  readonly #buffer: ArrayBuffer;
  readonly #places = new Places();
  readonly #totals: Float64Array;
  /** For rows that lie elsewhere. */
  readonly #guests: Readonly<Record<keyof CellRow, Float32Array>>;

  constructor(bins: FloatBins, { width, rows, columnPlanes, valuePlanes }: RowSumsRoom) {
    this.#bins = bins;
    this.#width = width;
    const fine = aligned(8 * fineBins(bins));
    const coarse = aligned(8 * coarseBins(bins));
    this.#buffer = this.#kernel.buffer(
      aligned(8 * totalsCount) +
        (4 + rows) * aligned(4 * width) +
        columnPlanes * 2 * aligned(8 * width) +
        valuePlanes * (fine + 3 * coarse),
    );
    this.#totals = this.#doubles(totalsCount);
    this.#guests = {
      ...{ values: this.row(), weight: this.row() },
      ...{ sigma: this.row(), otherSigma: this.row() },
    };
  }

  /** A row of zeroes that `add` reads where it is. */
  row(): Float32Array {
    const at = this.#places.take(4 * this.#width);
    return new Float32Array(this.#buffer, at, this.#width);
  }

  byColumn(): ColumnPlanes {
    return { light: this.#doubles(this.#width), variance: this.#doubles(this.#width) };
  }

  byValue(): ValuePlanes {
    const coarse = coarseBins(this.#bins);
    return {
      byValue: this.#doubles(fineBins(this.#bins)),
      errorWeight: this.#doubles(coarse),
      errorVariance: this.#doubles(coarse),
      otherError: this.#doubles(coarse),
    };
  }

  /**
   * Adds the cells of a row.
   *
   * @param row rows of `row`, or any others of the same length
   * @param planes of this memory
   */
  add(row: CellRow, planes: RowSumPlanes, terms: RowTerms): RowTotals {
    const { mantissaShift, base, reach, coarseShift } = this.#bins;
    const kernel = this.#kernel.exports;
    const values = this.#addressOf(row, 'values');
    const weight = this.#addressOf(row, 'weight');
    const sigma = this.#addressOf(row, 'sigma');
    const other = this.#addressOf(row, 'otherSigma');
    const totals = this.#totals;
    kernel.addRow(
      ...[values, weight, sigma, this.#width],
      ...[planes.light.byteOffset, planes.variance.byteOffset, planes.byValue.byteOffset],
      ...[totals.byteOffset, terms.area, terms.upright, terms.uprightVariance],
      ...[mantissaShift, base, reach],
    );
    kernel.addErrors(
      ...[values, weight, sigma, other, terms.first, this.#width, terms.stride],
      ...[planes.errorWeight.byteOffset, planes.errorVariance.byteOffset],
      ...[planes.otherError.byteOffset, terms.area, mantissaShift, base, reach, coarseShift],
    );
    return {
      ...{ light: totals[0], weight: totals[1], squares: totals[2], variance: totals[3] },
      ...{ minimum: totals[4], maximum: totals[5], lacking: totals[6] !== 0 },
    };
  }

  /** Whether a cell has no value, of a row of `row`. */
  anyMissing(values: Float32Array): boolean {
    return this.#kernel.exports.anyMissing(values.byteOffset, values.length) !== 0;
  }

  #addressOf(row: CellRow, name: keyof CellRow): number {
    const cells = row[name];
    if (cells.length !== this.#width) {
      throw new RangeError(`a row of ${cells.length} cells for sums of ${this.#width}`);
    }
    if (cells.buffer === this.#buffer) return cells.byteOffset;
    this.#guests[name].set(cells);
    return this.#guests[name].byteOffset;
  }

  #doubles(count: number): Float64Array {
    return new Float64Array(this.#buffer, this.#places.take(8 * count), count);
  }
}

/** Numbers of the totals of a row. */
const totalsCount = 7;

function fineBins({ reach }: FloatBins): number {
  return 2 * reach + 1;
}

function coarseBins({ reach, coarseShift }: FloatBins): number {
  return ((2 * reach) >> coarseShift) + 1;
}
