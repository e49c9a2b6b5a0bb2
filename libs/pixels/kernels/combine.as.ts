// Combines the values that frames have for a pixel, 4 pixels side by side: in float32 from sorted
// values, or in float64 in the order of the frames.
// All addresses are handed in: the module owns no memory of its own.

const KAPPA: i32 = 1;
const WINSORISED: i32 = 2;
const MIN_MAX: i32 = 3;
const PERCENTILE: i32 = 4;

const MEDIAN: i32 = 1;
const SUM: i32 = 2;

/** value * scale + offset, rounded twice. */
export function rescale(plane: usize, bytes: i32, scale: f32, offset: f32): void {
  const factor = f32x4.splat(scale);
  const shift = f32x4.splat(offset);
  for (let at = plane; at < plane + <usize>bytes; at += 16) {
    v128.store(at, f32x4.add(f32x4.mul(v128.load(at), factor), shift));
  }
}

/** Of each lane the value in the row of that lane. */
@inline
function pick(sorted: usize, rows: v128): v128 {
  const bytes = i32x4.shl(rows, 4);
  let four = v128.load32_zero(sorted + <usize>i32x4.extract_lane(bytes, 0));
  four = v128.load_lane<f32>(sorted + <usize>i32x4.extract_lane(bytes, 1), four, 1, 4);
  four = v128.load_lane<f32>(sorted + <usize>i32x4.extract_lane(bytes, 2), four, 2, 8);
  return v128.load_lane<f32>(sorted + <usize>i32x4.extract_lane(bytes, 3), four, 3, 12);
}

/** Median of the run from..to-1 of each lane. */
@inline
function medianOf(sorted: usize, from: v128, to: v128): v128 {
  const count = i32x4.sub(to, from);
  const last = i32x4.max_s(i32x4.sub(count, i32x4.splat(1)), i32x4.splat(0));
  const half = f32x4.splat(0.5);
  const below = pick(sorted, i32x4.add(from, i32x4.shr_s(last, 1)));
  const above = pick(sorted, i32x4.add(from, i32x4.shr_s(i32x4.add(last, i32x4.splat(1)), 1)));
  return f32x4.add(f32x4.mul(below, half), f32x4.mul(above, half));
}

let sum: v128 = i32x4.splat(0);
let squares: v128 = i32x4.splat(0);

/** Sums of d = value - centre and of d^2 over whole lanes, even and odd rows apart. */
@inline
function sumAll(sorted: usize, frames: i32, centre: v128): void {
  let a = f32x4.splat(0);
  let b = a;
  let aa = a;
  let bb = a;
  const end = sorted + (<usize>frames << 4);
  let at = sorted;
  for (; at + 16 < end; at += 32) {
    const d = f32x4.sub(v128.load(at), centre);
    const e = f32x4.sub(v128.load(at, 16), centre);
    a = f32x4.add(a, d);
    b = f32x4.add(b, e);
    aa = f32x4.add(aa, f32x4.mul(d, d));
    bb = f32x4.add(bb, f32x4.mul(e, e));
  }
  if (at < end) {
    const d = f32x4.sub(v128.load(at), centre);
    a = f32x4.add(a, d);
    aa = f32x4.add(aa, f32x4.mul(d, d));
  }
  sum = f32x4.add(a, b);
  squares = f32x4.add(aa, bb);
}

@inline
function leastOf(four: v128): i32 {
  return min(
    min(i32x4.extract_lane(four, 0), i32x4.extract_lane(four, 1)),
    min(i32x4.extract_lane(four, 2), i32x4.extract_lane(four, 3)),
  );
}

@inline
function mostOf(four: v128): i32 {
  return max(
    max(i32x4.extract_lane(four, 0), i32x4.extract_lane(four, 1)),
    max(i32x4.extract_lane(four, 2), i32x4.extract_lane(four, 3)),
  );
}

