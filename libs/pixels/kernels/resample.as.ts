// Values of an image at positions. Addresses are in bytes; positions are f64, px, first pixel's centre
// 0. Arrays of positions and results have room for an even number of elements. Images of 2 x 2 px and
// more. Pixels of weight 0 never count: neither their NaN nor that they lie off the image.

/** Added to a whole number below 2^32 it leaves that number in the low bits. */
const wholeBits: f64 = 4503599627370496;

// @ts-ignore: decorator
@inline
function pixel(image: usize, width: i32, x: i32, y: i32): f64 {
  return <f64>load<f32>(image + (<usize>(y * width + x) << 2));
}

/** Bilinear value where one of the pixels is NaN: it counts only with a weight. */
function bilinearWithGaps(at: usize, rowBytes: usize, fx: f64, fy: f64): f64 {
  const below = at + rowBytes;
  const a = <f64>load<f32>(at);
  const b = <f64>load<f32>(at, 4);
  const c = <f64>load<f32>(below);
  const d = <f64>load<f32>(below, 4);
  const upper = fx == 0 ? a : fx == 1 ? b : a + (b - a) * fx;
  const lower = fx == 0 ? c : fx == 1 ? d : c + (d - c) * fx;
  return fy == 0 ? upper : fy == 1 ? lower : upper + (lower - upper) * fy;
}

// @ts-ignore: decorator
@inline
function bilinearPairs(
  image: usize,
  width: i32,
  height: i32,
  scaled: bool,
  scale: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
): void {
  const lastX = f64x2.splat(<f64>(width - 1));
  const lastY = f64x2.splat(<f64>(height - 1));
  const beforeX = f64x2.splat(<f64>(width - 2));
  const beforeY = f64x2.splat(<f64>(height - 2));
  const zero = f64x2.splat(0);
  const rowLength = f64x2.splat(<f64>width);
  // The address of the image counts in pixels, so that one sum makes the address of a pixel.
  const bits = f64x2.splat(wholeBits + <f64>(image >> 2));
  const scales = f64x2.splat(scale);
  const rowBytes = <usize>width << 2;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 16, y += 16, out += 16) {
    let px = v128.load(x);
    let py = v128.load(y);
    if (scaled) {
      px = f64x2.mul(px, scales);
      py = f64x2.mul(py, scales);
    }
    // pmin(a, b) is b < a ? b : a, so that NaN ends on the frame as well.
    const onX = f64x2.pmax(zero, f64x2.pmin(lastX, px));
    const onY = f64x2.pmax(zero, f64x2.pmin(lastY, py));
    const left = f64x2.pmin(f64x2.floor(onX), beforeX);
    const top = f64x2.pmin(f64x2.floor(onY), beforeY);
    const fx = f64x2.sub(px, left);
    const fy = f64x2.sub(py, top);
    const index = f64x2.add(f64x2.add(f64x2.mul(top, rowLength), left), bits);
    const at0 = <usize>(<u32>i64x2.extract_lane(index, 0)) << 2;
    const at1 = <usize>(<u32>i64x2.extract_lane(index, 1)) << 2;
    const upper = v128.load_lane<u64>(at1, v128.load_zero<u64>(at0), 1);
    const lower = v128.load_lane<u64>(at1 + rowBytes, v128.load_zero<u64>(at0 + rowBytes), 1);
    const a = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 0, 2, 0, 2));
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 1, 3, 1, 3));
    const c = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 0, 2, 0, 2));
    const d = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 1, 3, 1, 3));
    const above = f64x2.add(a, f64x2.mul(f64x2.sub(b, a), fx));
    const under = f64x2.add(c, f64x2.mul(f64x2.sub(d, c), fx));
    const value = f64x2.add(above, f64x2.mul(f64x2.sub(under, above), fy));
    const inside = v128.and(f64x2.eq(onX, px), f64x2.eq(onY, py));
    // All bits set are NaN.
    v128.store(out, v128.or(value, v128.not(inside)));
    if (i64x2.all_true(v128.and(inside, f64x2.eq(value, value)))) continue;
    for (let k: usize = 0; k < 16; k += 8) {
      const pixelX = load<f64>(x + k) * scale;
      const pixelY = load<f64>(y + k) * scale;
      const onImage =
        pixelX >= 0 &&
        pixelX <= <f64>(width - 1) &&
        pixelY >= 0 &&
        pixelY <= <f64>(height - 1);
      if (!onImage || load<f64>(out + k) == load<f64>(out + k)) continue;
      const column = min(<i32>pixelX, width - 2);
      const row = min(<i32>pixelY, height - 2);
      const at = image + (<usize>(row * width + column) << 2);
      store<f64>(
        out + k,
        bilinearWithGaps(at, rowBytes, pixelX - <f64>column, pixelY - <f64>row),
      );
    }
  }
}

