// What the disks about a row of nodes hold: pixels that are there, the sums of their inverse errors, and
// how many lie as near to the middle as noise alone would put them. Float64 sums row by row, from left to
// right, as the TypeScript twin forms them. All addresses are handed in.

/**
 * Counts (i32), sums of 1 / sigma (f64) and near pixels (i32) per node, each at every `stepPx` of the
 * row `row`, the last moved onto the image.
 *
 * @param values f32, rows of the image about that of the nodes
 * @param sigmas the same rows of the errors
 * @param rows how many there are
 * @param row which of them the nodes are in
 * @param halfWidths i32 per row of the disk
 * @param middles f32 per node
 */
export function measureDisks(
  values: usize,
  sigmas: usize,
  width: i32,
  rows: i32,
  row: i32,
  nodes: i32,
  stepPx: i32,
  reach: i32,
  halfWidths: usize,
  middles: usize,
  counts: usize,
  inverses: usize,
  nears: usize,
): void {
  const first = max(0, row - reach);
  const past = min(rows, row + reach + 1);
  for (let node = 0; node < nodes; node++) {
    const x = min(node * stepPx, width - 1);
    let count = 0;
    let inverse: f64 = 0;
    for (let y = first; y < past; y++) {
      const half = load<i32>(halfWidths + (<usize>(y - row + reach) << 2));
      const to = <usize>(y * width + min(width - 1, x + half)) << 2;
      for (let at = <usize>(y * width + max(0, x - half)) << 2; at <= to; at += 4) {
        const value = load<f32>(values + at);
        if (value != value) continue;
        count++;
        inverse += 1 / <f64>load<f32>(sigmas + at);
      }
    }
    const within = <f64>count / inverse;
    const middle = <f64>load<f32>(middles + (<usize>node << 2));
    let near = 0;
    for (let y = first; y < past; y++) {
      const half = load<i32>(halfWidths + (<usize>(y - row + reach) << 2));
      const to = <usize>(y * width + min(width - 1, x + half)) << 2;
      for (let at = <usize>(y * width + max(0, x - half)) << 2; at <= to; at += 4) {
        near += <i32>(abs<f64>(<f64>load<f32>(values + at) - middle) <= within);
      }
    }
    store<i32>(counts + (<usize>node << 2), count);
    store<f64>(inverses + (<usize>node << 3), inverse);
    store<i32>(nears + (<usize>node << 2), near);
  }
}
