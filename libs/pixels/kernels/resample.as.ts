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
function bilinearWithGaps(image: usize, width: i32, at: usize, fx: f64, fy: f64): f64 {
  const below = at + (<usize>width << 2);
  const a = <f64>load<f32>(at);
  const b = <f64>load<f32>(at, 4);
  const c = <f64>load<f32>(below);
  const d = <f64>load<f32>(below, 4);
  const upper = fx == 0 ? a : fx == 1 ? b : a + (b - a) * fx;
  const lower = fx == 0 ? c : fx == 1 ? d : c + (d - c) * fx;
  return fy == 0 ? upper : fy == 1 ? lower : upper + (lower - upper) * fy;
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
  const lastX = f64x2.splat(<f64>(width - 1));
  const lastY = f64x2.splat(<f64>(height - 1));
  const beforeX = f64x2.splat(<f64>(width - 2));
  const beforeY = f64x2.splat(<f64>(height - 2));
  const zero = f64x2.splat(0);
  const none = f64x2.splat(NaN);
  const rowLength = f64x2.splat(<f64>width);
  const bits = f64x2.splat(wholeBits);
  const scales = f64x2.splat(scale);
  const rowBytes = <usize>width << 2;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 16, y += 16, out += 16) {
    const px = f64x2.mul(v128.load(x), scales);
    const py = f64x2.mul(v128.load(y), scales);
    const inside = v128.and(
      v128.and(f64x2.ge(px, zero), f64x2.le(px, lastX)),
      v128.and(f64x2.ge(py, zero), f64x2.le(py, lastY)),
    );
    // pmin(a, b) is b < a ? b : a, so that NaN ends on the frame as well.
    const left = f64x2.pmax(zero, f64x2.pmin(beforeX, f64x2.floor(px)));
    const top = f64x2.pmax(zero, f64x2.pmin(beforeY, f64x2.floor(py)));
    const fx = f64x2.sub(px, left);
    const fy = f64x2.sub(py, top);
    const index = f64x2.add(f64x2.add(f64x2.mul(top, rowLength), left), bits);
    const at0 = image + (<usize>(<u32>i64x2.extract_lane(index, 0)) << 2);
    const at1 = image + (<usize>(<u32>i64x2.extract_lane(index, 1)) << 2);
    const upper = v128.load_lane<u64>(at1, v128.load_zero<u64>(at0), 1);
    const lower = v128.load_lane<u64>(at1 + rowBytes, v128.load_zero<u64>(at0 + rowBytes), 1);
    const a = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 0, 2, 0, 2));
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(upper, upper, 1, 3, 1, 3));
    const c = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 0, 2, 0, 2));
    const d = f64x2.promote_low_f32x4(v128.shuffle<f32>(lower, lower, 1, 3, 1, 3));
    const above = f64x2.add(a, f64x2.mul(f64x2.sub(b, a), fx));
    const under = f64x2.add(c, f64x2.mul(f64x2.sub(d, c), fx));
    const value = f64x2.add(above, f64x2.mul(f64x2.sub(under, above), fy));
    v128.store(out, v128.bitselect(value, none, inside));
    const gaps = i64x2.bitmask(v128.and(inside, f64x2.ne(value, value)));
    if (gaps != 0) {
      if (gaps & 1) {
        store<f64>(
          out,
          bilinearWithGaps(image, width, at0, f64x2.extract_lane(fx, 0), f64x2.extract_lane(fy, 0)),
        );
      }
      if (gaps & 2) {
        store<f64>(
          out,
          bilinearWithGaps(image, width, at1, f64x2.extract_lane(fx, 1), f64x2.extract_lane(fy, 1)),
          8,
        );
      }
    }
  }
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
function lane(weights: v128, k: i32): v128 {
  return f32x4.splat(
    k == 0
      ? f32x4.extract_lane(weights, 0)
      : k == 1
        ? f32x4.extract_lane(weights, 1)
        : k == 2
          ? f32x4.extract_lane(weights, 2)
          : f32x4.extract_lane(weights, 3),
  );
}

/** (s0 + s2) + (s1 + s3) */
// @ts-ignore: decorator
@inline
function total(s: v128): f32 {
  const pairs = f32x4.add(s, v128.shuffle<f32>(s, s, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Weights of Keys' cubic, a = -1/2, of the pixels at -1, 0, 1, 2, at `t` after 0. */
// @ts-ignore: decorator
@inline
function cubicWeights(t: f32): v128 {
  const u = f32x4.splat(t);
  const third = f32x4(-0.5, 1.5, -1.5, 0.5);
  const second = f32x4(1, -2.5, 2, -0.5);
  const first = f32x4(-0.5, 0, 0.5, 0);
  const free = f32x4(0, 1, 0, 0);
  return f32x4.add(
    f32x4.mul(
      f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(third, u), second), u), first),
      u,
    ),
    free,
  );
}

/**
 * Bicubic after Keys with a = -1/2: positions float64, weights and sums float32.
 *
 * @param scratch 64 bytes
 */