/**
 * Bilinear, float64. Positions are multiplied by `scale` first: a mesh of a node every n px has 1 / n.
 *
 * @param out f64
 */
export function sampleBilinear(
  image: usize,
  width: i32,
  height: i32,
  scale: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
): void {
  if (scale == 1) bilinearPairs(image, width, height, false, 1, x, y, count, out);
  else bilinearPairs(image, width, height, true, scale, x, y, count, out);
}

/**
 * The pixel whose square holds the position; of two at equal distance the right or lower one. `scale`
 * as for `sampleBilinear`.
 */
export function sampleNearest(
  image: usize,
  width: i32,
  height: i32,
  scale: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
): void {
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 8, y += 8, out += 8) {
    const column = Math.floor(load<f64>(x) * scale + 0.5);
    const row = Math.floor(load<f64>(y) * scale + 0.5);
    const inside = column >= 0 && column < <f64>width && row >= 0 && row < <f64>height;
    store<f64>(out, inside ? pixel(image, width, <i32>column, <i32>row) : NaN);
  }
}

/**
 * The weighted sum over the pixels that have a weight, where some have none; NaN when one of them
 * lies off the image.
 */
function sumWithGaps(
  image: usize,
  width: i32,
  height: i32,
  taps: i32,
  weights: usize,
  left: i32,
  top: i32,
): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < taps; j++) {
    const weightY = <f64>load<f32>(weights + (<usize>j << 2), 32);
    if (weightY == 0) continue;
    const y = top + j;
    if (y < 0 || y >= height) return NaN;
    let line: f64 = 0;
    for (let i = 0; i < taps; i++) {
      const weightX = <f64>load<f32>(weights + (<usize>i << 2));
      if (weightX == 0) continue;
      const x = left + i;
      if (x < 0 || x >= width) return NaN;
      line += weightX * pixel(image, width, x, y);
    }
    sum += weightY * line;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function first(w: v128): v128 {
  return v128.shuffle<f32>(w, w, 0, 0, 0, 0);
}

// @ts-ignore: decorator
@inline
function second(w: v128): v128 {
  return v128.shuffle<f32>(w, w, 1, 1, 1, 1);
}

// @ts-ignore: decorator
@inline
function third(w: v128): v128 {
  return v128.shuffle<f32>(w, w, 2, 2, 2, 2);
}

// @ts-ignore: decorator
@inline
function fourth(w: v128): v128 {
  return v128.shuffle<f32>(w, w, 3, 3, 3, 3);
}

/** (s0 + s2) + (s1 + s3) */
// @ts-ignore: decorator
@inline
function total(s: v128): f32 {
  const pairs = f32x4.add(s, v128.shuffle<f32>(s, s, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Weights of Keys' cubic of the pixels at -1, 0, 1, 2, at `u` (four times) after 0. */
// @ts-ignore: decorator
@inline
function cubicWeights(table: usize, u: v128): v128 {
  const squared = f32x4.add(f32x4.mul(v128.load(table), u), v128.load(table, 16));
  const linear = f32x4.add(f32x4.mul(squared, u), v128.load(table, 32));
  return f32x4.add(f32x4.mul(linear, u), v128.load(table, 48));
}

/** Sum over 4 x 4 pixels from `at` on. */
// @ts-ignore: decorator
@inline
function cubicSum(at: usize, rowBytes: usize, wx: v128, wy: v128): f32 {
  const at2 = at + 2 * rowBytes;
  let sum = f32x4.mul(first(wy), v128.load(at));
  sum = f32x4.add(sum, f32x4.mul(second(wy), v128.load(at + rowBytes)));
  sum = f32x4.add(sum, f32x4.mul(third(wy), v128.load(at2)));
  sum = f32x4.add(sum, f32x4.mul(fourth(wy), v128.load(at2 + rowBytes)));
  return total(f32x4.mul(sum, wx));
}

/** Weights between two phases of the table: floats 0 to 3 from `at` on. */
// @ts-ignore: decorator
@inline
function tableWeights(at: usize, u: v128): v128 {
  const before = v128.load(at);
  return f32x4.add(before, f32x4.mul(f32x4.sub(v128.load(at, 32), before), u));
}

/** Sum over 6 x 6 pixels from `at` on: four columns at once, then the last two of two rows. */
// @ts-ignore: decorator
@inline
function lanczosSum(at: usize, rowBytes: usize, tableX: usize, tableY: usize, ux: v128, uy: v128): f32 {
  const at2 = at + 2 * rowBytes;
  const at4 = at2 + 2 * rowBytes;
  const wy = tableWeights(tableY, uy);
  const wy4 = tableWeights(tableY + 16, uy);
  let low = f32x4.mul(first(wy), v128.load(at));
  low = f32x4.add(low, f32x4.mul(second(wy), v128.load(at + rowBytes)));
  low = f32x4.add(low, f32x4.mul(third(wy), v128.load(at2)));
  low = f32x4.add(low, f32x4.mul(fourth(wy), v128.load(at2 + rowBytes)));
  low = f32x4.add(low, f32x4.mul(first(wy4), v128.load(at4)));
  low = f32x4.add(low, f32x4.mul(second(wy4), v128.load(at4 + rowBytes)));
  let high = f32x4.mul(
    v128.shuffle<f32>(wy, wy, 0, 0, 1, 1),
    v128.load_lane<u64>(at + rowBytes + 16, v128.load_zero<u64>(at + 16), 1),
  );
  high = f32x4.add(
    high,
    f32x4.mul(
      v128.shuffle<f32>(wy, wy, 2, 2, 3, 3),
      v128.load_lane<u64>(at2 + rowBytes + 16, v128.load_zero<u64>(at2 + 16), 1),
    ),
  );
  high = f32x4.add(
    high,
    f32x4.mul(
      v128.shuffle<f32>(wy4, wy4, 0, 0, 1, 1),
      v128.load_lane<u64>(at4 + rowBytes + 16, v128.load_zero<u64>(at4 + 16), 1),
    ),
  );
  const wx4 = tableWeights(tableX + 16, ux);
  return total(
    f32x4.add(
      f32x4.mul(low, tableWeights(tableX, ux)),
      f32x4.mul(high, v128.shuffle<f32>(wx4, wx4, 0, 1, 0, 1)),
    ),
  );
}

/** Phases of the table per px. */
const phases: f64 = 1024;

/** One value, wherever it lies. */
function convolvedValue(
  image: usize,
  width: i32,
  height: i32,
  taps: i32,
  table: usize,
  px: f64,
  py: f64,
  scratch: usize,
): f64 {
  if (!(px >= 0 && px <= <f64>(width - 1) && py >= 0 && py <= <f64>(height - 1))) return NaN;
  const column = Math.floor(px);
  const row = Math.floor(py);
  const fx = px - column;
  const fy = py - row;
  const before = (taps >> 1) - 1;
  const left = <i32>column - before;
  const top = <i32>row - before;
  const interior = left >= 0 && top >= 0 && left + taps <= width && top + taps <= height;
  const at = image + (<usize>(top * width + left) << 2);
  const rowBytes = <usize>width << 2;
  let value: f32 = NaN;
  if (taps == 4) {
    const wx = cubicWeights(table, f32x4.splat(<f32>fx));
    const wy = cubicWeights(table, f32x4.splat(<f32>fy));
    v128.store(scratch, wx);
    v128.store(scratch, wy, 32);
    if (interior) value = cubicSum(at, rowBytes, wx, wy);
  } else {
    const placeX = fx * phases;
    const placeY = fy * phases;
    const phaseX = Math.floor(placeX);
    const phaseY = Math.floor(placeY);
    const ux = f32x4.splat(<f32>(placeX - phaseX));
    const uy = f32x4.splat(<f32>(placeY - phaseY));
    const tableX = table + (<usize>phaseX << 5);
    const tableY = table + (<usize>phaseY << 5);
    v128.store(scratch, tableWeights(tableX, ux));
    v128.store(scratch, tableWeights(tableX + 16, ux), 16);
    v128.store(scratch, tableWeights(tableY, uy), 32);
    v128.store(scratch, tableWeights(tableY + 16, uy), 48);
    if (interior) value = lanczosSum(at, rowBytes, tableX, tableY, ux, uy);
  }
  // On a column or row of pixels some have no weight: those may be NaN or off the image.
  if (value == value || (fx != 0 && fy != 0)) return <f64>value;
  return sumWithGaps(image, width, height, taps, scratch, left, top);
}

// @ts-ignore: decorator
@inline
function sampleConvolved(
  image: usize,
  width: i32,
  height: i32,
  taps: i32,
  table: usize,
  x: usize,
  y: usize,
  count: i32,
  scratch: usize,
  out: usize,
): void {
  const before = <f64>((taps >> 1) - 1);
  const after = <f64>(taps >> 1);
  const least = f64x2.splat(before);
  const mostX = f64x2.splat(<f64>(width - 1) - after);
  const mostY = f64x2.splat(<f64>(height - 1) - after);
  const rowLength = f64x2.splat(<f64>width);
  const corner = f64x2.splat(wholeBits + <f64>(image >> 2) - before * <f64>width - before);
  const tableBits = f64x2.splat(wholeBits + <f64>(table >> 5));
  const perPixel = f64x2.splat(phases);
  const rowBytes = <usize>width << 2;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 16, y += 16, out += 16) {
    const px = v128.load(x);
    const py = v128.load(y);
    const left = f64x2.floor(px);
    const top = f64x2.floor(py);
    const interior = v128.and(
      v128.and(f64x2.ge(left, least), f64x2.le(left, mostX)),
      v128.and(f64x2.ge(top, least), f64x2.le(top, mostY)),
    );
    if (i64x2.all_true(interior)) {
      const index = f64x2.add(f64x2.add(f64x2.mul(top, rowLength), left), corner);
      const at0 = <usize>(<u32>i64x2.extract_lane(index, 0)) << 2;
      const at1 = <usize>(<u32>i64x2.extract_lane(index, 1)) << 2;
      const fx = f64x2.sub(px, left);
      const fy = f64x2.sub(py, top);
      let value0: f32;
      let value1: f32;
      if (taps == 4) {
        const ux = f32x4.demote_f64x2_zero(fx);
        const uy = f32x4.demote_f64x2_zero(fy);
        value0 = cubicSum(at0, rowBytes, cubicWeights(table, first(ux)), cubicWeights(table, first(uy)));
        value1 = cubicSum(at1, rowBytes, cubicWeights(table, second(ux)), cubicWeights(table, second(uy)));
      } else {
        const placeX = f64x2.mul(fx, perPixel);
        const placeY = f64x2.mul(fy, perPixel);
        const phaseX = f64x2.floor(placeX);
        const phaseY = f64x2.floor(placeY);
        const ux = f32x4.demote_f64x2_zero(f64x2.sub(placeX, phaseX));
        const uy = f32x4.demote_f64x2_zero(f64x2.sub(placeY, phaseY));
        const atX = f64x2.add(phaseX, tableBits);
        const atY = f64x2.add(phaseY, tableBits);
        value0 = lanczosSum(
          at0,
          rowBytes,
          <usize>(<u32>i64x2.extract_lane(atX, 0)) << 5,
          <usize>(<u32>i64x2.extract_lane(atY, 0)) << 5,
          first(ux),
          first(uy),
        );
        value1 = lanczosSum(
          at1,
          rowBytes,
          <usize>(<u32>i64x2.extract_lane(atX, 1)) << 5,
          <usize>(<u32>i64x2.extract_lane(atY, 1)) << 5,
          second(ux),
          second(uy),
        );
      }
      store<f64>(out, <f64>value0);
      store<f64>(out, <f64>value1, 8);
      if (value0 == value0 && value1 == value1) continue;
    }
    for (let k: usize = 0; k < 16; k += 8) {
      const value = convolvedValue(
        image,
        width,
        height,
        taps,
        table,
        load<f64>(x + k),
        load<f64>(y + k),
        scratch,
      );
      store<f64>(out + k, value);
    }
  }
}

/**
 * Cubic convolution: positions float64, weights and sums float32; where some pixels count and others
 * do not, next to the border and to gaps, float64 sums.
 *
 * @param table f32, four powers of the place from the third to none, for four pixels each
 * @param scratch 64 bytes
 */
export function sampleBicubic(
  image: usize,
  width: i32,
  height: i32,
  table: usize,
  x: usize,
  y: usize,
  count: i32,
  scratch: usize,
  out: usize,
): void {
  sampleConvolved(image, width, height, 4, table, x, y, count, scratch, out);
}

/**
 * Lanczos-3, normalised, in the same precision.
 *
 * @param table f32, 1025 phases x 8: the weights of the pixels at -2 to 3, and two zeros; at a
 * multiple of 32 bytes
 * @param scratch 64 bytes
 */
export function sampleLanczos3(
  image: usize,
  width: i32,
  height: i32,
  table: usize,
  x: usize,
  y: usize,
  count: i32,
  scratch: usize,
  out: usize,
): void {
  sampleConvolved(image, width, height, 6, table, x, y, count, scratch, out);
}

/** Flags of the pixels that have a weight and lie on the image. */
function flagsWithGaps(
  flags: usize,
  width: i32,
  height: i32,
  taps: i32,
  left: i32,
  top: i32,
  fx: f64,
  fy: f64,
): i32 {
  const half = taps >> 1;
  let found = 0;
  for (let j = 0; j < taps; j++) {
    if ((fy == 0 && j != half - 1) || (fy == 1 && j != half)) continue;
    const y = top + j;
    if (y < 0 || y >= height) continue;
    for (let i = 0; i < taps; i++) {
      if ((fx == 0 && i != half - 1) || (fx == 1 && i != half)) continue;
      const x = left + i;
      if (x < 0 || x >= width) continue;
      found |= <i32>load<u8>(flags + <usize>(y * width + x));
    }
  }
  return found;
}

/**
 * Flags of all pixels that have a weight, or-ed; 0 off the image.
 *
 * @param flags u8 per pixel, and 8 readable bytes after them
 * @param taps pixels along an axis that take part: 1 nearest, 2 bilinear, 4 bicubic, 6 Lanczos-3
 * @param out u8
 */
export function sampleFlags(
  flags: usize,
  width: i32,
  height: i32,
  taps: i32,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
): void {
  const lastX = <f64>(width - 1);
  const lastY = <f64>(height - 1);
  const stop = x + (<usize>count << 3);
  if (taps == 1) {
    for (; x < stop; x += 8, y += 8, out += 1) {
      const column = Math.floor(load<f64>(x) + 0.5);
      const row = Math.floor(load<f64>(y) + 0.5);
      const inside = column >= 0 && column <= lastX && row >= 0 && row <= lastY;
      store<u8>(out, inside ? load<u8>(flags + <usize>(<i32>row * width + <i32>column)) : 0);
    }
    return;
  }
  const before = (taps >> 1) - 1;
  const kept: u64 = taps == 6 ? 0xffffffffffff : taps == 4 ? 0xffffffff : 0xffff;
  for (; x < stop; x += 8, y += 8, out += 1) {
    const px = load<f64>(x);
    const py = load<f64>(y);
    if (!(px >= 0 && px <= lastX && py >= 0 && py <= lastY)) {
      store<u8>(out, 0);
      continue;
    }
    let column = <i32>px;
    let row = <i32>py;
    if (taps == 2) {
      column = min(column, width - 2);
      row = min(row, height - 2);
    }
    const left = column - before;
    const top = row - before;
    if (left >= 0 && top >= 0 && left + taps <= width && top + taps <= height) {
      let at = flags + <usize>(top * width + left);
      let all: u64 = 0;
      for (let j = 0; j < taps; j++) {
        all |= load<u64>(at);
        at += width;
      }
      if ((all & kept) == 0) {
        store<u8>(out, 0);
        continue;
      }
    }
    const fx = px - <f64>column;
    const fy = py - <f64>row;
    store<u8>(out, <u8>flagsWithGaps(flags, width, height, taps, left, top, fx, fy));
  }
}

/**
 * Scaled distance to the nearest edge: the least of min(x, lastX - x) scaleX and the same along y.
 * Negative outside, NaN where the position is.
 */
export function edgeDistances(
  lastX: f64,
  lastY: f64,
  scaleX: f64,
  scaleY: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
): void {
  const farX = f64x2.splat(lastX);
  const farY = f64x2.splat(lastY);
  const scalesX = f64x2.splat(scaleX);
  const scalesY = f64x2.splat(scaleY);
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 16, y += 16, out += 16) {
    const px = v128.load(x);
    const py = v128.load(y);
    const edgeX = f64x2.mul(f64x2.pmin(f64x2.sub(farX, px), px), scalesX);
    const edgeY = f64x2.mul(f64x2.pmin(f64x2.sub(farY, py), py), scalesY);
    v128.store(out, f64x2.pmin(edgeY, edgeX));
  }
}

/** Whether one of `count` pixels is NaN. */
export function hasGaps(image: usize, count: i32): bool {
  let known = f32x4.eq(f32x4.splat(0), f32x4.splat(0));
  const stop = image + (<usize>(count & ~3) << 2);
  for (; image < stop; image += 16) {
    const pixels = v128.load(image);
    known = v128.and(known, f32x4.eq(pixels, pixels));
  }
  for (const end = stop + (<usize>(count & 3) << 2); image < end; image += 4) {
    const pixel = load<f32>(image);
    if (pixel != pixel) return true;
  }
  return !i32x4.all_true(known);
}

/**
 * Multiplies values by the factors that the phases of their positions have along both axes. Values that
 * are NaN stay so; others have positions on the image.
 *
 * @param factors f64 of `phases` places from a pixel's centre to that of the next; a power of two
 */
export function scaleByPhase(
  factors: usize,
  phases: i32,
  x: usize,
  y: usize,
  count: i32,
  values: usize,
): void {
  const steps = <f64>phases;
  const kept = phases - 1;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 8, y += 8, values += 8) {
    const value = load<f64>(values);
    if (value != value) continue;
    const column = <i32>(load<f64>(x) * steps + 0.5) & kept;
    const row = <i32>(load<f64>(y) * steps + 0.5) & kept;
    const factor =
      load<f64>(factors + (<usize>column << 3)) * load<f64>(factors + (<usize>row << 3));
    store<f64>(values, value * factor);
  }
}

/**
 * Flags of four pixels together: of each and its neighbours to the right, below, and below to the right.
 *
 * @param flags u8, from the first of `count` pixels on, with a row and 17 readable bytes after them
 * @param out u8, room for 15 more
 */
export function joinFlags(flags: usize, width: i32, count: i32, out: usize): void {
  for (const stop = flags + <usize>count; flags < stop; flags += 16, out += 16) {
    const below = flags + <usize>width;
    const upper = v128.or(v128.load(flags), v128.load(flags, 1));
    v128.store(out, v128.or(upper, v128.or(v128.load(below), v128.load(below, 1))));
  }
}

/** Bilinear between the pixels from these two on. */
// @ts-ignore: decorator
@inline
function bilinearPair(
  image: usize,
  pixel0: usize,
  pixel1: usize,
  rowBytes: usize,
  fx: v128,
  fy: v128,
): v128 {
  const at0 = image + (pixel0 << 2);
  const at1 = image + (pixel1 << 2);
  const upper = v128.load_lane<u64>(at1, v128.load_zero<u64>(at0), 1);
  const lower = v128.load_lane<u64>(at1 + rowBytes, v128.load_zero<u64>(at0 + rowBytes), 1);
  const a = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 0, 2, 0, 2));
  const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 1, 3, 1, 3));
  const c = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 0, 2, 0, 2));
  const d = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 1, 3, 1, 3));
  const above = f64x2.add(a, f64x2.mul(f64x2.sub(b, a), fx));
  const under = f64x2.add(c, f64x2.mul(f64x2.sub(d, c), fx));
  return f64x2.add(above, f64x2.mul(f64x2.sub(under, above), fy));
}

