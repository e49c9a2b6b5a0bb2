// Sigma-clipped statistics of the boxes an image is cut into, and the way back: a small grid expanded
// to a full image by four taps along each axis.
// All addresses are handed in: the module owns no memory of its own.

const MOST_BINS: usize = 1024;
const SAMPLES: i32 = 16;

/**
 * Copies the numbers of a box that are finite and not masked; returns how many there are. Adding 0
 * makes the two zeros one, as sorting them would not.
 */
function gather(
  image: usize,
  mask: usize,
  width: i32,
  x0: i32,
  x1: i32,
  y0: i32,
  y1: i32,
  to: usize,
): i32 {
  let n: usize = 0;
  for (let y = y0; y < y1; y++) {
    const row = image + (<usize>(y * width) << 2);
    const masked = mask + <usize>(y * width);
    let x = x0;
    for (; x + 4 <= x1; x += 4) {
      if (mask == 0 || load<u32>(masked + <usize>x) == 0) {
        const four = f32x4.add(v128.load(row + (<usize>x << 2)), f32x4.splat(0));
        const finite = f32x4.eq(f32x4.sub(four, four), f32x4.splat(0));
        if (i32x4.all_true(finite)) {
          v128.store(to + (n << 2), four);
          n += 4;
        } else {
          for (let k = x; k < x + 4; k++) {
            const value = load<f32>(row + (<usize>k << 2)) + 0;
            store<f32>(to + (n << 2), value);
            n += <usize>(value - value == 0);
          }
        }
      } else {
        for (let k = x; k < x + 4; k++) {
          const value = load<f32>(row + (<usize>k << 2)) + 0;
          store<f32>(to + (n << 2), value);
          n += <usize>(value - value == 0) & <usize>(load<u8>(masked + <usize>k) == 0);
        }
      }
    }
    for (; x < x1; x++) {
      const value = load<f32>(row + (<usize>x << 2)) + 0;
      store<f32>(to + (n << 2), value);
      const used = mask == 0 || load<u8>(masked + <usize>x) == 0;
      n += <usize>(value - value == 0) & <usize>used;
    }
  }
  return <i32>n;
}

/** Sorts count values of f32: short runs by insertion, long ones by Shell's method. */
function sort(at: usize, count: i32): void {
  let gap = 1;
  if (count > 40) while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < count; i++) {
      const value = load<f32>(at + (<usize>i << 2));
      let j = i;
      while (j >= gap) {
        const before = load<f32>(at + (<usize>(j - gap) << 2));
        if (!(before > value)) break;
        store<f32>(at + (<usize>j << 2), before);
        j -= gap;
      }
      store<f32>(at + (<usize>j << 2), value);
    }
  }
}

// The box at work, sorted by bins: a bin is sorted inside only when a rank falls into it.
let ends: usize = 0;
let sorted: usize = 0;
let tidy: usize = 0;
let low: f32 = 0;
let scale: f32 = 0;
// A small box needs few bins: clearing and summing them would cost more than its pixels.
let bins: usize = MOST_BINS;
let lastBin: i32 = 1023;

@inline
function binsOf(four: v128): v128 {
  const t = f32x4.mul(f32x4.sub(four, f32x4.splat(low)), f32x4.splat(scale));
  const top = f32x4.pmin(f32x4.splat(<f32>lastBin), t);
  // Adding 2^23 leaves the nearest whole number in the last bits.
  const shifted = f32x4.add(f32x4.pmax(f32x4.splat(0), top), f32x4.splat(8388608));
  return v128.and(shifted, i32x4.splat(lastBin));
}

@inline
function startOf(bin: usize): i32 {
  return bin == 0 ? 0 : load<i32>(ends + ((bin - 1) << 2));
}

function tidyBin(bin: usize): void {
  if (load<u8>(tidy + bin) != 0) return;
  store<u8>(tidy + bin, 1);
  const start = startOf(bin);
  sort(sorted + (<usize>start << 2), load<i32>(ends + (bin << 2)) - start);
}

/** The value of a rank. */
function ranked(rank: i32): f64 {
  let a: usize = 0;
  let b: usize = bins - 1;
  while (a < b) {
    const middle = (a + b) >> 1;
    if (load<i32>(ends + (middle << 2)) > rank) b = middle;
    else a = middle + 1;
  }
  tidyBin(a);
  return <f64>load<f32>(sorted + (<usize>rank << 2));
}

