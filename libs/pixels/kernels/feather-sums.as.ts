// Rows of a frame into the weighted sums of a map. Addresses are in bytes; planes have room for three
// cells more than they have. The order of operations is that of addFeatheredReference: the same bits.

/** Byte offsets of the addresses of the planes; `planeOrder` on the other side. */
const lightAt: usize = 0;
const weightAt: usize = 4;
const timeAt: usize = 8;
const varianceAt: usize = 12;
const starsAt: usize = 16;
const weight1At: usize = 20;
const weight2At: usize = 24;
const leastValueAt: usize = 28;
const leastWeightAt: usize = 32;
const leastSigmaAt: usize = 36;
const greatestValueAt: usize = 40;
const greatestWeightAt: usize = 44;
const greatestSigmaAt: usize = 48;
const countAt: usize = 52;
const flagsAt: usize = 56;
const frame1At: usize = 60;
const frame2At: usize = 64;
const leastFrameAt: usize = 68;
const greatestFrameAt: usize = 72;

/** Byte offsets of the numbers of a frame, f64. */
const ratePerDnAt: usize = 0;
const offsetAt: usize = 8;
const secondsAt: usize = 16;
const perFeatherAt: usize = 24;
const leastFeatherAt: usize = 32;

/** Two pairs of float64 as four float32. */
// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

/** Adds to two pairs of sums. */
// @ts-ignore: decorator
@inline
function add(plane: usize, low: v128, high: v128): void {
  v128.store(plane, f64x2.add(v128.load(plane), low));
  v128.store(plane, f64x2.add(v128.load(plane, 16), high), 16);
}

// @ts-ignore: decorator
@inline
function choose(plane: usize, value: v128, mask: v128): void {
  v128.store(plane, v128.bitselect(value, v128.load(plane), mask));
}

// @ts-ignore: decorator
@inline
function chooseBytes(plane: usize, value: v128, mask: v128): void {
  v128.store_lane<u32>(plane, v128.bitselect(value, v128.load_zero<u32>(plane), mask), 0);
}

