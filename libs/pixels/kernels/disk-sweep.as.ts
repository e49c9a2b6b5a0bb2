// Exact disk median of one tile by a sweep over the few values the medians can have: count the pixels
// below a value that is just under all medians, then let the pixels from there upwards join one by one,
// in order, each with the stamp of its disk, and note for every output at which one its count is full.
// All addresses are handed in: the module owns no memory of its own.

/** Outputs side by side in a tile, and those that share a list of pixels in reach: a vector of bytes. */
const ACROSS: i32 = 32;
const HALF: i32 = 16;
/** Rows of outputs that share a list of pixels in reach. */
const BAND: i32 = 8;
/** Rows of outputs that pixels join at once. */
const TOGETHER: i32 = 4;
/** Pixels that join before bytes are widened. */
const BLOCK: i32 = 124;
const SAMPLES: i32 = 64;
const BINS: i32 = 4096;

/** Integers in the order of the floats, -0 before +0; its own inverse. */
@inline
function orderedKey(bits: i32): i32 {
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/** Of 16 values, -1 where below the limit; NaN is not below. */
@inline
function below(at: usize, limit: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(f32x4.lt(v128.load(at), limit), f32x4.lt(v128.load(at, 16), limit)),
    i16x8.narrow_i32x4_s(f32x4.lt(v128.load(at, 32), limit), f32x4.lt(v128.load(at, 48), limit)),
  );
}

/** Of 16 values, -1 where there is one. */
@inline
function present(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(f32x4.eq(a, a), f32x4.eq(b, b)),
    i16x8.narrow_i32x4_s(f32x4.eq(c, c), f32x4.eq(d, d)),
  );
}

