// Sums of the cells of a row over blocks, and their means. Addresses are in bytes, all values f32. A block
// takes its cells one after the other, those without data left out: the bits of the TypeScript twin.

/** One cell of each of four blocks. */
// @ts-ignore: decorator
@inline
function taken(sums: usize, counts: usize, cells: v128): void {
  const known = f32x4.eq(cells, cells);
  v128.store(sums, f32x4.add(v128.load(sums), v128.and(cells, known)));
  v128.store(counts, f32x4.add(v128.load(counts), v128.and(f32x4.splat(1), known)));
}

/**
 * Adds the cells of a row that have data.
 *
 * @param values of the row, NaN for no data; @param block so many of them make one
 * @param blocks how many; @param sums, counts of each, written
 */
export function addRow(values: usize, block: i32, blocks: i32, sums: usize, counts: usize): void {
  let first = 0;
  if (block == 2) {
    for (; first + 4 <= blocks; first += 4) {
      const at = values + (<usize>first << 3);
      const low = v128.load(at);
      const high = v128.load(at, 16);
      const to = <usize>first << 2;
      taken(sums + to, counts + to, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      taken(sums + to, counts + to, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
    }
  }
  for (let k = first; k < blocks; k++) {
    const to = <usize>k << 2;
    let sum = load<f32>(sums + to);
    let count = load<f32>(counts + to);
    const from = values + (<usize>(k * block) << 2);
    for (let cell = 0; cell < block; cell++) {
      const value = load<f32>(from + (<usize>cell << 2));
      if (value != value) continue;
      sum += value;
      count += 1;
    }
    store<f32>(sums + to, sum);
    store<f32>(counts + to, count);
  }
}

/** Means, NaN where there are no data; sums and counts begin anew. Room for three more than `blocks`. */
export function finish(blocks: i32, sums: usize, counts: usize, means: usize): void {
  const zero = f32x4.splat(0);
  for (let k = 0; k < blocks; k += 4) {
    const at = <usize>k << 2;
    v128.store(means + at, f32x4.div(v128.load(sums + at), v128.load(counts + at)));
    v128.store(sums + at, zero);
    v128.store(counts + at, zero);
  }
}
