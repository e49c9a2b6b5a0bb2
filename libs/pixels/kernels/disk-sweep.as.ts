// Exact disk median of one tile by a sweep over the few values the medians can have: count the pixels
// below a value that is just under all medians, then let the pixels from there upwards join one by one,
// in order, each with the stamp of its disk, and note for every output at which one its count is full.
// All addresses are handed in: the module owns no memory of its own.

/** Outputs side by side in a tile: two vectors of bytes. */
const ACROSS: i32 = 32;
/** Rows of outputs that share a list of pixels in reach. */
const BAND: i32 = 8;
/** Pixels that join before bytes are widened. */
const BLOCK: i32 = 124;
const SAMPLES: i32 = 64;
const BINS: i32 = 2048;

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
 * Pixels from `low` up to below `high` of the haloed tile, sorted: their keys and where the stamp of
 * each lies. More than `capacity` are counted only.
 */
function gather(
  values: usize,
  stride: i32,
  width: i32,
  rows: i32,
  low: f32,
  high: f32,
  stampStride: i32,
  capacity: i32,
  keys: usize,
  places: usize,
  bins: usize,
  sortedKeys: usize,
  sortedPlaces: usize,
): i32 {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  let count = 0;
  for (let y = 0; y < rows; y++) {
    const row = values + (<usize>(y * stride) << 2);
    const place = y * stampStride;
    for (let x = 0; x < width; x += 16) {
      const at = row + (<usize>x << 2);
      const above = i8x16.bitmask(below(at, highs));
      let bits = above & ~i8x16.bitmask(below(at, lows)) & 0xffff;
      if (x + 16 > width) bits &= (1 << (width - x)) - 1;
      for (; bits != 0; bits &= bits - 1) {
        if (count == capacity) return capacity + 1;
        const k = ctz(bits);
        store<i32>(keys + (<usize>count << 2), load<i32>(at + (<usize>k << 2)));
        store<i32>(places + (<usize>count << 2), place - x - k);
        count++;
      }
    }
  }
  // Bins by value, then insertion within what is left out of order.
  const scale: f32 = (<f32>BINS) / (high - low);
  memory.fill(bins, 0, (BINS + 1) * 4);
  for (let k = 0; k < count; k++) {
    const value = load<f32>(keys + (<usize>k << 2));
    const bin = <usize>min(BINS - 1, max(0, <i32>((value - low) * scale)));
    store<i32>(bins + 4 + (bin << 2), load<i32>(bins + 4 + (bin << 2)) + 1);
  }
  let before = 0;
  for (let bin = bins; bin < bins + BINS * 4; bin += 4) {
    before += load<i32>(bin);
    store<i32>(bin, before);
  }
  for (let k = 0; k < count; k++) {
    const value = load<f32>(keys + (<usize>k << 2));
    const bin = bins + (<usize>min(BINS - 1, max(0, <i32>((value - low) * scale))) << 2);
    const to = <usize>load<i32>(bin) << 2;
    store<i32>(bin, load<i32>(bin) + 1);
    store<i32>(sortedKeys + to, orderedKey(load<i32>(keys + (<usize>k << 2))));
    store<i32>(sortedPlaces + to, load<i32>(places + (<usize>k << 2)));
  }
  for (let k = 1; k < count; k++) {
    const key = load<i32>(sortedKeys + (<usize>k << 2));
    if (load<i32>(sortedKeys + (<usize>(k - 1) << 2)) <= key) continue;
    const place = load<i32>(sortedPlaces + (<usize>k << 2));
    let at = k;
    for (; at > 0 && load<i32>(sortedKeys + (<usize>(at - 1) << 2)) > key; at--) {
      store<i32>(sortedKeys + (<usize>at << 2), load<i32>(sortedKeys + (<usize>(at - 1) << 2)));
      store<i32>(sortedPlaces + (<usize>at << 2), load<i32>(sortedPlaces + (<usize>(at - 1) << 2)));
    }
    store<i32>(sortedKeys + (<usize>at << 2), key);
    store<i32>(sortedPlaces + (<usize>at << 2), place);
  }
  return count;
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
 *   the disk, its middle 32 + radius from the first, 64 + 2 radius to the next row
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
  const stampStride = width + ACROSS;
  const listBytes = <usize>(capacity + 4) << 2;
  const ends = scratch;
  const wanted = (ends + (<usize>side << 3) + 15) & ~15;
  const missing = wanted + (<usize>rows << 6);
  const index = missing + (<usize>rows << 6);
  const sample = index + (<usize>rows << 6);
  const bins = sample + 256;
  const keys = bins + BINS * 4 + 16;
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
  const count = gather(
    values,
    stride,
    width,
    haloedRows,
    low,
    high,
    stampStride,
    capacity,
    keys,
    places,
    bins,
    sortedKeys,
    sortedPlaces,
  );
  if (count > capacity) return false;

  // The unsorted lists are free now: the pixels in reach of a band of rows go there.
  const reachKeys = keys;
  const reachPlaces = places;
  const missed = prefix;
  let missedCount = 0;
  const missedMost = (rows * ACROSS) >> 4;
  const reachRows = radius + BAND - 1;
  for (let top = 0; top < rows; top += BAND) {
    const first = (top - 1) * stampStride + 1;
    const extent = <u32>((BAND + 2 * radius) * stampStride);
    let inReach: usize = 0;
    for (let k: usize = 0; k < <usize>count << 2; k += 4) {
      const place = load<i32>(sortedPlaces + k);
      store<i32>(reachPlaces + inReach, place);
      store<i32>(reachKeys + inReach, load<i32>(sortedKeys + k));
      inReach += <usize>(<u32>(place - first) < extent) << 2;
    }
    const nowhere = (top + radius + reachRows + BAND) * stampStride;
    for (; (inReach & 15) != 0; inReach += 4) store<i32>(reachPlaces + inReach, nowhere);

    for (let y = top; y < min(top + BAND, rows); y++) {
      const base = stamps + <usize>((reachRows - radius - y) * stampStride + width - 1);
      const from = missing + (<usize>y << 6);
      let a = v128.load(from);
      let b = v128.load(from, 16);
      let c = v128.load(from, 32);
      let d = v128.load(from, 48);
      const none = i8x16.splat(-1);
      let left = i8x16.max_s(i8x16.narrow_i16x8_s(a, b), none);
      let right = i8x16.max_s(i8x16.narrow_i16x8_s(c, d), none);
      let open =
        (~(i8x16.bitmask(left) | (i8x16.bitmask(right) << 16)));
      const late = ~open;
      let ia = i16x8.splat(0);
      let ib = ia;
      let ic = ia;
      let id = ia;
      for (let at: usize = 0; at < inReach && open != 0; ) {
        const wasLeft = left;
        const wasRight = right;
        let stepsLeft = i8x16.splat(0);
        let stepsRight = stepsLeft;
        // As many as the least that any output lacks can join before the first of them is full.
        const unasked = <usize>(min(BLOCK, leastByte(i8x16.min_s(left, right))) & ~3) << 2;
        const quiet = min(inReach, at + unasked);
        if (at < quiet) {
          stepsLeft = i8x16.splat(-(<i8>((quiet - at) >> 2)));
          stepsRight = stepsLeft;
          for (; at < quiet; at += 16) {
            let stamp = base + <usize>load<i32>(reachPlaces + at);
            left = i8x16.add(left, v128.load(stamp));
            right = i8x16.add(right, v128.load(stamp, 16));
            stamp = base + <usize>load<i32>(reachPlaces + at, 4);
            left = i8x16.add(left, v128.load(stamp));
            right = i8x16.add(right, v128.load(stamp, 16));
            stamp = base + <usize>load<i32>(reachPlaces + at, 8);
            left = i8x16.add(left, v128.load(stamp));
            right = i8x16.add(right, v128.load(stamp, 16));
            stamp = base + <usize>load<i32>(reachPlaces + at, 12);
            left = i8x16.add(left, v128.load(stamp));
            right = i8x16.add(right, v128.load(stamp, 16));
          }
        }
        // About as many more as the output that lacks most needs: a quarter of them is in its disk.
        const lacking = (4 * mostByte(i8x16.max_s(left, right)) + 8) & ~3;
        const stop = min(inReach, at + min((<usize>BLOCK << 2) - unasked, <usize>lacking << 2));
        for (; at < stop; at += 16) {
          let stamp = base + <usize>load<i32>(reachPlaces + at);
          left = i8x16.add(left, v128.load(stamp));
          right = i8x16.add(right, v128.load(stamp, 16));
          stepsLeft = i8x16.add(stepsLeft, i8x16.gt_s(left, none));
          stepsRight = i8x16.add(stepsRight, i8x16.gt_s(right, none));
          stamp = base + <usize>load<i32>(reachPlaces + at, 4);
          left = i8x16.add(left, v128.load(stamp));
          right = i8x16.add(right, v128.load(stamp, 16));
          stepsLeft = i8x16.add(stepsLeft, i8x16.gt_s(left, none));
          stepsRight = i8x16.add(stepsRight, i8x16.gt_s(right, none));
          stamp = base + <usize>load<i32>(reachPlaces + at, 8);
          left = i8x16.add(left, v128.load(stamp));
          right = i8x16.add(right, v128.load(stamp, 16));
          stepsLeft = i8x16.add(stepsLeft, i8x16.gt_s(left, none));
          stepsRight = i8x16.add(stepsRight, i8x16.gt_s(right, none));
          stamp = base + <usize>load<i32>(reachPlaces + at, 12);
          left = i8x16.add(left, v128.load(stamp));
          right = i8x16.add(right, v128.load(stamp, 16));
          stepsLeft = i8x16.add(stepsLeft, i8x16.gt_s(left, none));
          stepsRight = i8x16.add(stepsRight, i8x16.gt_s(right, none));
        }
        const joinedLeft = i8x16.sub(left, wasLeft);
        const joinedRight = i8x16.sub(right, wasRight);
        a = i16x8.add(a, i16x8.extend_low_i8x16_s(joinedLeft));
        b = i16x8.add(b, i16x8.extend_high_i8x16_s(joinedLeft));
        c = i16x8.add(c, i16x8.extend_low_i8x16_s(joinedRight));
        d = i16x8.add(d, i16x8.extend_high_i8x16_s(joinedRight));
        ia = i16x8.sub(ia, i16x8.extend_low_i8x16_s(stepsLeft));
        ib = i16x8.sub(ib, i16x8.extend_high_i8x16_s(stepsLeft));
        ic = i16x8.sub(ic, i16x8.extend_low_i8x16_s(stepsRight));
        id = i16x8.sub(id, i16x8.extend_high_i8x16_s(stepsRight));
        left = i8x16.max_s(i8x16.narrow_i16x8_s(a, b), none);
        right = i8x16.max_s(i8x16.narrow_i16x8_s(c, d), none);
        open = ~(i8x16.bitmask(left) | (i8x16.bitmask(right) << 16));
      }
      v128.store(index, ia);
      v128.store(index, ib, 16);
      v128.store(index, ic, 32);
      v128.store(index, id, 48);
      const to = output + (<usize>(y * outputStride) << 2);
      for (let x: usize = 0; x < 32; x++) {
        const key = load<i32>(reachKeys + (<usize>load<u16>(index + (x << 1)) << 2));
        store<i32>(to + (x << 2), orderedKey(key));
      }
      for (let bits = open | late; bits != 0; bits &= bits - 1) {
        if (missedCount == missedMost) return false;
        store<i32>(missed + (<usize>missedCount << 2), (y << 5) + ctz(bits));
        missedCount++;
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