/** The factors of the phases of two positions along an axis. */
// @ts-ignore: decorator
@inline
function phaseFactors(factors: usize, phases: i32, positions: v128): v128 {
  const place = f64x2.add(f64x2.mul(positions, f64x2.splat(<f64>phases)), f64x2.splat(0.5));
  const index = f64x2.add(f64x2.floor(place), f64x2.splat(wholeBits));
  const kept = <u64>(phases - 1);
  return v128.load_lane<f64>(
    factors + (<usize>(i64x2.extract_lane(index, 1) & kept) << 3),
    v128.load_zero<f64>(factors + (<usize>(i64x2.extract_lane(index, 0) & kept) << 3)),
    1,
  );
}

// @ts-ignore: decorator
@inline
function pixelPairs(
  values: bool,
  byPhase: bool,
  image: usize,
  errors: usize,
  flags: usize,
  joined: usize,
  width: i32,
  height: i32,
  factors: usize,
  phases: i32,
  edgeScaleX: f64,
  edgeScaleY: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
  errorsOut: usize,
  flagsOut: usize,
  edges: usize,
): void {
  const lastX = f64x2.splat(<f64>(width - 1));
  const lastY = f64x2.splat(<f64>(height - 1));
  const beforeX = f64x2.splat(<f64>(width - 2));
  const beforeY = f64x2.splat(<f64>(height - 2));
  const zero = f64x2.splat(0);
  const rowLength = f64x2.splat(<f64>width);
  const bits = f64x2.splat(wholeBits);
  const scaleX = f64x2.splat(edgeScaleX);
  const scaleY = f64x2.splat(edgeScaleY);
  const rowBytes = <usize>width << 2;
  const bytes = <usize>count << 3;
  for (let at: usize = 0; at < bytes; at += 16, flagsOut += 2) {
    const px = v128.load(x + at);
    const py = v128.load(y + at);
    const edgeX = f64x2.mul(f64x2.pmin(f64x2.sub(lastX, px), px), scaleX);
    const edgeY = f64x2.mul(f64x2.pmin(f64x2.sub(lastY, py), py), scaleY);
    v128.store(edges + at, f64x2.pmin(edgeY, edgeX));
    // pmin(a, b) is b < a ? b : a, so that NaN ends on the frame as well.
    const onX = f64x2.pmax(zero, f64x2.pmin(lastX, px));
    const onY = f64x2.pmax(zero, f64x2.pmin(lastY, py));
    const left = f64x2.pmin(f64x2.floor(onX), beforeX);
    const top = f64x2.pmin(f64x2.floor(onY), beforeY);
    const fx = f64x2.sub(px, left);
    const fy = f64x2.sub(py, top);
    const inside = v128.and(f64x2.eq(onX, px), f64x2.eq(onY, py));
    const index = f64x2.add(f64x2.add(f64x2.mul(top, rowLength), left), bits);
    const pixel0 = <usize>(<u32>i64x2.extract_lane(index, 0));
    const pixel1 = <usize>(<u32>i64x2.extract_lane(index, 1));
    // All bits set are NaN.
    const outside = v128.not(inside);
    const error = bilinearPair(errors, pixel0, pixel1, rowBytes, fx, fy);
    let known = f64x2.eq(error, error);
    if (byPhase) {
      const factor = f64x2.mul(
        phaseFactors(factors, phases, px),
        phaseFactors(factors, phases, py),
      );
      v128.store(errorsOut + at, v128.or(f64x2.mul(error, factor), outside));
    } else {
      v128.store(errorsOut + at, v128.or(error, outside));
    }
    if (values) {
      const value = bilinearPair(image, pixel0, pixel1, rowBytes, fx, fy);
      v128.store(out + at, v128.or(value, outside));
      known = v128.and(known, f64x2.eq(value, value));
    }
    store<u16>(flagsOut, 0);
    const marked = load<u8>(joined + pixel0) | load<u8>(joined + pixel1);
    if (marked == 0 && i64x2.all_true(v128.or(known, outside))) continue;
    for (let k: usize = 0; k < 16; k += 8) {
      const pixelX = load<f64>(x + at + k);
      const pixelY = load<f64>(y + at + k);
      const onImage =
        pixelX >= 0 &&
        pixelX <= <f64>(width - 1) &&
        pixelY >= 0 &&
        pixelY <= <f64>(height - 1);
      if (!onImage) continue;
      const column = min(<i32>pixelX, width - 2);
      const row = min(<i32>pixelY, height - 2);
      const pixel = <usize>(row * width + column);
      const phaseX = pixelX - <f64>column;
      const phaseY = pixelY - <f64>row;
      const found = load<f64>(errorsOut + at + k);
      if (found != found) {
        const error = bilinearWithGaps(errors + (pixel << 2), rowBytes, phaseX, phaseY);
        store<f64>(errorsOut + at + k, error);
        if (byPhase) scaleByPhase(factors, phases, x + at + k, y + at + k, 1, errorsOut + at + k);
      }
      if (values && load<f64>(out + at + k) != load<f64>(out + at + k)) {
        const value = bilinearWithGaps(image + (pixel << 2), rowBytes, phaseX, phaseY);
        store<f64>(out + at + k, value);
      }
      if (load<u8>(joined + pixel) != 0) {
        const some = flagsWithGaps(flags, width, height, 2, column, row, phaseX, phaseY);
        store<u8>(flagsOut + (k >> 3), <u8>some);
      }
    }
  }
}

