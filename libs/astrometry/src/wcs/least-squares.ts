/**
 * Weighted linear least squares of several right-hand sides with one matrix, by normal equations and
 * Cholesky. Columns are expected to be of comparable size (monomials of variables within +-1), which
 * keeps the squared condition number well inside float64 up to order 7.
 */
export class NormalEquations {
  readonly size: number;
  readonly sides: number;
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;

  constructor(size: number, sides: number) {
    this.size = size;
    this.sides = sides;
    this.#matrix = new Float64Array(size * size);
    this.#right = new Float64Array(size * sides);
  }

  /** One equation: row . unknowns = values[side], for each side. */
  add(row: Float64Array, values: readonly number[], weight: number): void {
    const { size, sides } = this;
    for (let i = 0; i < size; i += 1) {
      const scaled = weight * row[i];
      for (let j = 0; j <= i; j += 1) this.#matrix[i * size + j] += scaled * row[j];
      for (let side = 0; side < sides; side += 1) {
        this.#right[side * size + i] += scaled * values[side];
      }
    }
  }

  /** Adds equations collected in another set, or with factor -1 takes them out again. */
  addAll(other: NormalEquations, factor = 1): void {
    for (let i = 0; i < this.#matrix.length; i += 1) {
      this.#matrix[i] += factor * other.#matrix[i];
    }
    for (let i = 0; i < this.#right.length; i += 1) this.#right[i] += factor * other.#right[i];
  }

  /** Unknowns of each side, or undefined when the equations do not determine them. */
  solve(): Float64Array[] | undefined {
    const factor = this.#cholesky();
    if (factor === undefined) return undefined;
    return Array.from({ length: this.sides }, (_, side) => {
      const right = this.#right.slice(side * this.size, (side + 1) * this.size);
      return backSubstitute(factor, this.size, right);
    });
  }

  /** Inverse of the matrix (row-major): the covariance of the unknowns for residuals of unit variance. */
  inverse(): Float64Array | undefined {
    const { size } = this;
    const factor = this.#cholesky();
    if (factor === undefined) return undefined;
    const inverse = new Float64Array(size * size);
    for (let column = 0; column < size; column += 1) {
      const unit = new Float64Array(size);
      unit[column] = 1;
      const solution = backSubstitute(factor, size, unit);
      for (let i = 0; i < size; i += 1) inverse[i * size + column] = solution[i];
    }
    return inverse;
  }

  #cholesky(): Float64Array | undefined {
    const { size } = this;
    const lower = new Float64Array(size * size);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        let sum = this.#matrix[i * size + j];
        for (let k = 0; k < j; k += 1) sum -= lower[i * size + k] * lower[j * size + k];
        if (i === j) {
          // A pivot this small against its diagonal is rounding: the column depends on the others.
          if (!(sum > 1e-13 * this.#matrix[i * size + i])) return undefined;
          lower[i * size + i] = Math.sqrt(sum);
        } else {
          lower[i * size + j] = sum / lower[j * size + j];
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
