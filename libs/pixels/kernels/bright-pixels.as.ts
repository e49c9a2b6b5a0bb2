// Pixels from which a filter took far more than noise, a row of blocks at a time: the noise of a block
// by the median of what was taken from some of its pixels, then every pixel against a multiple of it.
// All addresses are handed in: the module owns no memory of its own.

/** Side of the blocks in which noise is measured, px. */
const SIDE: i32 = 64;
/** Every fifth pixel of a row tells the noise as well as all. */
const EVERY: i32 = 5;

const MAD_TO_SIGMA: f64 = 1.4826;

/** How many of so many floats that are 0 or more lie below one, all by their bits. */
@inline
function countBelow(values: usize, bytes: usize, bits: i32): i32 {
  const limit = i32x4.splat(bits);
  let below = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    below = i32x4.sub(below, i32x4.lt_s(v128.load(values + at), limit));
  }
  return (
    i32x4.extract_lane(below, 0) +
    i32x4.extract_lane(below, 1) +
    i32x4.extract_lane(below, 2) +
    i32x4.extract_lane(below, 3)
  );
}

/** Median of floats that are 0 or more: the mean of the middle two of an even number. */
function medianOf(values: usize, count: i32): f64 {
  // Padded with what is above all of them.
  for (let k = count; (k & 3) != 0; k++) store<i32>(values + (<usize>k << 2), 0x7fffffff);
  const bytes = <usize>((count + 3) & ~3) << 2;
  const rank = count >> 1;
  let upper = 0;
  for (let bit = 1 << 30; bit != 0; bit >>= 1) {
    if (countBelow(values, bytes, upper | bit) <= rank) upper |= bit;
  }
  const middle = <f64>reinterpret<f32>(upper);
  if ((count & 1) == 1 || countBelow(values, bytes, upper) < rank) return middle;
  let lower = 0;
  for (let at = values; at < values + (<usize>count << 2); at += 4) {
    const bits = load<i32>(at);
    if (bits < upper) lower = max(lower, bits);
  }
  return (<f64>reinterpret<f32>(lower) + middle) / 2;
}

@inline
function isBright(taken: f32, perSigma: f64, threshold: f64): bool {
  return <f64>(<f32>(<f64>taken * perSigma)) > threshold;
}

/** The least excess that is bright: then all above it are; NaN, which none reaches, without noise. */
function leastBright(sigma: f64, threshold: f64): f32 {
  if (!(sigma > 0 && sigma < Infinity)) return NaN;
  const perSigma = 1 / sigma;
  let bits = reinterpret<i32>(<f32>(threshold / perSigma));
  while (bits > 0 && isBright(reinterpret<f32>(bits - 1), perSigma, threshold)) bits--;
  while (!isBright(reinterpret<f32>(bits), perSigma, threshold)) bits++;
  return reinterpret<f32>(bits);
}

/** Of four pixels, -1 where the filter took at least so much. */
@inline
function fourBright(before: usize, after: usize, limits: v128): v128 {
  return f32x4.ge(f32x4.sub(v128.load(before), v128.load(after)), limits);
}

/**
 * Bytes to `bright`, 1 where the filter took more than `threshold` (above 0, finite) times the noise.
 *
 * @param before f32, rows of the image before the filter
 * @param after the same rows after it
 * @param top which row of the image the first is
 * @param rows at most 64
 * @param sizes f32 for a fifth of the pixels of a block, and as many more as it has rows
 */
export function brightRows(
  before: usize,
  after: usize,
  width: i32,
  top: i32,
  rows: i32,
  threshold: f64,
  bright: usize,
  sizes: usize,
): void {
  for (let left = 0; left < width; left += SIDE) {
    const past = min(width, left + SIDE);
    let count = 0;
    for (let y = 0; y < rows; y++) {
      for (let x = left + ((top + y) % EVERY); x < past; x += EVERY) {
        const at = <usize>(y * width + x) << 2;
        const size = abs<f32>(load<f32>(before + at) - load<f32>(after + at));
        store<f32>(sizes + (<usize>count << 2), size);
        if (size == size) count++;
      }
    }
    const sigma = count == 0 ? NaN : MAD_TO_SIGMA * medianOf(sizes, count);
    const least = leastBright(sigma, threshold);
    const limits = f32x4.splat(least);
    const ones = i8x16.splat(1);
    for (let y = 0; y < rows; y++) {
      let k = <usize>(y * width + left);
      const end = <usize>(y * width + past);
      for (; k + 16 <= end; k += 16) {
        const b = before + (k << 2);
        const a = after + (k << 2);
        const all = i8x16.narrow_i16x8_s(
          i16x8.narrow_i32x4_s(
            fourBright(b, a, limits),
            fourBright(b + 16, a + 16, limits),
          ),
          i16x8.narrow_i32x4_s(
            fourBright(b + 32, a + 32, limits),
            fourBright(b + 48, a + 48, limits),
          ),
        );
        v128.store(bright + k, v128.and(all, ones));
      }
      for (; k < end; k++) {
        const taken = load<f32>(before + (k << 2)) - load<f32>(after + (k << 2));
        store<u8>(bright + k, <u8>(taken >= least));
      }
    }
  }
}