@inline
function middleOf(from: i32, to: i32): f64 {
  const middle = (from + to) >> 1;
  return ((to - from) & 1) == 1 ? ranked(middle) : (ranked(middle - 1) + ranked(middle)) * 0.5;
}

/**
 * How many values are below the limit (or, with `orEqual`, not above it). Those of the limit's bin
 * that are come first in it from now on.
 */
function countBelow(limit: f64, orEqual: bool): i32 {
  const bin = <usize>i32x4.extract_lane(binsOf(f32x4.splat(<f32>limit)), 0);
  let below = startOf(bin);
  const end = load<i32>(ends + (bin << 2));
  for (let k = below; k < end; k++) {
    const at = sorted + (<usize>k << 2);
    const value = load<f32>(at);
    if (orEqual ? <f64>value > limit : <f64>value >= limit) continue;
    // In a sorted bin nothing moves.
    const to = sorted + (<usize>below << 2);
    store<f32>(at, load<f32>(to));
    store<f32>(to, value);
    below++;
  }
  return below;
}

let sum: f64 = 0;
let squares: f64 = 0;

@inline
function addRun(from: i32, to: i32, centre: f64): void {
  let s: f64 = 0;
  let q: f64 = 0;
  for (let k = from; k < to; k++) {
    const d = <f64>load<f32>(sorted + (<usize>k << 2)) - centre;
    s += d;
    q += d * d;
  }
  sum = s;
  squares = q;
}

/** Sums of the deviations from `centre` within the limits, in four interleaved parts. */
function sumWithin(values: usize, count: i32, lowest: f64, highest: f64, centre: f64): void {
  const c = f64x2.splat(centre);
  const from = f64x2.splat(lowest);
  const to = f64x2.splat(highest);
  let s01 = f64x2.splat(0);
  let s23 = f64x2.splat(0);
  let q01 = f64x2.splat(0);
  let q23 = f64x2.splat(0);
  // The tail is padded by values beyond the limits.
  for (let k = count; k < ((count + 3) & ~3); k++) store<f32>(values + (<usize>k << 2), NaN);
  for (let k = 0; k < count; k += 4) {
    const four = v128.load(values + (<usize>k << 2));
    const v01 = f64x2.promote_low_f32x4(four);
    const v23 = f64x2.promote_low_f32x4(i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
    const d01 = v128.and(f64x2.sub(v01, c), v128.and(f64x2.ge(v01, from), f64x2.le(v01, to)));
    const d23 = v128.and(f64x2.sub(v23, c), v128.and(f64x2.ge(v23, from), f64x2.le(v23, to)));
    s01 = f64x2.add(s01, d01);
    s23 = f64x2.add(s23, d23);
    q01 = f64x2.add(q01, f64x2.mul(d01, d01));
    q23 = f64x2.add(q23, f64x2.mul(d23, d23));
  }
  const s = f64x2.add(s01, s23);
  const q = f64x2.add(q01, q23);
  sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  squares = f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1);
}

/**
 * Statistics of one box after clipping at the median +- kappa standard deviations: five f64 (how many
 * numbers, how many are left, median, mean and standard deviation of those).
 */