/** Sums of the bytes up to each. */
@inline
function runningSums(bytes: v128): v128 {
  const zero = i8x16.splat(0);
  let sums = i8x16.add(
    bytes,
    i8x16.shuffle(zero, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
  );
  sums = i8x16.add(
    sums,
    i8x16.shuffle(zero, sums, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
  );
  sums = i8x16.add(
    sums,
    i8x16.shuffle(zero, sums, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
  );
  return i8x16.add(
    sums,
    i8x16.shuffle(zero, sums, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
  );
}

/**
 * Per haloed row the numbers, modulo 256 and negative, of pixels left of each column that are below the
 * limit (or present at all).
 */
function prefixRows(
  values: usize,
  stride: i32,
  width: i32,
  rows: i32,
  limit: f32,
  presence: bool,
  prefix: usize,
  prefixStride: i32,
): void {
  const limits = f32x4.splat(limit);
  for (let y = 0; y < rows; y++) {
    let at = values + (<usize>(y * stride) << 2);
    const to = prefix + <usize>(y * prefixStride);
    store<u8>(to, 0);
    let carry = i8x16.splat(0);
    for (let x: usize = 1; x <= <usize>width; x += 16, at += 64) {
      const sums = i8x16.add(carry, runningSums(presence ? present(at) : below(at, limits)));
      v128.store(to + x, sums);
      carry = i8x16.splat(i8x16.extract_lane_s(sums, 15));
    }
  }
}

let fewestMissing: i32 = 0;
let mostMissing: i32 = 0;

/**
 * How many more pixels than are below the limit are wanted, per output of every `step`-th row: i16 into
 * `missing`, least and greatest into the two above.
 */
function countTile(
  values: usize,
  stride: i32,
  radius: i32,
  rows: i32,
  step: i32,
  limit: f32,
  ends: usize,
  wanted: usize,
  missing: usize,
  prefix: usize,
): void {
  const width = ACROSS + 2 * radius;
  const side = 2 * radius + 1;
  const prefixStride = ((width + 15) & ~15) + 16;
  prefixRows(values, stride, width, rows + 2 * radius, limit, false, prefix, prefixStride);
  let low = i16x8.splat(32767);
  let high = i16x8.splat(-32768);
  for (let y = 0; y < rows; y += step) {
    const at = <usize>y << 6;
    countRow(prefix + <usize>(y * prefixStride), ends, side, 255 / side, missing + at);
    for (let k = at; k < at + 64; k += 16) {
      const eight = i16x8.sub(v128.load(wanted + k), v128.load(missing + k));
      v128.store(missing + k, eight);
      low = i16x8.min_s(low, eight);
      high = i16x8.max_s(high, eight);
    }
  }
  fewestMissing = least(low);
  mostMissing = most(high);
}

/** Counts over the disk for 32 outputs of a row, u16. @param ends per row of the disk both ends in `prefix` */
@inline
function countRow(prefix: usize, ends: usize, side: i32, together: i32, to: usize): void {
  let a = i16x8.splat(0);
  let b = i16x8.splat(0);
  let c = i16x8.splat(0);
  let d = i16x8.splat(0);
  const end = ends + (<usize>side << 3);
  for (let at = ends; at < end; ) {
    const stop = min(end, at + (<usize>together << 3));
    let left = i8x16.splat(0);
    let right = i8x16.splat(0);
    for (; at < stop; at += 8) {
      const from = prefix + <usize>load<i32>(at);
      const past = prefix + <usize>load<i32>(at, 4);
      left = i8x16.add(left, i8x16.sub(v128.load(from), v128.load(past)));
      right = i8x16.add(right, i8x16.sub(v128.load(from, 16), v128.load(past, 16)));
    }
    a = i16x8.add(a, i16x8.extend_low_i8x16_u(left));
    b = i16x8.add(b, i16x8.extend_high_i8x16_u(left));
    c = i16x8.add(c, i16x8.extend_low_i8x16_u(right));
    d = i16x8.add(d, i16x8.extend_high_i8x16_u(right));
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** The value at a rank of the disk around one output, by selection; NaN for an empty disk. */
function selectAt(
  corner: usize,
  stride: i32,
  radius: i32,
  halfWidths: usize,
  keys: usize,
): f32 {
  let count = 0;
  for (let k = 0; k <= 2 * radius; k++) {
    const half = load<i32>(halfWidths + (<usize>k << 2));
    let at = corner + (<usize>(k * stride + radius - half) << 2);
    for (let x = -half; x <= half; x++, at += 4) {
      const value = load<f32>(at);
      if (value != value) continue;
      store<i32>(keys + (<usize>count << 2), orderedKey(load<i32>(at)));
      count++;
    }
  }
  if (count == 0) return NaN;
  const wanted = count >> 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<i32>(keys + (<usize>((low + high) >> 1) << 2));
    let left = low;
    let right = high;
    while (left <= right) {
      while (load<i32>(keys + (<usize>left << 2)) < pivot) left++;
      while (load<i32>(keys + (<usize>right << 2)) > pivot) right--;
      if (left <= right) {
        const swapped = load<i32>(keys + (<usize>left << 2));
        store<i32>(keys + (<usize>left << 2), load<i32>(keys + (<usize>right << 2)));
        store<i32>(keys + (<usize>right << 2), swapped);
        left++;
        right--;
      }
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return reinterpret<f32>(orderedKey(load<i32>(keys + (<usize>wanted << 2))));
}

/** Sorted values from places spread over the haloed tile; returns how many of them there are. */
function sampleTile(values: usize, stride: i32, width: i32, rows: i32, to: usize): i32 {
  let count = 0;
  for (let k = 0; k < SAMPLES; k++) {
    const y = ((2 * (k >> 3) + 1) * rows) >> 4;
    const x = ((2 * (k & 7) + 1) * width) >> 4;
    const value = load<f32>(values + (<usize>(y * stride + x) << 2));
    if (value != value) continue;
    let at = count;
    for (; at > 0 && load<f32>(to + (<usize>(at - 1) << 2)) > value; at--) {
      store<f32>(to + (<usize>at << 2), load<f32>(to + (<usize>(at - 1) << 2)));
    }
    store<f32>(to + (<usize>at << 2), value);
    count++;
  }
  return count;
}

@inline
function least(eight: v128): i32 {
  let low = i16x8.min_s(eight, i8x16.shuffle(eight, eight, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  low = i16x8.min_s(low, i16x8.shuffle(low, low, 2, 3, 0, 1, 4, 5, 6, 7));
  return min<i32>(i16x8.extract_lane_s(low, 0), i16x8.extract_lane_s(low, 1));
}

/** Least of 16 signed bytes, or 0 where one is negative. */
@inline
function leastByte(bytes: v128): i32 {
  if (i8x16.bitmask(bytes) != 0) return 0;
  const pairs = i16x8.min_s(i16x8.extend_low_i8x16_s(bytes), i16x8.extend_high_i8x16_s(bytes));
  return least(pairs);
}

/** Greatest of 16 signed bytes. */
@inline
function mostByte(bytes: v128): i32 {
  const pairs = i16x8.max_s(i16x8.extend_low_i8x16_s(bytes), i16x8.extend_high_i8x16_s(bytes));
  return most(pairs);
}

@inline
function most(eight: v128): i32 {
  return -least(i16x8.neg(eight));
}

/**
 * For each of 16 sets of four words, the shuffle that moves those in the set together to the left: 16
 * bytes each.
 */
function storeCompressions(to: usize): void {
  for (let set = 0; set < 16; set++) {
    let at = to + (<usize>set << 4);
    for (let word = 0; word < 4; word++) {
      if (((set >> word) & 1) == 0) continue;
      store<u32>(at, 0x03020100 + 0x04040404 * word);
      at += 4;
    }
  }
}

/**
 * Pixels from `low` up to below `high` of the haloed tile, sorted: their keys and where they lie, as
 * 256 times the row and the pixels up to the right border. More than `capacity` are counted only.
 */
function gather(
  values: usize,
  stride: i32,
  width: i32,
  rows: i32,
  low: f32,
  high: f32,
  compressions: usize,
  capacity: i32,
  keys: usize,
  places: usize,
  bins: usize,
  sortedKeys: usize,
  sortedPlaces: usize,
): i32 {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const scales = f32x4.splat((<f32>BINS) / (high - low));
  const lastBin = i32x4.splat(BINS - 1);
  const four = i32x4.splat(4);
  const zero = i32x4.splat(0);
  let bytes: usize = 0;
  for (let y = 0; y < rows; y++) {
    let at = values + (<usize>(y * stride) << 2);
    let place = i32x4.sub(i32x4.splat((y << 8) + width - 1), i32x4(0, 1, 2, 3));
    for (let x = 0; x < width; x += 4, at += 16) {
      const four4 = v128.load(at);
      let set = i32x4.bitmask(v128.and(f32x4.ge(four4, lows), f32x4.lt(four4, highs)));
      if (x + 4 > width) set &= (1 << (width - x)) - 1;
      // Into the upper half of the place its bin by value.
      const bin = i32x4.min_s(
        i32x4.max_s(i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(four4, lows), scales)), zero),
        lastBin,
      );
      const compression = v128.load(compressions + (<usize>set << 4));
      v128.store(keys + bytes, v128.swizzle(four4, compression));
      v128.store(places + bytes, v128.swizzle(v128.or(place, i32x4.shl(bin, 16)), compression));
      bytes += <usize>popcnt(set) << 2;
      place = i32x4.sub(place, four);
    }
    if (bytes > <usize>capacity << 2) return capacity + 1;
  }
  // Bins by value, then insertion within what is left out of order.
  memory.fill(bins, 0, BINS << 1);
  for (let k: usize = 0; k < bytes; k += 4) {
    const bin = bins + (<usize>load<u16>(places + k, 2) << 1);
    store<u16>(bin, load<u16>(bin) + 1);
  }
  let before = i16x8.splat(0);
  for (let bin = bins; bin < bins + (BINS << 1); bin += 16) {
    const counts = v128.load(bin);
    let sums = i16x8.add(counts, i8x16.shuffle(zero, counts, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
    sums = i16x8.add(sums, i8x16.shuffle(zero, sums, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
    sums = i16x8.add(sums, i8x16.shuffle(zero, sums, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
    sums = i16x8.add(sums, before);
    v128.store(bin, i16x8.sub(sums, counts));
    before = i8x16.shuffle(sums, sums, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15);
  }
  for (let k: usize = 0; k < bytes; k += 4) {
    const place = load<u32>(places + k);
    const bin = bins + (<usize>(place >> 16) << 1);
    const rank = load<u16>(bin);
    store<u16>(bin, rank + 1);
    const to = <usize>rank << 2;
    store<i32>(sortedKeys + to, orderedKey(load<i32>(keys + k)));
    store<i32>(sortedPlaces + to, place & 0xffff);
  }
  for (let k: usize = 4; k < bytes; k += 4) {
    const key = load<i32>(sortedKeys + k);
    if (load<i32>(sortedKeys + k - 4) <= key) continue;
    const place = load<i32>(sortedPlaces + k);
    let at = k;
    for (; at > 0 && load<i32>(sortedKeys + at - 4) > key; at -= 4) {
      store<i32>(sortedKeys + at, load<i32>(sortedKeys + at - 4));
      store<i32>(sortedPlaces + at, load<i32>(sortedPlaces + at - 4));
    }
    store<i32>(sortedKeys + at, key);
    store<i32>(sortedPlaces + at, place);
  }
  return <i32>(bytes >> 2);
}

/**
 * Those of `count` sorted pixels that lie in the square of `side` columns and `rows` rows from the place
 * `corner` on, in their order: the place of each, and in its upper half its rank. Returns their bytes.
 */
function inSquare(
  sortedPlaces: usize,
  count: i32,
  corner: i32,
  side: i32,
  rows: i32,
  compressions: usize,
  to: usize,
): usize {
  const corners = i32x4.splat(corner);
  const limits = i32x4.splat(0xffff0000 | ((rows - 1) << 8) | (side - 1));
  const every = i32x4.splat(-1);
  const step = i32x4.splat(4 << 16);
  let ranks = i32x4(0, 1 << 16, 2 << 16, 3 << 16);
  let bytes: usize = 0;
  for (let at = sortedPlaces; at < sortedPlaces + (<usize>count << 2); at += 16) {
    const pixels = v128.or(v128.load(at), ranks);
    ranks = i32x4.add(ranks, step);
    const inside = i32x4.eq(i8x16.le_u(i8x16.sub(pixels, corners), limits), every);
    const set = i32x4.bitmask(inside);
    v128.store(to + bytes, v128.swizzle(pixels, v128.load(compressions + (<usize>set << 4))));
    bytes += <usize>popcnt(set) << 2;
  }
  return bytes;
}

/** What 16 outputs lack, i16, as bytes: at most 127, and -1 for all that are full. */
@inline
function lackedBytes(at: usize): v128 {
  const bytes = i8x16.narrow_i16x8_s(v128.load(at), v128.load(at, 16));
  return i8x16.max_s(bytes, i8x16.splat(-1));
}

/** Adds 16 bytes to as many i16. */
@inline
function addBytes(to: usize, bytes: v128): void {
  v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_s(bytes)));
  v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_s(bytes)), 16);
}

/** How many of the values are NaN; makes them NaN with sign bit 0, as ranks follow the bits. */
export function clearGaps(values: usize, count: i32): i32 {
  const nan = i32x4.splat(0x7fc00000);
  const end = values + (<usize>count << 2);
  let gaps = 0;
  let at = values;
  for (; at + 16 <= end; at += 16) {
    const four = v128.load(at);
    const there = f32x4.eq(four, four);
    gaps += 4 - popcnt(i32x4.bitmask(there));
    v128.store(at, v128.bitselect(four, nan, there));
  }
  for (; at < end; at += 4) {
    const value = load<f32>(at);
    if (value == value) continue;
    store<i32>(at, 0x7fc00000);
    gaps++;
  }
  return gaps;
}

/** What the counts may be off at rows and pixels not looked at. */
@inline
function margin(missing: f32, size: f32): f32 {
  return 1 + 0.05 * Mathf.abs(missing) + 0.08 * Mathf.sqrt(size);
}

/**
 * Medians of 32 x `rows` outputs, rank floor(n / 2) of the n pixels of the disk that are not NaN.
 *
 * @param values first value of the haloed tile, f32; readable for 64 bytes beyond each row
 * @param stride values from one row to the next
 * @param halfWidths i32 per row of the disk
 * @param stamps per row of a disk with BAND - 1 empty rows above, 2 BAND - 1 below: -1 in bytes under
 *   the disk, its middle 15 + radius from the first, 256 to the next row; radius at most 100
 * @param gaps whether any value may be NaN
 * @param capacity the most pixels that may be sorted; also the room for each list of them
 * @param output f32, `outputStride` values per row
 * @param scratch see `sweepScratchBytes`
 * @returns false, with nothing promised of the output, where the values do not suit: medians too far
 *   apart, too many equal ones, hardly any present
 */
export function sweepTile(
  values: usize,
  stride: i32,
  rows: i32,
  radius: i32,
  halfWidths: usize,
  stamps: usize,
  gaps: bool,
  capacity: i32,
  output: usize,
  outputStride: i32,
  scratch: usize,
): bool {
  const side = 2 * radius + 1;
  const width = ACROSS + 2 * radius;
  const haloedRows = rows + 2 * radius;
  const prefixStride = ((width + 15) & ~15) + 16;
  // A row of pixels is looked at after the list may be full.
  const listBytes = <usize>(capacity + width + 8) << 2;
  const ends = scratch;
  const wanted = (ends + (<usize>side << 3) + 15) & ~15;
  // Whole groups of rows; what is beyond the last row lacks nothing.
  const roundRows = (rows + TOGETHER - 1) & -TOGETHER;
  const missing = wanted + (<usize>roundRows << 6);
  const index = missing + (<usize>roundRows << 6);
  const sample = index + (<usize>roundRows << 6);
  const compressions = sample + 256;
  const bins = compressions + 256;
  const keys = bins + (BINS << 1);
  const places = keys + listBytes;
  const sortedKeys = places + listBytes;
  const sortedPlaces = sortedKeys + listBytes;
  const prefix = sortedPlaces + listBytes;

  let size = 0;
  for (let k = 0; k < side; k++) {
    const half = load<i32>(halfWidths + (<usize>k << 2));
    const at = ends + (<usize>k << 3);
    store<i32>(at, k * prefixStride + radius - half);
    store<i32>(at, k * prefixStride + radius + half + 1, 4);
    size += 2 * half + 1;
  }

  const sampled = sampleTile(values, stride, width, haloedRows, sample);
  if (sampled < SAMPLES / 2) return false;
  const middle = load<f32>(sample + (<usize>(sampled >> 1) << 2));
  const quarter = load<f32>(sample + (<usize>(sampled >> 2) << 2));
  const threeQuarters = load<f32>(sample + (<usize>((3 * sampled) >> 2) << 2));
  const range = threeQuarters - quarter;
  if (!(range > 0 && range < Infinity)) return false;

  let total: f32 = <f32>size;
  if (gaps) {
    prefixRows(values, stride, width, haloedRows, 0, true, prefix, prefixStride);
    let halves: i32 = 0;
    for (let y = 0; y < rows; y++) {
      const to = wanted + (<usize>y << 6);
      countRow(prefix + <usize>(y * prefixStride), ends, side, 255 / side, to);
      for (let at = to; at < to + 64; at += 16) {
        v128.store(at, i16x8.shr_u(v128.load(at), 1));
      }
      halves += load<u16>(to + 32);
    }
    const twice = <f32>halves;
    total = ((<f32>2.0) * twice) / (<f32>rows);
  } else {
    const half = i16x8.splat(<i16>(size >> 1));
    for (let at = wanted; at < missing; at += 16) v128.store(at, half);
  }
  if (!(total >= 1)) return false;

  // How many more than the pixels below the middle value are wanted, in every fourth row.
  countTile(values, stride, radius, rows, 4, middle, ends, wanted, missing, prefix);
  const perCount = range / (0.5 * total);
  const fewest = <f32>fewestMissing;
  const farthest = <f32>mostMissing;

  // Down until no median is below, then up until all are: each time farther, as values may come in steps.
  let low = middle + (fewest - margin(fewest, total)) * perCount;
  countTile(values, stride, radius, rows, 1, low, ends, wanted, missing, prefix);
  for (let stretch: f32 = 2; fewestMissing < 0; stretch *= 2) {
    if (stretch > 64) return false;
    low -= stretch * (<f32>-fewestMissing + margin(0, total)) * perCount;
    countTile(values, stride, radius, rows, 1, low, ends, wanted, missing, prefix);
  }
  let high = middle + (farthest + 1 + margin(farthest, total)) * perCount;
  countTile(values, stride, radius, rows, 1, high, ends, wanted, index, prefix);
  for (let stretch: f32 = 2; mostMissing >= 0; stretch *= 2) {
    if (stretch > 64) return false;
    high += stretch * (<f32>mostMissing + 1 + margin(0, total)) * perCount;
    countTile(values, stride, radius, rows, 1, high, ends, wanted, index, prefix);
  }
  if (!(high > low)) return false;
  memory.fill(missing + (<usize>rows << 6), 0xff, <usize>(roundRows - rows) << 6);
  memory.fill(index, 0, <usize>roundRows << 6);
  storeCompressions(compressions);
  const count = gather(
    values,
    stride,
    width,
    haloedRows,
    low,
    high,
    compressions,
    capacity,
    keys,
    places,
    bins,
    sortedKeys,
    sortedPlaces,
  );
  if (count > capacity) return false;

  // No square has these.
  v128.store(sortedPlaces + (<usize>count << 2), i32x4.splat(0xffff));
  // The unsorted lists are free now: the pixels in reach of half a band of rows go there.
  const inReach = keys;
  const missed = prefix;
  let missedCount = 0;
  const missedMost = (rows * ACROSS) >> 4;
  const none = i8x16.splat(-1);
  for (let half = 0; half < 2 * ((rows + BAND - 1) / BAND); half++) {
    const top = (half >> 1) * BAND;
    const column = (half & 1) * HALF;
    const corner = (top << 8) + HALF - column;
    const reachSide = HALF + 2 * radius;
    const reachRows = BAND + 2 * radius;
    let bytes = inSquare(sortedPlaces, count, corner, reachSide, reachRows, compressions, inReach);
    // Below all disks, up to a whole step; then what is read where an output is not full at the end.
    const nowhere = corner + ((reachRows + BAND - 1) << 8);
    for (; (bytes & 15) != 0; bytes += 4) store<i32>(inReach + bytes, nowhere);
    store<i32>(inReach + bytes, 0);

    for (let y = top; y < min(top + BAND, rows); y += TOGETHER) {
      // The last of the rows; stamps for those before it follow.
      const base = stamps + <usize>(((BAND - TOGETHER - y) << 8) + column - HALF);
      const lacking = missing + (<usize>y << 6) + (<usize>column << 1);
      const joins = index + (<usize>y << 6) + (<usize>column << 1);
      let a = lackedBytes(lacking);
      let b = lackedBytes(lacking + 64);
      let c = lackedBytes(lacking + 128);
      let d = lackedBytes(lacking + 192);
      for (let at: usize = 0; at < bytes; ) {
        const full = i8x16.bitmask(v128.and(v128.and(a, b), v128.and(c, d)));
        if (full == 0xffff) break;
        const wasA = a;
        const wasB = b;
        const wasC = c;
        const wasD = d;
        let stepsA = i8x16.splat(0);
        let stepsB = stepsA;
        let stepsC = stepsA;
        let stepsD = stepsA;
        // As many as the least that any output lacks can join before the first of them is full.
        const fewest = leastByte(i8x16.min_s(i8x16.min_s(a, b), i8x16.min_s(c, d)));
        const unasked = <usize>(min(BLOCK, fewest) & ~3) << 2;
        const quiet = min(bytes, at + unasked);
        if (at < quiet) {
          stepsA = i8x16.splat(-(<i8>((quiet - at) >> 2)));
          stepsB = stepsA;
          stepsC = stepsA;
          stepsD = stepsA;
          for (; at < quiet; at += 8) {
            const stamp = base + <usize>load<u16>(inReach + at);
            a = i8x16.add(a, v128.load(stamp, 768));
            b = i8x16.add(b, v128.load(stamp, 512));
            c = i8x16.add(c, v128.load(stamp, 256));
            d = i8x16.add(d, v128.load(stamp));
            const next = base + <usize>load<u16>(inReach + at, 4);
            a = i8x16.add(a, v128.load(next, 768));
            b = i8x16.add(b, v128.load(next, 512));
            c = i8x16.add(c, v128.load(next, 256));
            d = i8x16.add(d, v128.load(next));
          }
        }
        // About as many more as the output that lacks most needs: a third of them is in its disk.
        const most = mostByte(i8x16.max_s(i8x16.max_s(a, b), i8x16.max_s(c, d)));
        const asked = <usize>((3 * most + 16) & ~3) << 2;
        const stop = min(bytes, at + min((<usize>BLOCK << 2) - unasked, asked));
        for (; at < stop; at += 8) {
          const stamp = base + <usize>load<u16>(inReach + at);
          a = i8x16.add(a, v128.load(stamp, 768));
          b = i8x16.add(b, v128.load(stamp, 512));
          c = i8x16.add(c, v128.load(stamp, 256));
          d = i8x16.add(d, v128.load(stamp));
          stepsA = i8x16.add(stepsA, i8x16.gt_s(a, none));
          stepsB = i8x16.add(stepsB, i8x16.gt_s(b, none));
          stepsC = i8x16.add(stepsC, i8x16.gt_s(c, none));
          stepsD = i8x16.add(stepsD, i8x16.gt_s(d, none));
          const next = base + <usize>load<u16>(inReach + at, 4);
          a = i8x16.add(a, v128.load(next, 768));
          b = i8x16.add(b, v128.load(next, 512));
          c = i8x16.add(c, v128.load(next, 256));
          d = i8x16.add(d, v128.load(next));
          stepsA = i8x16.add(stepsA, i8x16.gt_s(a, none));
          stepsB = i8x16.add(stepsB, i8x16.gt_s(b, none));
          stepsC = i8x16.add(stepsC, i8x16.gt_s(c, none));
          stepsD = i8x16.add(stepsD, i8x16.gt_s(d, none));
        }
        addBytes(lacking, i8x16.sub(a, wasA));
        addBytes(lacking + 64, i8x16.sub(b, wasB));
        addBytes(lacking + 128, i8x16.sub(c, wasC));
        addBytes(lacking + 192, i8x16.sub(d, wasD));
        addBytes(joins, i8x16.neg(stepsA));
        addBytes(joins + 64, i8x16.neg(stepsB));
        addBytes(joins + 128, i8x16.neg(stepsC));
        addBytes(joins + 192, i8x16.neg(stepsD));
        a = lackedBytes(lacking);
        b = lackedBytes(lacking + 64);
        c = lackedBytes(lacking + 128);
        d = lackedBytes(lacking + 192);
      }
      for (let row = y; row < min(y + TOGETHER, rows); row++) {
        const ranks = index + (<usize>row << 6) + (<usize>column << 1);
        const to = output + (<usize>(row * outputStride + column) << 2);
        for (let x: usize = 0; x < 16; x++) {
          const rank = <usize>load<u16>(inReach + (<usize>load<u16>(ranks + (x << 1)) << 2), 2);
          store<i32>(to + (x << 2), orderedKey(load<i32>(sortedKeys + (rank << 2))));
        }
        const left = lackedBytes(missing + (<usize>row << 6) + (<usize>column << 1));
        for (let bits = i8x16.bitmask(left) ^ 0xffff; bits != 0; bits &= bits - 1) {
          if (missedCount == missedMost) return false;
          store<i32>(missed + (<usize>missedCount << 2), (row << 5) + column + ctz(bits));
          missedCount++;
        }
      }
    }
  }
  const selection = missed + (<usize>missedMost << 2);
  for (let k: usize = 0; k < <usize>missedCount << 2; k += 4) {
    const at = load<i32>(missed + k);
    const y = at >> 5;
    const x = at & 31;
    const corner = values + (<usize>(y * stride + x) << 2);
    const value = selectAt(corner, stride, radius, halfWidths, selection);
    store<f32>(output + (<usize>(y * outputStride + x) << 2), value);
  }
  return true;
}