/**
 * Bilinear values and errors, flags and distances to the edge of a frame whose planes are all as large:
 * what `sampleBilinear`, `scaleByPhase`, `sampleFlags` and `edgeDistances` give, with each position taken
 * apart once.
 *
 * @param image f32, 0 for errors and flags alone
 * @param joined what `joinFlags` gives; @param factors as for `scaleByPhase`, 0 for none
 * @param flagsOut u8, room for one more
 */
export function samplePixels(
  image: usize,
  errors: usize,
  flags: usize,
  joined: usize,
  width: i32,
  height: i32,
  factors: usize,
  phases: i32,
  edgeScaleX: f64,
  edgeScaleY: f64,
  x: usize,
  y: usize,
  count: i32,
  out: usize,
  errorsOut: usize,
  flagsOut: usize,
  edges: usize,
): void {
  if (image != 0 && factors != 0) {
    pixelPairs(
      true, true, image, errors, flags, joined, width, height, factors, phases,
      edgeScaleX, edgeScaleY, x, y, count, out, errorsOut, flagsOut, edges,
    );
  } else if (image != 0) {
    pixelPairs(
      true, false, image, errors, flags, joined, width, height, factors, phases,
      edgeScaleX, edgeScaleY, x, y, count, out, errorsOut, flagsOut, edges,
    );
  } else {
    pixelPairs(
      false, false, image, errors, flags, joined, width, height, factors, phases,
      edgeScaleX, edgeScaleY, x, y, count, out, errorsOut, flagsOut, edges,
    );
  }
}
