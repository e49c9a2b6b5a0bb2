// Noise against level in square blocks of a raw frame, a row of blocks at a time: linear signal, what
// is left of it once dark and flat are taken out, fourth differences, smoothed surroundings and the
// choice of the darkest pixels. Sums in float64, planes in float32, in the order of the TypeScript twin.
//
// All addresses are handed in: the module owns no memory of its own. Rows that more than one row of
// blocks needs stay in the window, which the caller shifts.

/** Pixels along the side of a block. */
const SIDE: i32 = 32;
/** Rows of the window above the first row of the blocks. */
const ABOVE: i32 = 4;
/** Rows of the window that are filled: those of the blocks, and as many below as above. */
const ROWS: i32 = SIDE + 2 * ABOVE;

// Addresses of the window: planes of ROWS rows, that of the marks with two rows more.
let width: i32 = 0;
let raws: usize = 0;
let biases: usize = 0;
let darks: usize = 0;
let flats: usize = 0;
let bads: usize = 0;
let linears: usize = 0;
let evens: usize = 0;
let marks: usize = 0;
let across: usize = 0;
let noises: usize = 0;
let stars: usize = 0;
let nodes: usize = 0;
let factors: usize = 0;
let slopes: usize = 0;
let starts: usize = 0;
let nodeCount: i32 = 0;
/** What stands for a pixel that cannot be used: the one before it. */
let before: f32 = 0;

/** Where everything lies, for the calls that follow; `before` of a frame's first pixel is 0. */
export function place(
  widthPx: i32,
  rawsAt: usize,
  biasesAt: usize,
  darksAt: usize,
  flatsAt: usize,
  badsAt: usize,
  linearsAt: usize,
  evensAt: usize,
  marksAt: usize,
  acrossAt: usize,
  noisesAt: usize,
  starsAt: usize,
  nodesAt: usize,
  factorsAt: usize,
  slopesAt: usize,
  startsAt: usize,
  curveNodes: i32,
): void {
  width = widthPx;
  raws = rawsAt;
  biases = biasesAt;
  darks = darksAt;
  flats = flatsAt;
  bads = badsAt;
  linears = linearsAt;
  evens = evensAt;
  marks = marksAt;
  across = acrossAt;
  noises = noisesAt;
  stars = starsAt;
  nodes = nodesAt;
  factors = factorsAt;
  slopes = slopesAt;
  starts = startsAt;
  nodeCount = curveNodes;
  before = 0;
  intervalStart = 0;
  intervalEnd = 0;
}

// The interval of the curve that was asked for last, which most pixels share with their neighbours.
let intervalStart: f64 = 0;
let intervalEnd: f64 = 0;
let intervalFactor: f64 = 0;
let intervalSlope: f64 = 0;

/** Linearity factor at a signal. */
function factorAt(signal: f64): f64 {
  const last = nodeCount - 1;
  if (!(signal > load<f64>(nodes))) return load<f64>(factors);
  if (signal >= load<f64>(nodes + (<usize>last << 3))) {
    return load<f64>(factors + (<usize>last << 3));
  }
  let node = 0;
  if (signal >= 0 && signal < 65536) {
    node = max(0, load<i32>(starts + (<usize>(<i32>signal) << 2)));
  }
  while (node < last - 1 && load<f64>(nodes + (<usize>(node + 1) << 3)) <= signal) node++;
  const at = <usize>node << 3;
  intervalStart = load<f64>(nodes + at);
  intervalEnd = load<f64>(nodes + at, 8);
  intervalFactor = load<f64>(factors + at);
  intervalSlope = load<f64>(slopes + at);
  return intervalSlope * (signal - intervalStart) + intervalFactor;
}

/** Marks the 5 x 5 pixels about one, as far as the window has them. */
function markAround(row: i32, column: i32): void {
  const left = max(0, column - 2);
  const right = min(width - 1, column + 2);
  for (let y = max(0, row - 2); y <= min(ROWS + 1, row + 2); y++) {
    for (let x = left; x <= right; x++) store<u8>(marks + <usize>(y * width + x), 1);
  }
}

