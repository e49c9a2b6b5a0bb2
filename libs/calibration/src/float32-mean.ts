/**
 * Sum of float32 values as NumPy forms it: pairwise in halves down to 128 values, each of those in
 * eight running sums (numpy/_core/src/umath/loops_utils.h.src, `pairwise_sum`). The order decides
 * the last bits.
 */
function pairwiseSum(values: Float32Array, from: number, count: number): number {
  if (count < 8) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum = Math.fround(sum + values[from + k]);
    return sum;
  }
  if (count <= 128) {
    const partial = values.slice(from, from + 8);
    const whole = count - (count % 8);
    for (let k = 8; k < whole; k += 8) {
      for (let lane = 0; lane < 8; lane++) partial[lane] += values[from + k + lane];
    }
    const low = Math.fround(
      Math.fround(partial[0] + partial[1]) + Math.fround(partial[2] + partial[3]),
    );
    const high = Math.fround(
      Math.fround(partial[4] + partial[5]) + Math.fround(partial[6] + partial[7]),
    );
    let sum = Math.fround(low + high);
    for (let k = whole; k < count; k++) sum = Math.fround(sum + values[from + k]);
    return sum;
  }
  let half = count >> 1;
  half -= half % 8;
  return Math.fround(
    pairwiseSum(values, from, half) + pairwiseSum(values, from + half, count - half),
  );
}

/** Mean of float32 values with NumPy's order of additions and its float32 rounding. */
export function float32Mean(values: Float32Array): number {
  return Math.fround(pairwiseSum(values, 0, values.length) / values.length);
}
