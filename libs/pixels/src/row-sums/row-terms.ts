/**
 * Bins of float32 numbers: by their sign, their exponent and the first bits of their mantissa, which make
 * steps of equal ratio. `reach` bins of positive numbers, as many of negative ones, and one of those too
 * small for any of them in the middle.
 */
export interface FloatBins {
  /** Last bits of the mantissa that do not count. */
  readonly mantissaShift: number;
  /** Bits of the smallest number that has a bin of its own, shifted, less one. */
  readonly base: number;
  readonly reach: number;
  /** Errors are kept by 2 ** coarseShift bins together. */
  readonly coarseShift: number;
}

/** Cells of a row. */
export interface CellRow {
  /** NaN for no data. */
  readonly values: Float32Array;
  /** Part of each cell that counts; 0 for none. */
  readonly weight: Float32Array;
  /** 1 sigma of the values. */
  readonly sigma: Float32Array;
  /** Another error of theirs, summed by value. */
  readonly otherSigma: Float32Array;
}

/** What is common to all cells of a row. */
export interface RowTerms {
  /** Counts for a whole cell in the sums by value. */
  readonly area: number;
  /** Factor of weight x value by column, and of its variance. */
  readonly upright: number;
  readonly uprightVariance: number;
  /** Errors are taken of every `stride`th cell, from `first` on. */
  readonly first: number;
  readonly stride: number;
}

/** Sums that rows are added to. */
export interface RowSumPlanes {
  /** By column. */
  readonly light: Float64Array;
  readonly variance: Float64Array;
  /** By value: of areas, 2 reach + 1 bins. */
  readonly byValue: Float64Array;
  /** By value, in coarser bins: of areas, of the squares of errors, of other errors. */
  readonly errorWeight: Float64Array;
  readonly errorVariance: Float64Array;
  readonly otherError: Float64Array;
}

/** Sums over the cells of a row that have a weight and a value. */
export interface RowTotals {
  /** Of weight x value, of weights, of weight x value^2, of (weight x sigma)^2. */
  readonly light: number;
  readonly weight: number;
  readonly squares: number;
  readonly variance: number;
  /** Infinity and -Infinity without such cells. */
  readonly minimum: number;
  readonly maximum: number;
  /** Whether a cell with weight has no value. */
  readonly lacking: boolean;
}
