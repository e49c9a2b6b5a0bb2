import type { PixelArray } from '@nightskies/pixels';

/** What every column has besides its values. */
export interface ColumnFacts {
  readonly name: string;
  readonly unit?: string;
  readonly description?: string;
  /**
   * Axes of the array in each cell, fastest first as NAXIS1, NAXIS2; absent when a cell is one
   * value. Values of a column lie row after row, the cells of a row in this order.
   */
  readonly shape?: readonly number[];
}

/**
 * Numbers in the type they are meant in: integers of 8 to 64 bits of either sign and floats as
 * stored, scaled ones (TSCAL, TZERO) as float64. A float that is not known is NaN.
 */
export interface NumberColumn extends ColumnFacts {
  readonly kind: 'numbers';
  readonly data: PixelArray;
  /** The integer that stands for "not known" in `data`; absent when there is none. */
  readonly nullValue?: number | bigint;
}

/** Texts without trailing blanks; one per cell, or one per element of `shape`. */
export interface TextColumn extends ColumnFacts {
  readonly kind: 'texts';
  readonly data: readonly string[];
  /** True for texts stored with their own length each (TFORM PA), which need scalar cells. */
  readonly variable?: boolean;
}

/** One byte per value: 1 true, 0 false, `unknownLogical` neither. */
export interface LogicalColumn extends ColumnFacts {
  readonly kind: 'logicals';
  readonly data: Uint8Array;
}

/** Stored as single bits (TFORM X); here one byte per bit, 0 or 1, the highest bit first. */
export interface BitColumn extends ColumnFacts {
  readonly kind: 'bits';
  readonly data: Uint8Array;
}

/** Complex numbers: real and imaginary part in turn, two numbers per value. */
export interface ComplexColumn extends ColumnFacts {
  readonly kind: 'complex';
  readonly data: Float32Array | Float64Array;
}

/** Cells with arrays of different lengths (TFORM P and Q), each as the column kind `of` has them. */
export type ListColumn = Omit<ColumnFacts, 'shape'> & { readonly kind: 'lists' } & (
    | {
        readonly of: 'numbers';
        readonly cells: readonly PixelArray[];
        readonly nullValue?: number | bigint;
      }
    | { readonly of: 'logicals' | 'bits'; readonly cells: readonly Uint8Array[] }
    | { readonly of: 'complex'; readonly cells: readonly (Float32Array | Float64Array)[] }
  );

export type TableColumn =
  NumberColumn | TextColumn | LogicalColumn | BitColumn | ComplexColumn | ListColumn;

/** Columns of equal numbers of rows. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

/** A logical value that is neither true nor false. */
export const unknownLogical = 255;

/** The first column of this name, without regard to case. */
export function columnNamed(table: Table, name: string): TableColumn | undefined {
  const wanted = name.trim().toUpperCase();
  return table.columns.find((column) => column.name.trim().toUpperCase() === wanted);
}

/** Numbers as float64, NaN where not known; integers beyond 2^53 lose digits. */
export function columnFloat64({ data, nullValue }: NumberColumn): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = data[i] === nullValue ? NaN : Number(data[i]);
  return out;
}

/** Values in one cell. */
export function cellLength({ shape }: ColumnFacts): number {
  return shape === undefined ? 1 : shape.reduce((product, axis) => product * axis, 1);
}