/** Masks of four words as masks of the first four bytes. */
// @ts-ignore: decorator
@inline
function byteMask(mask: v128): v128 {
  return v128.shuffle<u8>(mask, mask, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
}

// @ts-ignore: decorator
@inline
function addCells(
  planes: usize,
  terms: usize,
  withSigma: bool,
  withStars: bool,
  byEdge: bool,
  byVariance: bool,
  index: i32,
  frameFlags: i32,
  value: usize,
  edge: usize,
  sigma: usize,
  stars: usize,
  flags: usize,
  count: i32,
  cell: i32,
): i32 {
  const none = f64x2.splat(NaN);
  const tail = value + (<usize>count << 3);
  v128.store(tail, none);
  v128.store(tail, none, 16);
  const ratePerDn = v128.load_splat<f64>(terms, ratePerDnAt);
  const offset = v128.load_splat<f64>(terms, offsetAt);
  const seconds = v128.load_splat<f64>(terms, secondsAt);
  const perFeather = v128.load_splat<f64>(terms, perFeatherAt);
  const leastFeather = v128.load_splat<f64>(terms, leastFeatherAt);
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const frame = i8x16.splat(<i8>index);
  const everyFlag = i8x16.splat(<i8>frameFlags);
  const single = i8x16.splat(1);
  const doubles = <usize>cell << 3;
  const floats = <usize>cell << 2;
  let light = <usize>load<u32>(planes, lightAt) + doubles;
  let weight = <usize>load<u32>(planes, weightAt) + doubles;
  let time = <usize>load<u32>(planes, timeAt) + doubles;
  let variance = <usize>load<u32>(planes, varianceAt) + doubles;
  let starSum = <usize>load<u32>(planes, starsAt) + doubles;
  let weight1 = <usize>load<u32>(planes, weight1At) + floats;
  let weight2 = <usize>load<u32>(planes, weight2At) + floats;
  const leastValue = <usize>load<u32>(planes, leastValueAt) + floats;
  const leastWeight = <usize>load<u32>(planes, leastWeightAt) + floats;
  const leastSigma = <usize>load<u32>(planes, leastSigmaAt) + floats;
  const greatestValue = <usize>load<u32>(planes, greatestValueAt) + floats;
  const greatestWeight = <usize>load<u32>(planes, greatestWeightAt) + floats;
  const greatestSigma = <usize>load<u32>(planes, greatestSigmaAt) + floats;
  const counts = <usize>load<u32>(planes, countAt) + cell;
  const cellFlags = <usize>load<u32>(planes, flagsAt) + cell;
  const frame1 = <usize>load<u32>(planes, frame1At) + cell;
  const frame2 = <usize>load<u32>(planes, frame2At) + cell;
  const leastFrame = <usize>load<u32>(planes, leastFrameAt) + cell;
  const greatestFrame = <usize>load<u32>(planes, greatestFrameAt) + cell;
  let reached = 0;
  for (let k: usize = 0; k < <usize>count; k += 4) {
    const at = k << 3;
    const value0 = v128.load(value + at);
    const value1 = v128.load(value + at, 16);
    let known = v128.shuffle<f32>(
      f64x2.eq(value0, value0),
      f64x2.eq(value1, value1),
      0,
      2,
      4,
      6,
    );
    if (!v128.any_true(known)) continue;
    const rate = narrowed(
      f64x2.add(f64x2.mul(value0, ratePerDn), offset),
      f64x2.add(f64x2.mul(value1, ratePerDn), offset),
    );
    let error = rate;
    let error0 = zero;
    let error1 = zero;
    if (withSigma) {
      error = narrowed(
        f64x2.mul(v128.load(sigma + at), ratePerDn),
        f64x2.mul(v128.load(sigma + at, 16), ratePerDn),
      );
      error0 = f64x2.promote_low_f32x4(error);
      error1 = upper(error);
      error0 = f64x2.mul(error0, error0);
      error1 = f64x2.mul(error1, error1);
    }
    let w0 = one;
    let w1 = one;
    if (byEdge) {
      w0 = f64x2.pmin(one, f64x2.pmax(leastFeather, f64x2.mul(v128.load(edge + at), perFeather)));
      w1 = f64x2.pmin(
        one,
        f64x2.pmax(leastFeather, f64x2.mul(v128.load(edge + at, 16), perFeather)),
      );
    }
    if (byVariance) {
      known = v128.and(known, f32x4.gt(error, zero));
      w0 = f64x2.div(w0, error0);
      w1 = f64x2.div(w1, error1);
    }
    const known0 = v128.shuffle<f32>(known, known, 0, 0, 1, 1);
    const known1 = v128.shuffle<f32>(known, known, 2, 2, 3, 3);
    const w = v128.and(narrowed(w0, w1), known);
    w0 = f64x2.promote_low_f32x4(w);
    w1 = upper(w);
    add(
      light + at,
      v128.and(f64x2.mul(w0, f64x2.promote_low_f32x4(rate)), known0),
      v128.and(f64x2.mul(w1, upper(rate)), known1),
    );
    add(weight + at, w0, w1);
    add(
      time + at,
      v128.and(f64x2.mul(w0, seconds), known0),
      v128.and(f64x2.mul(w1, seconds), known1),
    );
    if (withSigma) {
      add(
        variance + at,
        v128.and(f64x2.mul(f64x2.mul(w0, w0), error0), known0),
        v128.and(f64x2.mul(f64x2.mul(w1, w1), error1), known1),
      );
    }
    if (withStars) {
      add(
        starSum + at,
        v128.and(f64x2.mul(f64x2.mul(w0, v128.load(stars + at)), ratePerDn), known0),
        v128.and(f64x2.mul(f64x2.mul(w1, v128.load(stars + at, 16)), ratePerDn), known1),
      );
    }
    const bytes = byteMask(known);
    const oldFlags = v128.load_zero<u32>(cellFlags + k);
    const newFlags = v128.or(v128.load_zero<u32>(flags + k), everyFlag);
    v128.store_lane<u32>(cellFlags + k, v128.or(oldFlags, v128.and(newFlags, bytes)), 0);

    const four = k << 2;
    const best = v128.load(weight1 + four);
    const next = v128.load(weight2 + four);
    const isBest = f32x4.gt(w, best);
    const isNext = v128.andnot(f32x4.gt(w, next), isBest);
    v128.store(weight1 + four, f32x4.pmax(best, w));
    v128.store(weight2 + four, f32x4.pmax(next, f32x4.pmin(best, w)));
    const best8 = byteMask(isBest);
    const oldFrame = v128.load_zero<u32>(frame1 + k);
    const oldNext = v128.bitselect(frame, v128.load_zero<u32>(frame2 + k), byteMask(isNext));
    v128.store_lane<u32>(frame2 + k, v128.bitselect(oldFrame, oldNext, best8), 0);
    v128.store_lane<u32>(frame1 + k, v128.bitselect(frame, oldFrame, best8), 0);

    const seen = v128.load_zero<u32>(counts + k);
    if (withSigma) {
      const fresh = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(i8x16.eq(seen, zero)));
      const up = v128.and(
        known,
        v128.or(fresh, f32x4.gt(rate, v128.load(greatestValue + four))),
      );
      if (v128.any_true(up)) {
        choose(greatestValue + four, rate, up);
        choose(greatestWeight + four, w, up);
        choose(greatestSigma + four, error, up);
        chooseBytes(greatestFrame + k, frame, byteMask(up));
      }
      const down = v128.and(
        known,
        v128.or(fresh, f32x4.lt(rate, v128.load(leastValue + four))),
      );
      if (v128.any_true(down)) {
        choose(leastValue + four, rate, down);
        choose(leastWeight + four, w, down);
        choose(leastSigma + four, error, down);
        chooseBytes(leastFrame + k, frame, byteMask(down));
      }
    }
    v128.store_lane<u32>(counts + k, i8x16.add_sat_u(seen, v128.and(single, bytes)), 0);
    reached += popcnt<i32>(i32x4.bitmask(known));
  }
  return reached;
}