@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Two pairs of float64 as four float32. */
@inline
function demoted(low: v128, high: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** Linear and even signal of a pixel, which is marked where it cannot be used. */
function preparePixel(
  y: i32,
  x: i32,
  driftDn: f64,
  darkScale: f64,
  saturationDn: i32,
): void {
  const k = <usize>(y * width + x);
  const at = k << 2;
  const raw = <i32>load<u16>(raws + (k << 1));
  const signal = <f64>raw - <f64>load<f32>(biases + at) - driftDn;
  const linear = <f32>(signal * factorAt(signal));
  store<f32>(linears + at, linear);
  let even = <f32>(
    ((<f64>linear - <f64>load<f32>(darks + at) * darkScale) / <f64>load<f32>(flats + at))
  );
  if (load<u8>(bads + k) != 0 || raw >= saturationDn || !(abs<f32>(even) < Infinity)) {
    markAround(y, x);
    even = before;
  }
  store<f32>(evens + at, even);
  before = even;
}

/** The same of four pixels; false, with nothing done, unless all can be used and share an interval. */
@inline
function prepareFour(k: usize, driftDn: f64, darkScale: f64, saturationDn: i32): bool {
  const at = k << 2;
  const raw = i32x4.extend_low_i16x8_u(v128.load64_zero(raws + (k << 1)));
  const drifts = f64x2.splat(driftDn);
  const low = f64x2.sub(f64x2.sub(f64x2.convert_low_i32x4_s(raw), two(biases + at)), drifts);
  const raisedRaw = i32x4.shuffle(raw, raw, 2, 3, 2, 3);
  const high = f64x2.sub(
    f64x2.sub(f64x2.convert_low_i32x4_s(raisedRaw), two(biases + at + 8)),
    drifts,
  );
  const start = f64x2.splat(intervalStart);
  const past = f64x2.splat(intervalEnd);
  const inside = v128.and(
    v128.and(f64x2.ge(low, start), f64x2.lt(low, past)),
    v128.and(f64x2.ge(high, start), f64x2.lt(high, past)),
  );
  const slope = f64x2.splat(intervalSlope);
  const factor = f64x2.splat(intervalFactor);
  const linear = demoted(
    f64x2.mul(low, f64x2.add(f64x2.mul(slope, f64x2.sub(low, start)), factor)),
    f64x2.mul(high, f64x2.add(f64x2.mul(slope, f64x2.sub(high, start)), factor)),
  );
  const linearHigh = i32x4.shuffle(linear, linear, 2, 3, 2, 3);
  const scale = f64x2.splat(darkScale);
  const even = demoted(
    f64x2.div(
      f64x2.sub(f64x2.promote_low_f32x4(linear), f64x2.mul(two(darks + at), scale)),
      two(flats + at),
    ),
    f64x2.div(
      f64x2.sub(f64x2.promote_low_f32x4(linearHigh), f64x2.mul(two(darks + at + 8), scale)),
      two(flats + at + 8),
    ),
  );
  const usable = v128.and(
    v128.and(inside, i32x4.lt_s(raw, i32x4.splat(saturationDn))),
    f32x4.lt(f32x4.abs(even), f32x4.splat(Infinity)),
  );
  if (load<u32>(bads + k) != 0 || !i32x4.all_true(usable)) return false;
  v128.store(linears + at, linear);
  v128.store(evens + at, even);
  before = f32x4.extract_lane(even, 3);
  return true;
}

/**
 * Linear and even signal of rows `first` up to `past` of the window, whose raw pixels, bad pixels, bias,
 * dark and flat are there; marks those that cannot be used and what is within two pixels of them.
 */
export function prepareRows(
  first: i32,
  past: i32,
  driftDn: f64,
  darkScale: f64,
  saturationDn: i32,
): void {
  for (let y = first; y < past; y++) {
    for (let x = 0; x < width; x += 4) {
      const whole = x + 4 <= width;
      if (whole && prepareFour(<usize>(y * width + x), driftDn, darkScale, saturationDn)) continue;
      for (let i = x; i < min(x + 4, width); i++) {
        preparePixel(y, i, driftDn, darkScale, saturationDn);
      }
    }
  }
}

/** a (outer two) + b (inner two) + c middle, of two values in float64. */
@inline
function five(a: f64, b: f64, c: f64, m2: v128, m1: v128, m0: v128, p1: v128, p2: v128): v128 {
  return f64x2.add(
    f64x2.add(
      f64x2.mul(f64x2.splat(a), f64x2.add(m2, p2)),
      f64x2.mul(f64x2.splat(b), f64x2.add(m1, p1)),
    ),
    f64x2.mul(f64x2.splat(c), m0),
  );
}

/** Symmetric kernel of five along rows or columns: four values from `at` on, their neighbours `step` bytes apart. */
@inline
function smoothFour(from: usize, step: usize, to: usize, a: f64, b: f64, c: f64): void {
  const low = five(
    a,
    b,
    c,
    two(from - 2 * step),
    two(from - step),
    two(from),
    two(from + step),
    two(from + 2 * step),
  );
  const high = five(
    a,
    b,
    c,
    two(from - 2 * step + 8),
    two(from - step + 8),
    two(from + 8),
    two(from + step + 8),
    two(from + 2 * step + 8),
  );
  v128.store(to, demoted(low, high));
}

/** The kernel (a, b, c, b, a) along rows, then columns: rows `first` up to `past` of the window. */
function separable(to: usize, first: i32, past: i32, a: f64, b: f64, c: f64): void {
  const rowBytes = <usize>width << 2;
  for (let y = first - 2; y < past + 2; y++) {
    const row = <usize>y * rowBytes;
    for (let x: usize = 8; x < rowBytes - 8; x += 16) {
      const at = min(x, rowBytes - 24);
      smoothFour(evens + row + at, 4, across + row + at, a, b, c);
    }
  }
  for (let y = first; y < past; y++) {
    const row = <usize>y * rowBytes;
    for (let x: usize = 8; x < rowBytes - 8; x += 16) {
      const at = min(x, rowBytes - 24);
      smoothFour(across + row + at, rowBytes, to + row + at, a, b, c);
    }
  }
}

@inline
function highestOfFive(from: usize, step: usize): v128 {
  return f32x4.pmax(
    f32x4.pmax(
      f32x4.pmax(v128.load(from - 2 * step), v128.load(from - step)),
      f32x4.pmax(v128.load(from + step), v128.load(from + 2 * step)),
    ),
    v128.load(from),
  );
}

/** Fourth differences into `noises`, the highest of 5 x 5 smoothed ones into `stars`: rows of the blocks. */
export function filterRows(): void {
  separable(noises, ABOVE, ABOVE + SIDE, 1, -4, 6);
  separable(stars, ABOVE - 2, ABOVE + SIDE + 2, 1.0 / 16, 4.0 / 16, 6.0 / 16);
  const rowBytes = <usize>width << 2;
  for (let y = ABOVE - 2; y < ABOVE + SIDE + 2; y++) {
    const row = <usize>y * rowBytes;
    for (let x: usize = 16; x < rowBytes - 16; x += 16) {
      const at = row + min(x, rowBytes - 32);
      v128.store(across + at, highestOfFive(stars + at, 4));
    }
  }
  for (let y = ABOVE; y < ABOVE + SIDE; y++) {
    const row = <usize>y * rowBytes;
    for (let x: usize = 16; x < rowBytes - 16; x += 16) {
      const at = row + min(x, rowBytes - 32);
      v128.store(stars + at, highestOfFive(across + at, rowBytes));
    }
  }
}

/** Integers in the order of the floats, -0 before +0; its own inverse. */
@inline
function orderedKey(bits: i32): i32 {
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

/** The value of a rank among some floats, given as ordered keys, with room for three more: by halving. */
function selected(keys: usize, count: i32, rank: i32): f32 {
  for (let k = count; (k & 3) != 0; k++) store<i32>(keys + (<usize>k << 2), i32.MAX_VALUE);
  const end = keys + (<usize>((count + 3) & ~3) << 2);
  let low: i32 = i32.MAX_VALUE;
  let high: i32 = i32.MIN_VALUE;
  for (let at = keys; at < keys + (<usize>count << 2); at += 4) {
    low = min(low, load<i32>(at));
    high = max(high, load<i32>(at));
  }
  while (low < high) {
    const middle = low + <i32>(<u32>(high - low) >> 1);
    const limits = i32x4.splat(middle);
    let above = i32x4.splat(0);
    for (let at = keys; at < end; at += 16) {
      above = i32x4.add(above, i32x4.gt_s(v128.load(at), limits));
    }
    const past =
      i32x4.extract_lane(above, 0) +
      i32x4.extract_lane(above, 1) +
      i32x4.extract_lane(above, 2) +
      i32x4.extract_lane(above, 3);
    const within = <i32>((end - keys) >> 2) + past;
    if (within > rank) high = middle;
    else low = middle + 1;
  }
  return reinterpret<f32>(orderedKey(low));
}

/**
 * Level, variance and pixels of the block from column `left` of the window on, as three f64 to `to`;
 * false when fewer than a quarter of its pixels can be used.
 *
 * @param share of the pixels, the darkest, that are used
 * @param scratch f32 and f64 for each pixel of a block
 */
export function measureBlock(left: i32, share: f64, to: usize, scratch: usize): bool {
  let usable = 0;
  for (let y = ABOVE; y < ABOVE + SIDE; y++) {
    const row = <usize>(y * width + left);
    for (let k = row; k < row + <usize>SIDE; k++) {
      if (load<u8>(marks + k) != 0) continue;
      store<i32>(scratch + (<usize>usable << 2), orderedKey(load<i32>(stars + (k << 2))));
      usable++;
    }
  }
  if (usable * 4 < SIDE * SIDE) return false;
  const darkest = selected(scratch, usable, <i32>(<f64>usable * share));
  let chosen = 0;
  let flat: f64 = 0;
  let level: f64 = 0;
  for (let y = ABOVE; y < ABOVE + SIDE; y++) {
    const row = <usize>(y * width + left);
    for (let k = row; k < row + <usize>SIDE; k++) {
      if (load<u8>(marks + k) != 0 || load<f32>(stars + (k << 2)) > darkest) continue;
      // Norm of the differences in two dimensions: 1 + 16 + 36 + 16 + 1 in each.
      const difference = <f64>load<f32>(noises + (k << 2)) / 70;
      store<f64>(scratch + (<usize>chosen << 3), difference * difference);
      flat += <f64>load<f32>(flats + (k << 2));
      level += <f64>load<f32>(linears + (k << 2));
      chosen++;
    }
  }
  flat /= <f64>chosen;
  // Mean square after leaving out what is beyond 4 sigma (cosmic rays), three times.
  let variance: f64 = Infinity;
  let kept = 0;
  for (let pass = 0; pass < 4; pass++) {
    const reach = 16 * variance;
    let sum: f64 = 0;
    kept = 0;
    for (let k: usize = 0; k < <usize>chosen << 3; k += 8) {
      const square = load<f64>(scratch + k);
      if (square <= reach) {
        sum += square;
        kept++;
      }
    }
    variance = sum / <f64>max(kept, 1);
  }
  store<f64>(to, level / <f64>chosen);
  store<f64>(to, variance * flat * flat, 8);
  store<f64>(to, <f64>kept, 16);
  return true;
}
