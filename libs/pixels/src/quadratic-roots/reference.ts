/** A quadratic form of the numbers of a column. */
export interface QuadraticForm {
  /** How many numbers a column has. */
  readonly count: number;
  /** The lower triangle, row by row, twice what is off the diagonal. */
  readonly packed: Float64Array;
  /** The number that is left out of the second form; `count` for none. */
  readonly apart: number;
}

/** Roots of the forms of each column; 0 of less than nothing, which is rounding. */
export interface QuadraticRoots {
  readonly all: Float32Array;
  /** Without the number apart. */
  readonly others: Float32Array;
}

/** What `RowsOfTerms.roots` does, column by column. */
export function quadraticRootsReference(
  terms: readonly Float64Array[],
  start: Float64Array,
  { count, packed, apart }: QuadraticForm,
): QuadraticRoots {
  const all = new Float32Array(start.length);
  const others = new Float32Array(start.length);
  for (let column = 0; column < start.length; column++) {
    let withAll = start[column];
    let without = start[column];
    for (let i = 0, at = 0; i < count; i++) {
      let sum = 0;
      let sumWithout = 0;
      for (let j = 0; j <= i; j++, at++) {
        const term = packed[at] * terms[j][column];
        sum += term;
        if (j !== apart) sumWithout += term;
      }
      withAll += terms[i][column] * sum;
      if (i !== apart) without += terms[i][column] * sumWithout;
    }
    all[column] = Math.sqrt(Math.max(0, withAll));
    others[column] = Math.sqrt(Math.max(0, without));
  }
  return { all, others };
}