/** The same over the run of each lane; rows that all lanes have need no asking. */
function sumRun(sorted: usize, from: v128, to: v128, centre: v128): void {
  const begin = leastOf(from);
  const end = mostOf(to);
  const sharedBegin = mostOf(from);
  const sharedEnd = leastOf(to);
  let a = f32x4.splat(0);
  let b = a;
  let aa = a;
  let bb = a;
  let at = sorted + (<usize>begin << 4);
  for (let k = begin; k < end; k++, at += 16) {
    let d = f32x4.sub(v128.load(at), centre);
    if (k < sharedBegin || k >= sharedEnd) {
      const row = i32x4.splat(k);
      d = v128.and(d, v128.andnot(i32x4.lt_s(row, to), i32x4.lt_s(row, from)));
    }
    // The sums change places with every row.
    const next = f32x4.add(a, d);
    const nextSquares = f32x4.add(aa, f32x4.mul(d, d));
    a = b;
    aa = bb;
    b = next;
    bb = nextSquares;
  }
  sum = f32x4.add(a, b);
  squares = f32x4.add(aa, bb);
}

/** The same with values moved to limits first. */
function sumMoved(
  sorted: usize,
  from: v128,
  to: v128,
  centre: v128,
  lowest: v128,
  highest: v128,
): void {
  let a = f32x4.splat(0);
  let b = a;
  let aa = a;
  let bb = a;
  const end = mostOf(to);
  let at = sorted + (<usize>leastOf(from) << 4);
  for (let k = leastOf(from); k < end; k++, at += 16) {
    const row = i32x4.splat(k);
    const within = v128.andnot(i32x4.lt_s(row, to), i32x4.lt_s(row, from));
    const moved = f32x4.pmin(f32x4.pmax(v128.load(at), lowest), highest);
    const d = v128.and(f32x4.sub(moved, centre), within);
    const next = f32x4.add(a, d);
    const nextSquares = f32x4.add(aa, f32x4.mul(d, d));
    a = b;
    aa = bb;
    b = next;
    bb = nextSquares;
  }
  sum = f32x4.add(a, b);
  squares = f32x4.add(aa, bb);
}

/** Variance from the sums, divisor n; NaN stays, as pmax takes its first operand then. */
@inline
function variance(count: v128): v128 {
  const offset = f32x4.div(sum, count);
  const spread = f32x4.sub(f32x4.div(squares, count), f32x4.mul(offset, offset));
  return f32x4.pmax(spread, f32x4.splat(0));
}

/**
 * @param list i32 per group of 4 pixels: which one it is, that is where its result goes
 * @param sorted f32, `frames` rows of 4 lanes per listed group, ascending, without a value last (+Inf)
 * @param counts i32 per lane of the listed groups: how many have a value
 * @param rejection 0 none, or one of the constants above, with its two numbers
 * @param method 0 mean, or one of the constants above
 * @param ratios f32 per count: error of a median over that of a mean
 * @param values f32 per pixel
 * @param errors f32 per pixel; 0 for none
 * @param used u16 per pixel
 * @param accepted per listed group a mask of the lanes whose results stay as they are; 0 for none
 */
