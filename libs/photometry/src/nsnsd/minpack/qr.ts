/** Length of a vector. */
export function lengthOf(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

/** A matrix J, columns exchanged so that each next one adds the most, as Q R; J has full height. */
export interface PivotedQr {
  /** R, n x n, row by row; zero below the diagonal. */
  readonly upper: Float64Array;
  /** Column of J that column j of R belongs to. */
  readonly pivot: Int32Array;
  /** Lengths of the columns of J, in the order of J. */
  readonly columnLength: Float64Array;
  /** First n elements of Q' times the right-hand side. */
  readonly rotated: Float64Array;
}

/**
 * Householder's factors with column pivoting (Businger & Golub 1965, Numer. Math. 7, 269).
 *
 * @param columns the n columns of J, each with one number per datum; overwritten
 * @param right   right-hand side, left as it is
 */
export function pivotedQr(columns: Float64Array[], right: Float64Array): PivotedQr {
  const n = columns.length;
  const rows = right.length;
  const pivot = Int32Array.from(columns, (_, j) => j);
  const columnLength = Float64Array.from(columns, lengthOf);
  const rest = columnLength.slice();
  const turned = right.slice();
  const upper = new Float64Array(n * n);
  for (let j = 0; j < n; j += 1) {
    let longest = j;
    for (let k = j + 1; k < n; k += 1) if (rest[k] > rest[longest]) longest = k;
    swap(columns, j, longest);
    swap(rest, j, longest);
    swap(pivot, j, longest);
    for (let i = 0; i < j; i += 1) swap(upper, i * n + j, i * n + longest);

    const reflector = columns[j].slice(j);
    const length = lengthOf(reflector);
    if (length === 0) continue;
    const signed = reflector[0] < 0 ? -length : length;
    reflector[0] += signed;
    const scale = 1 / (signed * reflector[0]);
    const reflect = (vector: Float64Array): void => {
      let sum = 0;
      for (let i = j; i < rows; i += 1) sum += reflector[i - j] * vector[i];
      sum *= scale;
      for (let i = j; i < rows; i += 1) vector[i] -= sum * reflector[i - j];
    };
    upper[j * n + j] = -signed;
    for (let k = j + 1; k < n; k += 1) {
      reflect(columns[k]);
      upper[j * n + k] = columns[k][j];
      rest[k] = lengthOf(columns[k].subarray(j + 1));
    }
    reflect(turned);
  }
  return { upper, pivot, columnLength, rotated: turned.slice(0, n) };
}

function swap(list: { [index: number]: unknown }, a: number, b: number): void {
  [list[a], list[b]] = [list[b], list[a]];
}
