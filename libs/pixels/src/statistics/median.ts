/**
 * Puts the value of rank `k` of values[from..to] (both included) in its place, smaller ones before it.
 * Linear time on the average. The values hold no NaN.
 */
export function select(
  values: Float32Array | Float64Array,
  k: number,
  from: number,
  to: number,
): void {
  let low = from;
  let high = to;
  while (low < high) {
    // The middle of three as pivot keeps sorted input from costing the square of its length.
    const a = values[low];
    const b = values[(low + high) >> 1];
    const c = values[high];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left <= right) {
        const swapped = values[left];
        values[left++] = values[right];
        values[right--] = swapped;
      }
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else return;
  }
}

/** The numbers among the values, NaN left out, in float64. */
export function withoutNaN(values: ArrayLike<number>): Float64Array {
  const numbers = new Float64Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k++) {
    if (!Number.isNaN(values[k])) numbers[count++] = values[k];
  }
  return numbers.subarray(0, count);
}

/**
 * Median of the numbers that are not NaN: the mean of the middle two for an even count, NaN when
 * there is none. Linear time on the average; the values stay as they are.
 */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(withoutNaN(values));
}

/** The same of numbers without NaN, which change places. */
export function medianInPlace(values: Float32Array | Float64Array): number {
  const count = values.length;
  if (count === 0) return Number.NaN;
  const middle = count >> 1;
  select(values, middle, 0, count - 1);
  if (count % 2 === 1) return values[middle];
  let below = values[0];
  for (let k = 1; k < middle; k++) below = Math.max(below, values[k]);
  return (below + values[middle]) / 2;
}
