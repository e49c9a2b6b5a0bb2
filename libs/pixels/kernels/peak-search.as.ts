// A small filter run over a whole image, the places where the result is a peak, and sums around each.
// All addresses are handed in: the module owns no memory of its own.

/** Zeros around an image in its plane: above, below, and between the end of a row and the next. */
export function clearBorder(
  plane: usize,
  bytes: i32,
  origin: usize,
  stride: i32,
  width: i32,
  height: i32,
): void {
  memory.fill(plane, 0, origin - plane);
  const rowBytes = <usize>stride << 2;
  for (let y = 0; y < height; y++) {
    const row = origin + <usize>y * rowBytes;
    for (let at = row + (<usize>width << 2); at < row + rowBytes; at += 4) store<f32>(at, 0);
  }
  const end = origin + <usize>height * rowBytes;
  memory.fill(end, 0, plane + <usize>bytes - end);
}

/**
 * Sets what is not finite to 0.
 *
 * @param image f32, `stride` values per row from the first pixel, zeros beyond the width
 * @returns the largest absolute value
 */
export function keepFinite(image: usize, stride: i32, width: i32, height: i32): f32 {
  const infinite = f32x4.splat(Infinity);
  let most = f32x4.splat(0);
  for (let y = 0; y < height; y++) {
    const row = image + (<usize>(y * stride) << 2);
    for (let x: usize = 0; x < <usize>width << 2; x += 16) {
      const four = v128.load(row + x);
      const size = f32x4.abs(four);
      const finite = f32x4.lt(size, infinite);
      if (!i32x4.all_true(finite)) v128.store(row + x, v128.and(four, finite));
      most = f32x4.pmax(most, v128.and(size, finite));
    }
  }
  const low = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(low, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

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
 * @param neighbours byte offsets, i32; the nearest first is fastest
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
  const doubt = f32x4.splat(tolerance);
  const neighboursEnd = neighbours + (<usize>neighbourCount << 2);
  let count = 0;
  for (let y = 0; y < height; y++) {
    const row = plane + (<usize>(y * stride) << 2);
    for (let x = 0; x < width; x += 16) {
      const block = row + (<usize>x << 2);
      const highest = f32x4.pmax(
        f32x4.pmax(v128.load(block), v128.load(block, 16)),
        f32x4.pmax(v128.load(block, 32), v128.load(block, 48)),
      );
      if (!v128.any_true(f32x4.gt(highest, limit))) continue;
      for (let k = 0; k < 16; k += 4) {
        const at = block + (<usize>k << 2);
        const four = v128.load(at);
        let peaks = f32x4.gt(four, limit);
        if (!v128.any_true(peaks)) continue;
        const most = f32x4.add(four, doubt);
        for (let n = neighbours; n < neighboursEnd; n += 4) {
          const neighbour = v128.load(at + <usize>load<i32>(n));
          peaks = v128.and(peaks, f32x4.le(neighbour, most));
          if (!v128.any_true(peaks)) break;
        }
        for (let bits = i32x4.bitmask(peaks); bits != 0; bits &= bits - 1) {
          if (count < capacity) {
            store<i32>(found + (<usize>count << 2), y * width + x + k + ctz(bits));
          }
          count++;
        }
      }
    }
  }
  return count;
}

/** The filter at one pixel in float64, taps in the order given. */
@inline
function exactSum(at: usize, taps: usize, tapsEnd: usize): f64 {
  let sum: f64 = 0;
  for (let tap = taps; tap < tapsEnd; tap += 24) {
    sum += load<f64>(tap, 16) * <f64>load<f32>(at + <usize>load<i32>(tap));
  }
  return sum;
}

/**
 * Keeps of the peaks found those that are above the threshold and not below any neighbour when
 * summed in float64.
 *
 * @param taps 24 bytes each: byte offset, dx, dy (i32 each), 4 bytes free, weight (f64)
 * @param doubt what a float32 sum may be off, twice
 * @param found indices, overwritten by those kept
 * @param heights f64 per peak kept
 * @returns how many are kept
 */
export function exactPeaks(
  image: usize,
  filtered: usize,
  stride: i32,
  width: i32,
  height: i32,
  taps: usize,
  tapCount: i32,
  threshold: f64,
  doubt: f64,
  found: usize,
  count: i32,
  heights: usize,
): i32 {
  const tapsEnd = taps + <usize>tapCount * 24;
  let kept = 0;
  for (let k = 0; k < count; k++) {
    const index = load<i32>(found + (<usize>k << 2));
    const y = index / width;
    const x = index - y * width;
    const offset = <usize>(y * stride + x) << 2;
    const at = image + offset;
    const sum = exactSum(at, taps, tapsEnd);
    if (!(sum > threshold)) continue;
    const nearly = sum - doubt;
    let tap = taps;
    for (; tap < tapsEnd; tap += 24) {
      const step = <usize>load<i32>(tap);
      if (<f64>load<f32>(filtered + offset + step) < nearly || step == 0) continue;
      const toX = x + load<i32>(tap, 4);
      const toY = y + load<i32>(tap, 8);
      if (toX < 0 || toX >= width || toY < 0 || toY >= height) continue;
      if (exactSum(at + step, taps, tapsEnd) > sum) break;
    }
    if (tap < tapsEnd) continue;
    store<i32>(found + (<usize>kept << 2), index);
    store<f64>(heights + (<usize>kept << 3), sum);
    kept++;
  }
  return kept;
}

/**
 * Sums in a window around each peak, in float64, eleven per peak: the pixel itself; the pixels under
 * the mask; of the filtered image, opposite quarters subtracted and all absolute values; the sum
 * weighted along both axes, three more with other weights along x, three along y.
 *
 * @param mask f64 per pixel of the window, row by row
 * @param weightsX four f64 per column of the window; @param weightsY the same per row
 * @param columns f64 per column of the window, scratch
 */
export function windowSums(
  image: usize,
  filtered: usize,
  stride: i32,
  width: i32,
  radiusX: i32,
  radiusY: i32,
  mask: usize,
  weightsX: usize,
  weightsY: usize,
  columns: usize,
  found: usize,
  count: i32,
  output: usize,
): void {
  const columnsEnd = columns + (<usize>(2 * radiusX + 1) << 3);
  for (let k = 0; k < count; k++, output += 88) {
    const index = load<i32>(found + (<usize>k << 2));
    const row = index / width;
    const offset = row * stride + index - row * width;
    for (let c = columns; c < columnsEnd; c += 8) store<f64>(c, 0);
    let under: f64 = 0;
    let two: f64 = 0;
    let four: f64 = 0;
    let sum: f64 = 0;
    let y1: f64 = 0;
    let y2: f64 = 0;
    let y3: f64 = 0;
    let m = mask;
    let wy = weightsY;
    for (let dy = -radiusY; dy <= radiusY; dy++, wy += 32) {
      const middle = <usize>(offset + dy * stride) << 2;
      const weightY = load<f64>(wy);
      let line: f64 = 0;
      let at = image + middle - (<usize>radiusX << 2);
      let wx = weightsX;
      for (let c = columns; c < columnsEnd; c += 8) {
        const value = <f64>load<f32>(at);
        under += load<f64>(m) * value;
        line += load<f64>(wx) * value;
        store<f64>(c, load<f64>(c) + weightY * value);
        at += 4;
        m += 8;
        wx += 32;
      }
      sum += weightY * line;
      y1 += load<f64>(wy, 8) * line;
      y2 += load<f64>(wy, 16) * line;
      y3 += load<f64>(wy, 24) * line;
      // Quarters with one half axis each: those above and below the peak count positive.
      const centre = filtered + middle;
      const left: f64 = dy < 0 ? 1 : -1;
      const right: f64 = dy > 0 ? 1 : -1;
      for (let dx = 1; dx <= radiusX; dx++) {
        const before = <f64>load<f32>(centre - (<usize>dx << 2));
        const after = <f64>load<f32>(centre + (<usize>dx << 2));
        four += Math.abs(before) + Math.abs(after);
        two += left * before + right * after;
      }
      if (dy != 0) {
        const value = <f64>load<f32>(centre);
        four += Math.abs(value);
        two += value;
      }
    }
    let x1: f64 = 0;
    let x2: f64 = 0;
    let x3: f64 = 0;
    let wx = weightsX;
    for (let c = columns; c < columnsEnd; c += 8, wx += 32) {
      const value = load<f64>(c);
      x1 += load<f64>(wx, 8) * value;
      x2 += load<f64>(wx, 16) * value;
      x3 += load<f64>(wx, 24) * value;
    }
    store<f64>(output, <f64>load<f32>(image + (<usize>offset << 2)));
    store<f64>(output, under, 8);
    store<f64>(output, two, 16);
    store<f64>(output, four, 24);
    store<f64>(output, sum, 32);
    store<f64>(output, x1, 40);
    store<f64>(output, x2, 48);
    store<f64>(output, x3, 56);
    store<f64>(output, y1, 64);
    store<f64>(output, y2, 72);
    store<f64>(output, y3, 80);
  }
}