export function combineSorted(
  list: usize,
  groups: i32,
  frames: i32,
  sorted: usize,
  counts: usize,
  rejection: i32,
  low: f32,
  high: f32,
  iterations: i32,
  method: i32,
  ratios: usize,
  values: usize,
  errors: usize,
  used: usize,
  accepted: usize,
): void {
  const zero = i32x4.splat(0);
  const all = i32x4.splat(frames);
  const half = f32x4.splat(0.5);
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (let k = 0; k < groups; k++, sorted += <usize>frames << 4) {
    const group = <usize>load<i32>(list + (<usize>k << 2));
    let from = zero;
    let to = v128.load(counts + (<usize>k << 4));
    let whole = i32x4.all_true(i32x4.eq(to, all));
    if (rejection == MIN_MAX) {
      from = i32x4(
        (<i32>low * i32x4.extract_lane(to, 0)) / frames,
        (<i32>low * i32x4.extract_lane(to, 1)) / frames,
        (<i32>low * i32x4.extract_lane(to, 2)) / frames,
        (<i32>low * i32x4.extract_lane(to, 3)) / frames,
      );
      to = i32x4.sub(to, i32x4(
        (<i32>high * i32x4.extract_lane(to, 0)) / frames,
        (<i32>high * i32x4.extract_lane(to, 1)) / frames,
        (<i32>high * i32x4.extract_lane(to, 2)) / frames,
        (<i32>high * i32x4.extract_lane(to, 3)) / frames,
      ));
      whole = false;
    }
    let centre: v128;
    if (whole) {
      centre = f32x4.add(
        f32x4.mul(v128.load(sorted + (<usize>((frames - 1) >> 1) << 4)), half),
        f32x4.mul(v128.load(sorted + (<usize>(frames >> 1) << 4)), half),
      );
    } else {
      centre = medianOf(sorted, from, to);
    }
    let summed = false;
    if (rejection != 0 && rejection != MIN_MAX) {
      for (let pass = 0; pass < iterations; pass++) {
        const count = f32x4.convert_i32x4_s(i32x4.sub(to, from));
        let spread = f32x4.abs(centre);
        if (rejection != PERCENTILE) {
          if (whole) sumAll(sorted, frames, centre);
          else sumRun(sorted, from, to, centre);
          summed = true;
          spread = f32x4.sqrt(variance(count));
        }
        if (rejection == WINSORISED) {
          summed = false;
          let active = f32x4.eq(spread, spread);
          for (let inner = 0; inner < 50 && v128.any_true(active); inner++) {
            const reach = f32x4.mul(f32x4.splat(1.5), spread);
            const lowest = f32x4.sub(centre, reach);
            const highest = f32x4.add(centre, reach);
            sumMoved(sorted, from, to, centre, lowest, highest);
            const next = f32x4.mul(f32x4.splat(1.134), f32x4.sqrt(variance(count)));
            const change = f32x4.abs(f32x4.sub(next, spread));
            spread = v128.bitselect(next, spread, active);
            active = v128.and(active, f32x4.gt(change, f32x4.mul(f32x4.splat(0.0005), spread)));
          }
        }
        const lowest = f32x4.sub(centre, f32x4.mul(lows, spread));
        const highest = f32x4.add(centre, f32x4.mul(highs, spread));
        if (whole) {
          const out = v128.or(
            f32x4.lt(v128.load(sorted), lowest),
            f32x4.gt(v128.load(sorted + (<usize>(frames - 1) << 4)), highest),
          );
          if (!v128.any_true(out)) break;
        }
        // From both ends inwards until no lane has a value beyond its limit.
        const first = leastOf(from);
        const last = mostOf(to) - 1;
        let below = i32x4.splat(first);
        let inside = i32x4.splat(last + 1);
        for (let k = first; k <= last; k++) {
          const beyond = f32x4.lt(v128.load(sorted + (<usize>k << 4)), lowest);
          if (!v128.any_true(beyond)) break;
          below = i32x4.sub(below, beyond);
        }
        for (let k = last; k >= first; k--) {
          const beyond = f32x4.gt(v128.load(sorted + (<usize>k << 4)), highest);
          if (!v128.any_true(beyond)) break;
          inside = i32x4.add(inside, beyond);
        }
        const nextFrom = i32x4.max_s(from, below);
        const nextTo = i32x4.min_s(to, inside);
        const changed = v128.or(i32x4.ne(nextFrom, from), i32x4.ne(nextTo, to));
        if (!v128.any_true(changed)) break;
        from = nextFrom;
        to = nextTo;
        whole = false;
        summed = false;
        centre = medianOf(sorted, from, to);
      }
    }
    const left = i32x4.sub(to, from);
    const kept = accepted == 0 ? zero : v128.load(accepted + (<usize>k << 4));
    const count = f32x4.convert_i32x4_s(left);
    const some = i32x4.gt_s(left, zero);
    if (!summed && (method != MEDIAN || errors != 0)) {
      if (whole) sumAll(sorted, frames, centre);
      else sumRun(sorted, from, to, centre);
    }
    let value = centre;
    if (method != MEDIAN) value = f32x4.add(centre, f32x4.div(sum, count));
    if (method == SUM) value = f32x4.mul(value, count);
    const none = f32x4.splat(NaN);
    const toValue = values + (group << 4);
    value = v128.bitselect(f32x4.add(value, zero), none, some);
    v128.store(toValue, v128.bitselect(v128.load(toValue), value, kept));
    if (errors != 0) {
      let error = f32x4.sqrt(f32x4.div(variance(count), f32x4.sub(count, f32x4.splat(1))));
      if (method == MEDIAN) {
        error = f32x4.mul(
          error,
          f32x4(
            load<f32>(ratios + (<usize>i32x4.extract_lane(left, 0) << 2)),
            load<f32>(ratios + (<usize>i32x4.extract_lane(left, 1) << 2)),
            load<f32>(ratios + (<usize>i32x4.extract_lane(left, 2) << 2)),
            load<f32>(ratios + (<usize>i32x4.extract_lane(left, 3) << 2)),
          ),
        );
      }
      if (method == SUM) error = f32x4.mul(error, count);
      const toError = errors + (group << 4);
      error = v128.bitselect(error, none, some);
      v128.store(toError, v128.bitselect(v128.load(toError), error, kept));
    }
    const number = v128.bitselect(all, left, kept);
    v128.store_lane<u64>(used + (group << 3), i16x8.narrow_i32x4_u(number, number), 0);
  }
}