function clippedBox(values: usize, count: i32, kappa: f64, rounds: i32, scratch: usize, output: usize): void {
  store<f64>(output, <f64>count);
  store<f64>(output + 8, <f64>count);
  store<f64>(output + 16, NaN);
  store<f64>(output + 24, NaN);
  store<f64>(output + 32, NaN);
  if (count == 0) return;
  const samples = scratch;
  bins = count <= 256 ? MOST_BINS / 8 : count <= 1024 ? MOST_BINS / 2 : MOST_BINS;
  lastBin = <i32>bins - 1;
  ends = samples + <usize>SAMPLES * 4;
  tidy = ends + MOST_BINS * 4;
  const binNumbers = tidy + MOST_BINS;
  sorted = binNumbers + ((<usize>count + 3) & ~3) * 2;

  const taken = min(count, SAMPLES);
  for (let k = 0; k < taken; k++) {
    const from = (k * count) / taken;
    store<f32>(samples + (<usize>k << 2), load<f32>(values + (<usize>from << 2)));
  }
  sort(samples, taken);
  const centre = load<f32>(samples + (<usize>(taken >> 1) << 2));
  const spread =
    load<f32>(samples + (<usize>((3 * taken) >> 2) << 2)) -
    load<f32>(samples + (<usize>(taken >> 2) << 2));
  low = centre - <f32>6 * spread;
  let span: f32 = <f32>12 * spread;
  if (!(spread > 0)) {
    let least = load<f32>(values);
    let most = least;
    for (let k = 1; k < count; k++) {
      const value = load<f32>(values + (<usize>k << 2));
      least = value < least ? value : least;
      most = value > most ? value : most;
    }
    low = least;
    span = most - least;
  }
  scale = <f32>lastBin / span;

  // Values beyond the bins' range fall into the first and the last one.
  memory.fill(ends, 0, bins * 4);
  memory.fill(tidy, 0, bins);
  const c = f64x2.splat(<f64>centre);
  let s = f64x2.splat(0);
  let q = f64x2.splat(0);
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const four = v128.load(values + (<usize>k << 2));
    const bin = binsOf(four);
    const d01 = f64x2.sub(f64x2.promote_low_f32x4(four), c);
    const d23 = f64x2.sub(
      f64x2.promote_low_f32x4(
        i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
      ),
      c,
    );
    s = f64x2.add(s, f64x2.add(d01, d23));
    q = f64x2.add(q, f64x2.add(f64x2.mul(d01, d01), f64x2.mul(d23, d23)));
    const b0 = <usize>i32x4.extract_lane(bin, 0);
    const b1 = <usize>i32x4.extract_lane(bin, 1);
    const b2 = <usize>i32x4.extract_lane(bin, 2);
    const b3 = <usize>i32x4.extract_lane(bin, 3);
    store<u64>(
      binNumbers + (<usize>k << 1),
      <u64>b0 | (<u64>b1 << 16) | (<u64>b2 << 32) | (<u64>b3 << 48),
    );
    store<i32>(ends + (b0 << 2), load<i32>(ends + (b0 << 2)) + 1);
    store<i32>(ends + (b1 << 2), load<i32>(ends + (b1 << 2)) + 1);
    store<i32>(ends + (b2 << 2), load<i32>(ends + (b2 << 2)) + 1);
    store<i32>(ends + (b3 << 2), load<i32>(ends + (b3 << 2)) + 1);
  }
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  let totalSquares = f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1);
  for (; k < count; k++) {
    const value = load<f32>(values + (<usize>k << 2));
    const bin = <usize>i32x4.extract_lane(binsOf(f32x4.splat(value)), 0);
    const d = <f64>value - <f64>centre;
    total += d;
    totalSquares += d * d;
    store<u16>(binNumbers + (<usize>k << 1), <u16>bin);
    store<i32>(ends + (bin << 2), load<i32>(ends + (bin << 2)) + 1);
  }
  let start = 0;
  for (let bin: usize = 0; bin < bins; bin++) {
    const here = load<i32>(ends + (bin << 2));
    store<i32>(ends + (bin << 2), start);
    start += here;
  }
  for (k = 0; k < count; k++) {
    const bin = <usize>load<u16>(binNumbers + (<usize>k << 1));
    const to = load<i32>(ends + (bin << 2));
    store<i32>(ends + (bin << 2), to + 1);
    store<f32>(sorted + (<usize>to << 2), load<f32>(values + (<usize>k << 2)));
  }

  let from = 0;
  let to = count;
  let summed = totalSquares;
  let lowest = -Infinity;
  let highest = Infinity;
  let middle = middleOf(from, to);
  for (let round = 0; round < rounds; round++) {
    const n = <f64>(to - from);
    const mean = total / n;
    const sigma = Math.sqrt(max(totalSquares / n - mean * mean, 0));
    lowest = middle - kappa * sigma;
    highest = middle + kappa * sigma;
    const newFrom = max(from, countBelow(lowest, false));
    const newTo = min(to, countBelow(highest, true));
    if (newFrom == from && newTo == to) break;
    addRun(from, newFrom, <f64>centre);
    total -= sum;
    totalSquares -= squares;
    addRun(newTo, to, <f64>centre);
    total -= sum;
    totalSquares -= squares;
    from = newFrom;
    to = newTo;
    // What is left of a far larger sum has lost its digits: sum anew.
    if (!(totalSquares > 1e-3 * summed)) {
      addRun(from, to, <f64>centre);
      total = sum;
      totalSquares = squares;
      summed = squares;
    }
    middle = middleOf(from, to);
  }
  // The last limits hold for all: what an earlier round took may come back.
  from = countBelow(lowest, false);
  to = countBelow(highest, true);
  middle = middleOf(from, to);
  sumWithin(values, count, lowest, highest, middle);
  const n = <f64>(to - from);
  const shift = sum / n;
  store<f64>(output + 8, n);
  store<f64>(output + 16, middle);
  store<f64>(output + 24, middle + shift);
  store<f64>(output + 32, Math.sqrt(max(squares / n - shift * shift, 0)));
}

