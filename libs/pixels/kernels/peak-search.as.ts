// A small filter run over a whole image, and the places where the result is a peak.
// All addresses are handed in: the module owns no memory of its own.

/**
 * Sum of weighted neighbours, in float32, taps in the order given.
 *
 * @param image f32 with a border of zeros: `stride` values per row, from the first pixel of the image
 * @param taps per tap the byte offset of its neighbour (i32) and its weight (f32)
 * @param output f32, laid out as the image, its border zero; columns from width on are set to zero
 */
export function filterPlane(
  image: usize,
  stride: i32,
  width: i32,
  height: i32,
  taps: usize,
  tapCount: i32,
  output: usize,
): void {
  const tapsEnd = taps + (<usize>tapCount << 3);
  const rowBytes = <usize>stride << 2;
  const endBytes = (<usize>width << 2) + 63 & ~63;
  for (let y = 0; y < height; y++) {
    const row = image + <usize>y * rowBytes;
    const out = output + <usize>y * rowBytes;
    for (let x: usize = 0; x < endBytes; x += 64) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      const at = row + x;
      for (let tap = taps; tap < tapsEnd; tap += 8) {
        const from = at + <usize>load<i32>(tap);
        const weight = v128.load32_splat(tap + 4);
        a = f32x4.add(a, f32x4.mul(weight, v128.load(from)));
        b = f32x4.add(b, f32x4.mul(weight, v128.load(from, 16)));
        c = f32x4.add(c, f32x4.mul(weight, v128.load(from, 32)));
        d = f32x4.add(d, f32x4.mul(weight, v128.load(from, 48)));
      }
      v128.store(out + x, a);
      v128.store(out + x, b, 16);
      v128.store(out + x, c, 32);
      v128.store(out + x, d, 48);
    }
    for (let x = <usize>width << 2; x < endBytes; x += 4) store<f32>(out + x, 0);
  }
}

/**
 * Pixels above the threshold that no neighbour exceeds by more than the tolerance.
 *
 * @param plane as the output of `filterPlane`
 * @param neighbours byte offsets, i32
 * @param found i32 indices y * width + x, in this order, at most `capacity` of them
 * @returns how many there are, which may be more than were written
 */
export function findPeaks(
  plane: usize,
  stride: i32,
  width: i32,
  height: i32,
  threshold: f32,
  tolerance: f32,
  neighbours: usize,
  neighbourCount: i32,
  found: usize,
  capacity: i32,
): i32 {
  const limit = f32x4.splat(threshold);
  const neighboursEnd = neighbours + (<usize>neighbourCount << 2);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const row = plane + (<usize>(y * stride) << 2);
    for (let x = 0; x < width; x += 16) {
      const at = row + (<usize>x << 2);
      const a = f32x4.gt(v128.load(at), limit);
      const b = f32x4.gt(v128.load(at, 16), limit);
      const c = f32x4.gt(v128.load(at, 32), limit);
      const d = f32x4.gt(v128.load(at, 48), limit);
      if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
      let bits =
        i32x4.bitmask(a) |
        (i32x4.bitmask(b) << 4) |
        (i32x4.bitmask(c) << 8) |
        (i32x4.bitmask(d) << 12);
      for (; bits != 0; bits &= bits - 1) {
        const k = ctz(bits);
        const centre = at + (<usize>k << 2);
        const most = load<f32>(centre) + tolerance;
        let n = neighbours;
        while (n < neighboursEnd && load<f32>(centre + <usize>load<i32>(n)) <= most) n += 4;
        if (n < neighboursEnd) continue;
        if (count < capacity) store<i32>(found + (<usize>count << 2), y * width + x + k);
        count++;
      }
    }
  }
  return count;
}