/**
 * Results of the pixels that have all values and none of them beyond kappa sigma of the median; groups
 * with others are listed, with a mask of the lanes that are done.
 *
 * @param values holds the medians, becomes the results
 * @param least f32 per pixel, the least value; @param greatest the greatest one
 * @param ratio error of a median of so many values over that of a mean
 * @returns how many groups are listed
 */
export function acceptWhole(
  groups: i32,
  frames: i32,
  planes: usize,
  planeBytes: usize,
  low: f32,
  high: f32,
  method: i32,
  ratio: f32,
  values: usize,
  least: usize,
  greatest: usize,
  errors: usize,
  used: usize,
  listed: usize,
  accepted: usize,
): i32 {
  const count = f32x4.splat(<f32>frames);
  const number = i16x8.splat(<i16>frames);
  const zero = f32x4.splat(0);
  let found: usize = 0;
  for (let group: usize = 0; group < <usize>groups; group++) {
    const at = group << 4;
    const centre = v128.load(values + at);
    let a = zero;
    let b = zero;
    let aa = zero;
    let bb = zero;
    let from = planes + at;
    let k = 0;
    for (; k + 1 < frames; k += 2, from += planeBytes << 1) {
      const d = f32x4.sub(v128.load(from), centre);
      const e = f32x4.sub(v128.load(from + planeBytes), centre);
      a = f32x4.add(a, d);
      b = f32x4.add(b, e);
      aa = f32x4.add(aa, f32x4.mul(d, d));
      bb = f32x4.add(bb, f32x4.mul(e, e));
    }
    if (k < frames) {
      const d = f32x4.sub(v128.load(from), centre);
      a = f32x4.add(a, d);
      aa = f32x4.add(aa, f32x4.mul(d, d));
    }
    sum = f32x4.add(a, b);
    squares = f32x4.add(aa, bb);
    const spread = variance(count);
    const sigma = f32x4.sqrt(spread);
    const within = v128.and(
      f32x4.ge(v128.load(least + at), f32x4.sub(centre, f32x4.mul(f32x4.splat(low), sigma))),
      f32x4.le(v128.load(greatest + at), f32x4.add(centre, f32x4.mul(f32x4.splat(high), sigma))),
    );
    let value = centre;
    if (method != MEDIAN) value = f32x4.add(centre, f32x4.div(sum, count));
    if (method == SUM) value = f32x4.mul(value, count);
    v128.store(values + at, f32x4.add(value, zero));
    if (errors != 0) {
      let error = f32x4.sqrt(f32x4.div(spread, f32x4.sub(count, f32x4.splat(1))));
      if (method == MEDIAN) error = f32x4.mul(error, f32x4.splat(ratio));
      if (method == SUM) error = f32x4.mul(error, count);
      v128.store(errors + at, error);
    }
    v128.store_lane<u64>(used + (group << 3), number, 0);
    if (!i32x4.all_true(within)) {
      store<i32>(listed + (found << 2), <i32>group);
      v128.store(accepted + (found << 4), within);
      found++;
    }
  }
  return <i32>found;
}