/**
 * @param image f32, width x height
 * @param mask u8 of the same shape, not 0 where a pixel is left out; or address 0
 * @param output five f64 per box, row by row; boxes at the right and lower edge may be cut off
 * @param scratch 10 bytes per pixel of a box + 8 KiB
 */
export function boxStatistics(
  image: usize,
  mask: usize,
  width: i32,
  height: i32,
  boxWidth: i32,
  boxHeight: i32,
  kappa: f64,
  rounds: i32,
  output: usize,
  scratch: usize,
): void {
  const work = scratch + ((<usize>(boxWidth * boxHeight) + 7) & ~3) * 4;
  let to = output;
  for (let y = 0; y < height; y += boxHeight) {
    for (let x = 0; x < width; x += boxWidth) {
      const x1 = min(x + boxWidth, width);
      const y1 = min(y + boxHeight, height);
      const count = gather(image, mask, width, x, x1, y, y1, scratch);
      clippedBox(scratch, count, kappa, rounds, work, to);
      to += 40;
    }
  }
}

/**
 * Expands a grid by four taps along each axis, the result held between two limits.
 *
 * @param grid f64, gridWidth wide
 * @param runs of output columns with the same first tap: tap, first column, column after (i32 each)
 * @param columnWeights f64: the first weights of all columns and one value more, then the second, ...
 * @param rows per output row: first tap (i32) ; @param rowWeights four f64 each
 * @param line f64, gridWidth, scratch
 * @param output f32, width x height, and one value more
 */
export function expand(
  grid: usize,
  gridWidth: i32,
  runs: usize,
  runCount: i32,
  columnWeights: usize,
  rows: usize,
  rowWeights: usize,
  line: usize,
  lowest: f64,
  highest: f64,
  width: i32,
  height: i32,
  output: usize,
): void {
  const stride = <usize>gridWidth << 3;
  const plane = <usize>(width + 1) << 3;
  const runsEnd = runs + <usize>runCount * 12;
  const least = f64x2.splat(lowest);
  const most = f64x2.splat(highest);
  for (let y = 0; y < height; y++) {
    const from = grid + <usize>load<i32>(rows + (<usize>y << 2)) * stride;
    const w = rowWeights + (<usize>y << 5);
    const w0 = load<f64>(w);
    const w1 = load<f64>(w + 8);
    const w2 = load<f64>(w + 16);
    const w3 = load<f64>(w + 24);
    for (let k: usize = 0; k < stride; k += 8) {
      const at = from + k;
      store<f64>(
        line + k,
        w0 * load<f64>(at) +
          w2 * load<f64>(at + 2 * stride) +
          (w1 * load<f64>(at + stride) + w3 * load<f64>(at + 3 * stride)),
      );
    }
    const out = output + (<usize>(y * width) << 2);
    for (let run = runs; run < runsEnd; run += 12) {
      const at = line + (<usize>load<i32>(run) << 3);
      const p0 = v128.load64_splat(at);
      const p1 = v128.load64_splat(at, 8);
      const p2 = v128.load64_splat(at, 16);
      const p3 = v128.load64_splat(at, 24);
      const end = <usize>load<i32>(run, 8);
      // Two at a time: what the last pair writes beyond its run, the next run overwrites.
      for (let x = <usize>load<i32>(run, 4); x < end; x += 2) {
        const v = columnWeights + (x << 3);
        const value = f64x2.add(
          f64x2.add(f64x2.mul(v128.load(v), p0), f64x2.mul(v128.load(v + 2 * plane), p2)),
          f64x2.add(f64x2.mul(v128.load(v + plane), p1), f64x2.mul(v128.load(v + 3 * plane), p3)),
        );
        const held = f64x2.pmin(most, f64x2.pmax(least, value));
        v128.store64_lane(out + (x << 2), f32x4.demote_f64x2_zero(held), 0);
      }
    }
  }
}
