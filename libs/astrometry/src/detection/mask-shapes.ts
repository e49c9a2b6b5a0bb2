/**
 * 1 for everything that cannot be reached from the starting pixels by steps along rows and columns
 * through pixels whose value in `through` is 1.
 */
export function unreached(
  width: number,
  through: Uint8Array,
  starts: readonly number[],
): Uint8Array {
  const left = new Uint8Array(through.length).fill(1);
  // 1 where the fill may still go; beyond the first and last row nothing is.
  const free = through.slice();
  const stack = Array.from(starts);
  for (let start = stack.pop(); start !== undefined; start = stack.pop()) {
    if (free[start] !== 1) continue;
    const row = start - (start % width);
    const end = row + width;
    let from = start;
    while (from > row && free[from - 1] === 1) from -= 1;
    let [above, below] = [0, 0];
    for (let pixel = from; pixel < end && free[pixel] === 1; pixel += 1) {
      free[pixel] = 0;
      left[pixel] = 0;
      // One start for each run that touches this one.
      const up = free[pixel - width];
      if (up === 1 && above !== 1) stack.push(pixel - width);
      above = up;
      const down = free[pixel + width];
      if (down === 1 && below !== 1) stack.push(pixel + width);
      below = down;
    }
  }
  return left;
}

/** Number of pixels of a mask that are 1; all others are 0. */
export function onesIn(mask: Uint8Array): number {
  const words = wordsOf(mask);
  let count = 0;
  // The product brings the sum of the four bytes to the highest one.
  for (let word = 0; word < words.length; word += 1) {
    count += Math.imul(words[word], 0x01010101) >>> 24;
  }
  for (let pixel = 4 * words.length; pixel < mask.length; pixel += 1) count += mask[pixel];
  return count;
}

/** Four pixels at a time, as far as they go; for masks that begin their memory. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length >> 2);
}

/** Widens a mask by a number of pixels along rows and columns. */
export function widened(mask: Uint8Array, width: number, margin: number): Uint8Array {
  const height = mask.length / width;
  const rows = new Uint8Array(mask.length);
  for (let y = 0; y < height; y += 1) {
    let last = -Infinity;
    for (let x = 0; x < width + margin; x += 1) {
      if (x < width && mask[y * width + x] === 1) last = x;
      if (x >= margin && last >= x - 2 * margin) rows[y * width + x - margin] = 1;
    }
  }
  const wide = new Uint8Array(mask.length);
  const last = new Int32Array(width).fill(-1 - 2 * margin);
  for (let y = 0; y < height + margin; y += 1) {
    const [from, to] = [y * width, (y - margin) * width];
    for (let x = 0; x < width; x += 1) {
      if (y < height && rows[from + x] === 1) last[x] = y;
      if (y >= margin && last[x] >= y - 2 * margin) wide[to + x] = 1;
    }
  }
  return wide;
}