/**
 * Weighted mean, or sum, of the values there are, in float64 in the order of the planes.
 *
 * @param planes f32 per frame and pixel, `planeBytes` from one frame to the next
 * @param weights f64 per frame, above 0
 * @param method 0 mean, 2 sum
 */
export function meanOfPlanes(
  groups: i32,
  frames: i32,
  planes: usize,
  planeBytes: i32,
  weights: usize,
  method: i32,
  values: usize,
  errors: usize,
  used: usize,
): void {
  for (let group: usize = 0; group < <usize>groups; group++) {
    let countA = f64x2.splat(0);
    let countB = f64x2.splat(0);
    let totalA = f64x2.splat(0);
    let totalB = f64x2.splat(0);
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    const first = planes + (group << 4);
    let present = i32x4.splat(0);
    let at = first;
    for (let k: usize = 0; k < <usize>frames; k++, at += <usize>planeBytes) {
      const four = v128.load(at);
      const valid = f32x4.eq(four, four);
      const weight = v128.load64_splat(weights + (k << 3));
      present = i32x4.sub(present, valid);
      const lower = i64x2.extend_low_i32x4_s(valid);
      const upper = i64x2.extend_high_i32x4_s(valid);
      const high = i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
      totalA = f64x2.add(totalA, v128.and(weight, lower));
      totalB = f64x2.add(totalB, v128.and(weight, upper));
      sumA = f64x2.add(sumA, v128.and(f64x2.mul(weight, f64x2.promote_low_f32x4(four)), lower));
      sumB = f64x2.add(sumB, v128.and(f64x2.mul(weight, f64x2.promote_low_f32x4(high)), upper));
    }
    countA = f64x2.convert_low_i32x4_s(present);
    countB = f64x2.convert_low_i32x4_s(i32x4.shuffle(present, present, 2, 3, 2, 3));
    const meanA = f64x2.div(sumA, totalA);
    const meanB = f64x2.div(sumB, totalB);
    let valueA = meanA;
    let valueB = meanB;
    if (method == SUM) {
      valueA = f64x2.mul(meanA, countA);
      valueB = f64x2.mul(meanB, countB);
    }
    storeFour(values + (group << 4), valueA, valueB);
    if (errors != 0) {
      let squaresA = f64x2.splat(0);
      let squaresB = f64x2.splat(0);
      at = first;
      for (let k: usize = 0; k < <usize>frames; k++, at += <usize>planeBytes) {
        const four = v128.load(at);
        const valid = f32x4.eq(four, four);
        const weight = v128.load64_splat(weights + (k << 3));
        const high = i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
        const dA = f64x2.sub(f64x2.promote_low_f32x4(four), meanA);
        const dB = f64x2.sub(f64x2.promote_low_f32x4(high), meanB);
        const heavy = f64x2.mul(weight, weight);
        const termA = f64x2.mul(heavy, f64x2.mul(dA, dA));
        const termB = f64x2.mul(heavy, f64x2.mul(dB, dB));
        squaresA = f64x2.add(squaresA, v128.and(termA, i64x2.extend_low_i32x4_s(valid)));
        squaresB = f64x2.add(squaresB, v128.and(termB, i64x2.extend_high_i32x4_s(valid)));
      }
      let errorA = meanError(squaresA, countA, totalA);
      let errorB = meanError(squaresB, countB, totalB);
      if (method == SUM) {
        errorA = f64x2.mul(errorA, countA);
        errorB = f64x2.mul(errorB, countB);
      }
      storeFour(errors + (group << 4), errorA, errorB);
    }
    v128.store_lane<u64>(used + (group << 3), i16x8.narrow_i32x4_u(present, present), 0);
  }
}

/** Standard error of a weighted mean from the scatter; of one value 0/0, that is NaN. */
@inline
function meanError(squares: v128, count: v128, total: v128): v128 {
  const freedom = f64x2.div(count, f64x2.sub(count, f64x2.splat(1)));
  return f64x2.div(f64x2.sqrt(f64x2.mul(squares, freedom)), total);
}

@inline
function storeFour(at: usize, lower: v128, upper: v128): void {
  const a = f32x4.demote_f64x2_zero(lower);
  const b = f32x4.demote_f64x2_zero(upper);
  v128.store(at, f32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), f32x4.splat(0)));
}