/**
 * Adds `count` samples of a frame to the cells from `cell` on; NaN values are passed over. The value
 * array needs room for four more.
 *
 * @param planes u32 addresses in the order above; @param terms f64 in the order above
 * @param sigma f64, 0 for none; @param stars f64 errors from stars, 0 for none (only with sigma)
 * @param flags u8
 * @returns number of cells that took a value
 */
export function addFeathered(
  planes: usize,
  terms: usize,
  byEdge: i32,
  byVariance: i32,
  index: i32,
  frameFlags: i32,
  value: usize,
  edge: usize,
  sigma: usize,
  stars: usize,
  flags: usize,
  count: i32,
  cell: i32,
): i32 {
  if (sigma == 0) {
    return addCells(
      planes,
      terms,
      false,
      false,
      true,
      false,
      index,
      frameFlags,
      value,
      edge,
      sigma,
      stars,
      flags,
      count,
      cell,
    );
  }
  if (stars == 0) {
    return addCells(
      planes,
      terms,
      true,
      false,
      byEdge != 0,
      byVariance != 0,
      index,
      frameFlags,
      value,
      edge,
      sigma,
      stars,
      flags,
      count,
      cell,
    );
  }
  return addCells(
    planes,
    terms,
    true,
    true,
    byEdge != 0,
    byVariance != 0,
    index,
    frameFlags,
    value,
    edge,
    sigma,
    stars,
    flags,
    count,
    cell,
  );
}

/** Byte offsets of the numbers that cells are finished with, f64. */
const disagreementAt: usize = 0;
const turningAt: usize = 8;

// @ts-ignore: decorator
@inline
function both(greatest: usize, least: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load_lane<f32>(least, v128.load_zero<f32>(greatest), 1));
}

/** Flags a cell whose greatest or least value is too far from the mean of the others. */
function judge(
  planes: usize,
  terms: usize,
  seconds: usize,
  disagreement: i32,
  rejected: i32,
  cell: usize,
): void {
  const greatestFrame = load<u8>(<usize>load<u32>(planes, greatestFrameAt) + cell);
  const leastFrame = load<u8>(<usize>load<u32>(planes, leastFrameAt) + cell);
  if (greatestFrame == leastFrame) return;
  const doubles = cell << 3;
  const floats = cell << 2;
  const lightPlane = <usize>load<u32>(planes, lightAt) + doubles;
  const weightPlane = <usize>load<u32>(planes, weightAt) + doubles;
  const variancePlane = <usize>load<u32>(planes, varianceAt) + doubles;
  const starsPlane = <usize>load<u32>(planes, starsAt) + doubles;
  // The greatest in the first lane, the least in the second.
  const w = both(
    <usize>load<u32>(planes, greatestWeightAt) + floats,
    <usize>load<u32>(planes, leastWeightAt) + floats,
  );
  const value = both(
    <usize>load<u32>(planes, greatestValueAt) + floats,
    <usize>load<u32>(planes, leastValueAt) + floats,
  );
  const error = both(
    <usize>load<u32>(planes, greatestSigmaAt) + floats,
    <usize>load<u32>(planes, leastSigmaAt) + floats,
  );
  const weight = v128.load_splat<f64>(weightPlane);
  const light = v128.load_splat<f64>(lightPlane);
  const variance = v128.load_splat<f64>(variancePlane);
  const stars = f64x2.div(v128.load_splat<f64>(starsPlane), weight);
  const rest = f64x2.sub(weight, w);
  const mean = f64x2.div(f64x2.sub(light, f64x2.mul(w, value)), rest);
  const own = f64x2.mul(error, error);
  const left = f64x2.sub(variance, f64x2.mul(f64x2.mul(w, w), own));
  const others = f64x2.div(f64x2.max(f64x2.splat(0), left), f64x2.mul(rest, rest));
  const allowed = f64x2.add(
    f64x2.add(
      f64x2.mul(v128.load_splat<f64>(terms, disagreementAt), f64x2.sqrt(f64x2.add(own, others))),
      f64x2.mul(v128.load_splat<f64>(terms, turningAt), f64x2.abs(mean)),
    ),
    stars,
  );
  const excess = f64x2.div(f64x2.abs(f64x2.sub(value, mean)), allowed);
  const high = f64x2.extract_lane(excess, 0);
  const low = f64x2.extract_lane(excess, 1);
  if (!(high > 1 || low > 1)) return;
  const flags = <usize>load<u32>(planes, flagsAt) + cell;
  store<u8>(flags, <i32>load<u8>(flags) | disagreement);
  const count = <usize>load<u32>(planes, countAt) + cell;
  if (load<u8>(count) <= 2) return;
  const upperOne = high > low;
  const gone = upperOne ? f64x2.extract_lane(w, 0) : f64x2.extract_lane(w, 1);
  const goneValue = upperOne ? f64x2.extract_lane(value, 0) : f64x2.extract_lane(value, 1);
  const goneOwn = upperOne ? f64x2.extract_lane(own, 0) : f64x2.extract_lane(own, 1);
  const goneFrame = upperOne ? greatestFrame : leastFrame;
  const whole = load<f64>(weightPlane);
  const timePlane = <usize>load<u32>(planes, timeAt) + doubles;
  store<f64>(starsPlane, load<f64>(starsPlane) * ((whole - gone) / whole));
  store<f64>(lightPlane, load<f64>(lightPlane) - gone * goneValue);
  store<f64>(weightPlane, whole - gone);
  store<f64>(
    timePlane,
    load<f64>(timePlane) - gone * load<f64>(seconds + (<usize>goneFrame << 3)),
  );
  store<f64>(variancePlane, Math.max(0, load<f64>(variancePlane) - gone * gone * goneOwn));
  store<u8>(count, load<u8>(count) - 1);
  store<u8>(flags, <i32>load<u8>(flags) | rejected);
  const frame1 = <usize>load<u32>(planes, frame1At) + cell;
  if (load<u8>(frame1) == goneFrame) {
    store<u8>(frame1, load<u8>(<usize>load<u32>(planes, frame2At) + cell));
  }
}

