/** Lower triangle L with L L^T = matrix; undefined when the matrix is not positive definite. */
export function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k += 1) sum -= lower[i * size + k] * lower[j * size + k];
      if (i === j) {
        if (!(sum > 1e-12 * matrix[i * size + i])) return undefined;
        lower[i * size + i] = Math.sqrt(sum);
      } else {
        lower[i * size + j] = sum / lower[j * size + j];
      }
    }
  }
  return lower;
}

/** Solution of L L^T x = right. */
export function solveCholesky(
  lower: Float64Array,
  size: number,
  right: Float64Array,
): Float64Array {
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

/** Inverse of a positive definite matrix, row by row; undefined when it is none. */
export function inverseOf(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = cholesky(matrix, size);
  if (lower === undefined) return undefined;
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    inverse.set(solveCholesky(lower, size, unit), column * size);
  }
  return inverse;
}
