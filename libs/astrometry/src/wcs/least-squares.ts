/**
 * Weighted linear least squares of two right-hand sides with one matrix, by normal equations and
 * Cholesky. Columns are expected to be of comparable size (monomials of variables within +-1), which
 * keeps the squared condition number well inside float64 up to order 7.
 */
export class NormalEquations {
  readonly size: number;
  /** Equations added less those taken out. */
  count = 0;
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#matrix = new Float64Array(size * size);
    this.#right = new Float64Array(size * 2);
  }

  /**
   * One equation for each side: row . unknowns = first, row . unknowns = second. With a negative
   * weight an equation is taken out again.
   *
   * @param at where the row starts in its array
   */
  add(row: Float64Array, first: number, second: number, weight: number, at = 0): void {
    const { size } = this;
    const matrix = this.#matrix;
    const right = this.#right;
    this.count += Math.sign(weight);
    for (let i = 0, line = 0; i < size; i += 1, line += size) {
      const scaled = weight * row[at + i];
      for (let j = 0; j <= i; j += 1) matrix[line + j] += scaled * row[at + j];
      right[i] += scaled * first;
      right[size + i] += scaled * second;
    }
  }

  /** Adds the equations collected in another set of the same size. */
  addAll(other: NormalEquations): void {
    this.count += other.count;
    for (let i = 0; i < this.#matrix.length; i += 1) {
      this.#matrix[i] += other.#matrix[i];
    }
    for (let i = 0; i < this.#right.length; i += 1) this.#right[i] += other.#right[i];
  }

  /**
   * The first `unknowns` unknowns of each side, the others taken as 0; undefined when the equations
   * do not determine them.
   */
  solve(unknowns = this.size): readonly [Float64Array, Float64Array] | undefined {
    const factor = this.#cholesky(unknowns);
    if (factor === undefined) return undefined;
    const { size } = this;
    return [
      backSubstitute(factor, unknowns, this.#right.subarray(0, unknowns)),
      backSubstitute(factor, unknowns, this.#right.subarray(size, size + unknowns)),
    ];
  }

  /** Inverse of the matrix, row by row; undefined when the equations do not determine all unknowns. */
  inverse(): Float64Array | undefined {
    const { size } = this;
    const factor = this.#cholesky(size);
    if (factor === undefined) return undefined;
    const inverse = new Float64Array(size * size);
    for (let column = 0; column < size; column += 1) {
      const unit = new Float64Array(size);
      unit[column] = 1;
      inverse.set(backSubstitute(factor, size, unit), column * size);
    }
    return inverse;
  }

  #cholesky(unknowns: number): Float64Array | undefined {
    const { size } = this;
    const lower = new Float64Array(unknowns * unknowns);
    for (let i = 0; i < unknowns; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let sum = this.#matrix[i * size + j];
        for (let k = 0; k < j; k += 1) sum -= lower[i * unknowns + k] * lower[j * unknowns + k];
        if (i === j) {
          // A pivot this small against its diagonal is rounding: the column depends on the others.
          if (!(sum > 1e-13 * this.#matrix[i * size + i])) return undefined;
          lower[i * unknowns + i] = Math.sqrt(sum);
        } else {
          lower[i * unknowns + j] = sum / lower[j * unknowns + j];
        }
      }
    }
    return lower;
  }
}

function backSubstitute(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) solution[i] -= lower[i * size + k] * solution[k];
    solution[i] /= lower[i * size + i];
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) solution[i] -= lower[k * size + i] * solution[k];
    solution[i] /= lower[i * size + i];
  }
  return solution;
}
