// Rows of a frame into a map that takes each cell from the frame it lies deepest in. Addresses are in
// bytes; planes have room for three cells more than they have. The order of operations is that of
// addNearestReference and finishNearestReference: the same bits.

/** Byte offsets of the addresses of the planes; `planeOrder` on the other side. */
const depth1At: usize = 0;
const rate1At: usize = 4;
const sigma1At: usize = 8;
const depth2At: usize = 12;
const rate2At: usize = 16;
const sigma2At: usize = 20;
const frame1At: usize = 24;
const flags1At: usize = 28;
const frame2At: usize = 32;
const flags2At: usize = 36;
const countAt: usize = 40;

/** Byte offsets of the numbers of a frame, f64. */
const ratePerDnAt: usize = 0;
const offsetAt: usize = 8;

/** Two pairs of float64 as four float32. */
// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Masks of four words as masks of the first four bytes. */
// @ts-ignore: decorator
@inline
function byteMask(mask: v128): v128 {
  return v128.shuffle<u8>(mask, mask, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
}

/** The new value goes to the first layer, whose own goes down, or to the second. */
// @ts-ignore: decorator
@inline
function place(first: usize, second: usize, value: v128, isFirst: v128, isSecond: v128): void {
  const best = v128.load(first);
  const next = v128.bitselect(value, v128.load(second), isSecond);
  v128.store(second, v128.bitselect(best, next, isFirst));
  v128.store(first, v128.bitselect(value, best, isFirst));
}

// @ts-ignore: decorator
@inline
function placeBytes(first: usize, second: usize, value: v128, isFirst: v128, isSecond: v128): void {
  const best = v128.load_zero<u32>(first);
  const next = v128.bitselect(value, v128.load_zero<u32>(second), isSecond);
  v128.store_lane<u32>(second, v128.bitselect(best, next, isFirst), 0);
  v128.store_lane<u32>(first, v128.bitselect(value, best, isFirst), 0);
}

/**
 * Adds `count` samples of a frame to the cells from `cell` on; NaN values are passed over. The value
 * array needs room for four more.
 *
 * @param planes u32 addresses in the order above; @param terms f64 in the order above
 * @param sigma f64, 0 for none; @param flags u8
 * @returns number of cells that have a value here
 */
export function addNearest(
  planes: usize,
  terms: usize,
  index: i32,
  frameFlags: i32,
  value: usize,
  edge: usize,
  sigma: usize,
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
  const frame = i8x16.splat(<i8>index);
  const everyFlag = i8x16.splat(<i8>frameFlags);
  const single = i8x16.splat(1);
  const unknown = f32x4.splat(NaN);
  const floats = <usize>cell << 2;
  const depth1 = <usize>load<u32>(planes, depth1At) + floats;
  const rate1 = <usize>load<u32>(planes, rate1At) + floats;
  const sigma1 = <usize>load<u32>(planes, sigma1At) + floats;
  const depth2 = <usize>load<u32>(planes, depth2At) + floats;
  const rate2 = <usize>load<u32>(planes, rate2At) + floats;
  const sigma2 = <usize>load<u32>(planes, sigma2At) + floats;
  const frame1 = <usize>load<u32>(planes, frame1At) + cell;
  const flags1 = <usize>load<u32>(planes, flags1At) + cell;
  const frame2 = <usize>load<u32>(planes, frame2At) + cell;
  const flags2 = <usize>load<u32>(planes, flags2At) + cell;
  const counts = <usize>load<u32>(planes, countAt) + cell;
  let reached = 0;
  for (let k: usize = 0; k < <usize>count; k += 4) {
    const at = k << 3;
    const value0 = v128.load(value + at);
    const value1 = v128.load(value + at, 16);
    const known = v128.shuffle<f32>(
      f64x2.eq(value0, value0),
      f64x2.eq(value1, value1),
      0,
      2,
      4,
      6,
    );
    if (!v128.any_true(known)) continue;
    reached += popcnt<i32>(i32x4.bitmask(known));
    const seen = v128.load_zero<u32>(counts + k);
    const more = i8x16.add_sat_u(seen, v128.and(single, byteMask(known)));
    v128.store_lane<u32>(counts + k, more, 0);
    const four = k << 2;
    const depth = narrowed(v128.load(edge + at), v128.load(edge + at, 16));
    const deeper = v128.and(known, f32x4.gt(depth, v128.load(depth2 + four)));
    if (!v128.any_true(deeper)) continue;
    const isFirst = v128.and(deeper, f32x4.gt(depth, v128.load(depth1 + four)));
    const isSecond = v128.andnot(deeper, isFirst);
    const rate = narrowed(
      f64x2.add(f64x2.mul(value0, ratePerDn), offset),
      f64x2.add(f64x2.mul(value1, ratePerDn), offset),
    );
    const error =
      sigma == 0
        ? unknown
        : narrowed(
            f64x2.mul(v128.load(sigma + at), ratePerDn),
            f64x2.mul(v128.load(sigma + at, 16), ratePerDn),
          );
    place(depth1 + four, depth2 + four, depth, isFirst, isSecond);
    place(rate1 + four, rate2 + four, rate, isFirst, isSecond);
    place(sigma1 + four, sigma2 + four, error, isFirst, isSecond);
    const first8 = byteMask(isFirst);
    const second8 = byteMask(isSecond);
    const bits = v128.or(v128.load_zero<u32>(flags + k), everyFlag);
    placeBytes(frame1 + k, frame2 + k, frame, first8, second8);
    placeBytes(flags1 + k, flags2 + k, bits, first8, second8);
  }
  return reached;
}

/**
 * Mixes the two layers within the band about the line where they are equally deep; the first layer
 * becomes the map, its depth the time.
 *
 * @param seconds f64 of the frames by their number, 256 of them
 */
export function finishNearest(
  planes: usize,
  seconds: usize,
  band: f64,
  noData: i32,
  cells: i32,
): void {
  const depth1 = <usize>load<u32>(planes, depth1At);
  const rate1 = <usize>load<u32>(planes, rate1At);
  const sigma1 = <usize>load<u32>(planes, sigma1At);
  const depth2 = <usize>load<u32>(planes, depth2At);
  const rate2 = <usize>load<u32>(planes, rate2At);
  const sigma2 = <usize>load<u32>(planes, sigma2At);
  const frame1 = <usize>load<u32>(planes, frame1At);
  const flags1 = <usize>load<u32>(planes, flags1At);
  const frame2 = <usize>load<u32>(planes, frame2At);
  const flags2 = <usize>load<u32>(planes, flags2At);
  for (let cell: usize = 0; cell < <usize>cells; cell++) {
    const at = cell << 2;
    const best = <usize>load<u8>(frame1 + cell);
    if (best == 0) {
      store<f32>(rate1 + at, NaN);
      store<f32>(sigma1 + at, NaN);
      store<f32>(depth1 + at, NaN);
      store<u8>(flags1 + cell, noData);
      continue;
    }
    const time = <f32>load<f64>(seconds + (best << 3));
    const apart = <f64>load<f32>(depth1 + at) - <f64>load<f32>(depth2 + at);
    store<f32>(depth1 + at, time);
    const next = <usize>load<u8>(frame2 + cell);
    if (next == 0 || apart >= band) continue;
    const other = 0.5 - apart / (2 * band);
    const own = 1 - other;
    store<f32>(
      rate1 + at,
      <f32>(own * <f64>load<f32>(rate1 + at) + other * <f64>load<f32>(rate2 + at)),
    );
    const a = own * <f64>load<f32>(sigma1 + at);
    const b = other * <f64>load<f32>(sigma2 + at);
    store<f32>(sigma1 + at, <f32>Math.sqrt(a * a + b * b));
    store<u8>(flags1 + cell, load<u8>(flags1 + cell) | load<u8>(flags2 + cell));
    store<f32>(
      depth1 + at,
      <f32>(own * <f64>time + other * load<f64>(seconds + (next << 3))),
    );
  }
}
