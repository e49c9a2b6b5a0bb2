/** Adds the cells of a row that have data to the sums of the blocks they lie in. */
export function addRowReference(
  values: Float32Array,
  block: number,
  sums: Float32Array,
  counts: Float32Array,
): void {
  for (let k = 0, at = 0; k < sums.length; k++) {
    for (const end = at + block; at < end; at++) {
      const value = values[at];
      if (value !== value) continue;
      sums[k] += value;
      counts[k]++;
    }
  }
}

/** The means, NaN where there are no data; sums and counts begin anew. */
export function finishReference(
  sums: Float32Array,
  counts: Float32Array,
  means: Float32Array,
): void {
  for (let k = 0; k < means.length; k++) means[k] = sums[k] / counts[k];
  sums.fill(0);
  counts.fill(0);
}