// @ts-ignore: decorator
@inline
function quotients(plane: usize, k: usize, weight0: v128, weight1: v128): void {
  const at = plane + (k << 3);
  // Four float32 take the room of two float64 that were read before.
  v128.store(
    plane + (k << 2),
    narrowed(f64x2.div(v128.load(at), weight0), f64x2.div(v128.load(at, 16), weight1)),
  );
}

/**
 * Makes means of the sums of all cells: float32 that take the first halves of the planes of light,
 * time and, with errors, variance (1 sigma then) and stars.
 *
 * @param terms 2 f64 in the order above; @param seconds f64 of the frames by their number, 256 of them
 */
export function finishCells(
  planes: usize,
  terms: usize,
  seconds: usize,
  withErrors: i32,
  disagreement: i32,
  rejected: i32,
  noData: i32,
  cells: i32,
): void {
  const light = <usize>load<u32>(planes, lightAt);
  const weight = <usize>load<u32>(planes, weightAt);
  const time = <usize>load<u32>(planes, timeAt);
  const variance = <usize>load<u32>(planes, varianceAt);
  const stars = <usize>load<u32>(planes, starsAt);
  const counts = <usize>load<u32>(planes, countAt);
  const flags = <usize>load<u32>(planes, flagsAt);
  const empty = i8x16.splat(<i8>noData);
  const zero = i8x16.splat(0);
  for (let k: usize = 0; k < <usize>cells; k += 4) {
    if (withErrors) {
      const stop = min(k + 4, <usize>cells);
      for (let cell = k; cell < stop; cell++) {
        if (load<u8>(counts + cell) > 1) judge(planes, terms, seconds, disagreement, rejected, cell);
      }
    }
    const weight0 = v128.load(weight + (k << 3));
    const weight1 = v128.load(weight + (k << 3), 16);
    quotients(light, k, weight0, weight1);
    quotients(time, k, weight0, weight1);
    if (withErrors) {
      const at = variance + (k << 3);
      const error0 = f64x2.div(f64x2.sqrt(v128.load(at)), weight0);
      const error1 = f64x2.div(f64x2.sqrt(v128.load(at, 16)), weight1);
      v128.store(variance + (k << 2), narrowed(error0, error1));
      quotients(stars, k, weight0, weight1);
    }
    const none = v128.and(i8x16.eq(v128.load_zero<u32>(counts + k), zero), empty);
    v128.store_lane<u32>(flags + k, v128.or(v128.load_zero<u32>(flags + k), none), 0);
  }
}
