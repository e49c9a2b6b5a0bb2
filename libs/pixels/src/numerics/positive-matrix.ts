/**
 * Inverse of a symmetric positive definite matrix, n x n row by row, by Cholesky's factors;
 * undefined when it is not one.
 */
export function inverseOf(matrix: Float64Array, n: number): Float64Array | undefined {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k += 1) sum -= lower[i * n + k] * lower[j * n + k];
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j];
      else if (sum > 0 && sum < Infinity) lower[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const result = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let unit = 0; unit < n; unit += 1) {
    for (let i = 0; i < n; i += 1) {
      let sum = i === unit ? 1 : 0;
      for (let k = 0; k < i; k += 1) sum -= lower[i * n + k] * column[k];
      column[i] = sum / lower[i * n + i];
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      let sum = column[i];
      for (let k = i + 1; k < n; k += 1) sum -= lower[k * n + i] * column[k];
      column[i] = sum / lower[i * n + i];
    }
    for (let i = 0; i < n; i += 1) result[i * n + unit] = column[i];
  }
  return result;
}

/** Matrix (n x n, row by row) times vector. */
export function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += matrix[i * n + j] * vector[j];
    result[i] = sum;
  }
  return result;
}

/** left . matrix . right. */
export function bilinear(matrix: Float64Array, left: Float64Array, right: Float64Array): number {
  const product = timesVector(matrix, right);
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) sum += left[i] * product[i];
  return sum;
}