export function sampleBicubic(
  image: usize,
  width: i32,
  height: i32,
  x: usize,
  y: usize,
  count: i32,
  scratch: usize,
  out: usize,
): void {
  const lastX = <f64>(width - 1);
  const lastY = <f64>(height - 1);
  const rowBytes = <usize>width << 2;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 8, y += 8, out += 8) {
    const px = load<f64>(x);
    const py = load<f64>(y);
    if (!(px >= 0 && px <= lastX && py >= 0 && py <= lastY)) {
      store<f64>(out, NaN);
      continue;
    }
    const column = <i32>px;
    const row = <i32>py;
    const fx = px - <f64>column;
    const fy = py - <f64>row;
    const wx = cubicWeights(<f32>fx);
    const wy = cubicWeights(<f32>fy);
    const left = column - 1;
    const top = row - 1;
    if (left >= 0 && top >= 0 && left + 3 < width && top + 3 < height) {
      const at = image + (<usize>(top * width + left) << 2);
      let sum = f32x4.mul(lane(wy, 0), v128.load(at));
      sum = f32x4.add(sum, f32x4.mul(lane(wy, 1), v128.load(at + rowBytes)));
      sum = f32x4.add(sum, f32x4.mul(lane(wy, 2), v128.load(at + 2 * rowBytes)));
      sum = f32x4.add(sum, f32x4.mul(lane(wy, 3), v128.load(at + 3 * rowBytes)));
      const value = total(f32x4.mul(sum, wx));
      if (value == value || !(fx == 0 || fy == 0)) {
        store<f64>(out, <f64>value);
        continue;
      }
    }
    v128.store(scratch, wx);
    v128.store(scratch, wy, 32);
    store<f64>(out, sumWithGaps(image, width, height, 4, scratch, left, top));
  }
}

/** Weights between two phases of the table: floats 0 to 3 of six. */
// @ts-ignore: decorator
@inline
function tableWeights(at: usize, u: v128): v128 {
  const before = v128.load(at);
  return f32x4.add(before, f32x4.mul(f32x4.sub(v128.load(at, 32), before), u));
}

/** Phases of the table per px. */
const phases: f64 = 1024;

/**
 * Lanczos-3, normalised: positions float64, weights and sums float32.
 *
 * @param table f32, 1025 phases x 8: the weights of the pixels at -2 to 3, and two zeros
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
  const lastX = <f64>(width - 1);
  const lastY = <f64>(height - 1);
  const rowBytes = <usize>width << 2;
  const stop = x + (<usize>count << 3);
  for (; x < stop; x += 8, y += 8, out += 8) {
    const px = load<f64>(x);
    const py = load<f64>(y);
    if (!(px >= 0 && px <= lastX && py >= 0 && py <= lastY)) {
      store<f64>(out, NaN);
      continue;
    }
    const column = <i32>px;
    const row = <i32>py;
    const fx = (px - <f64>column) * phases;
    const fy = (py - <f64>row) * phases;
    const phaseX = <i32>fx;
    const phaseY = <i32>fy;
    const ux = f32x4.splat(<f32>(fx - <f64>phaseX));
    const uy = f32x4.splat(<f32>(fy - <f64>phaseY));
    const tableX = table + (<usize>phaseX << 5);
    const tableY = table + (<usize>phaseY << 5);
    const wx0 = tableWeights(tableX, ux);
    const wx4 = tableWeights(tableX + 16, ux);
    const wy0 = tableWeights(tableY, uy);
    const wy4 = tableWeights(tableY + 16, uy);
    const left = column - 2;
    const top = row - 2;
    if (left >= 0 && top >= 0 && left + 5 < width && top + 5 < height) {
      let at = image + (<usize>(top * width + left) << 2);
      let w = lane(wy0, 0);
      let low = f32x4.mul(w, v128.load(at));
      let high = f32x4.mul(w, v128.load_zero<u64>(at + 16));
      at += rowBytes;
      w = lane(wy0, 1);
      low = f32x4.add(low, f32x4.mul(w, v128.load(at)));
      high = f32x4.add(high, f32x4.mul(w, v128.load_zero<u64>(at + 16)));
      at += rowBytes;
      w = lane(wy0, 2);
      low = f32x4.add(low, f32x4.mul(w, v128.load(at)));
      high = f32x4.add(high, f32x4.mul(w, v128.load_zero<u64>(at + 16)));
      at += rowBytes;
      w = lane(wy0, 3);
      low = f32x4.add(low, f32x4.mul(w, v128.load(at)));
      high = f32x4.add(high, f32x4.mul(w, v128.load_zero<u64>(at + 16)));
      at += rowBytes;
      w = lane(wy4, 0);
      low = f32x4.add(low, f32x4.mul(w, v128.load(at)));
      high = f32x4.add(high, f32x4.mul(w, v128.load_zero<u64>(at + 16)));
      at += rowBytes;
      w = lane(wy4, 1);
      low = f32x4.add(low, f32x4.mul(w, v128.load(at)));
      high = f32x4.add(high, f32x4.mul(w, v128.load_zero<u64>(at + 16)));
      const value = total(f32x4.add(f32x4.mul(low, wx0), f32x4.mul(high, wx4)));
      if (value == value || !(fx == 0 || fy == 0)) {
        store<f64>(out, <f64>value);
        continue;
      }
    }
    v128.store(scratch, wx0);
    v128.store(scratch, wx4, 16);
    v128.store(scratch, wy0, 32);
    v128.store(scratch, wy4, 48);
    store<f64>(out, sumWithGaps(image, width, height, 6, scratch, left, top));
  }
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
