// What a band of a map says in other units: planes of float32 in, planes of float32 out, float64 in
// between. Addresses are in bytes, planes have room for three cells more than they have. The order of
// operations is that of the references: the same bits.

/** Two pairs of float64 as four float32. */
// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// @ts-ignore: decorator
@inline
function low(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

// @ts-ignore: decorator
@inline
function high(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1));
}

/** value x factor */
export function scalePlane(values: usize, factor: f64, count: i32, out: usize): void {
  const factors = f64x2.splat(factor);
  for (const stop = values + (<usize>count << 2); values < stop; values += 16, out += 16) {
    const four = v128.load(values);
    v128.store(out, narrowed(f64x2.mul(low(four), factors), f64x2.mul(high(four), factors)));
  }
}

// @ts-ignore: decorator
@inline
function root(a: v128, b: v128): v128 {
  return f64x2.sqrt(f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
}

/** Root of the sum of the squares of two errors. */
export function jointErrors(first: usize, second: usize, count: i32, out: usize): void {
  const stop = first + (<usize>count << 2);
  for (; first < stop; first += 16, second += 16, out += 16) {
    const a = v128.load(first);
    const b = v128.load(second);
    v128.store(out, narrowed(root(low(a), low(b)), root(high(a), high(b))));
  }
}

/** (factor x error) / value; NaN for values that are not above 0 */
// @ts-ignore: decorator
@inline
function part(value: v128, error: v128, factor: v128): v128 {
  return v128.bitselect(
    f64x2.div(f64x2.mul(factor, error), value),
    f64x2.splat(NaN),
    f64x2.gt(value, f64x2.splat(0)),
  );
}

export function relativeErrors(
  values: usize,
  errors: usize,
  factor: f64,
  count: i32,
  out: usize,
): void {
  const factors = f64x2.splat(factor);
  const stop = values + (<usize>count << 2);
  for (; values < stop; values += 16, errors += 16, out += 16) {
    const value = v128.load(values);
    const error = v128.load(errors);
    v128.store(
      out,
      narrowed(part(low(value), low(error), factors), part(high(value), high(error), factors)),
    );
  }
}

/** Bits of the fraction that name an entry of the table, and those below. */
const tableBits = 10;
const lowBits = 13;

/** Byte offsets of what a number of exponents and entries has, f64 each; `magnitudeTables`. */
const ofEntries: usize = 256 * 8;
const perLowBit: usize = ofEntries + 1024 * 8;

/** Numbers of two lanes of a table. */
// @ts-ignore: decorator
@inline
function looked(table: usize, first: i32, second: i32): v128 {
  return v128.load_lane<f64>(
    table + (<usize>second << 3),
    v128.load_zero<f64>(table + (<usize>first << 3)),
    1,
  );
}

/** What the fraction below the entry adds, in natural logarithms. */
// @ts-ignore: decorator
@inline
function series(rest: v128): v128 {
  const one = f64x2.splat(1);
  const third = f64x2.sub(f64x2.splat(1.0 / 3.0), f64x2.div(rest, f64x2.splat(4)));
  const second = f64x2.sub(f64x2.splat(0.5), f64x2.mul(rest, third));
  return f64x2.mul(rest, f64x2.sub(one, f64x2.mul(rest, second)));
}

// @ts-ignore: decorator
@inline
function pairOf(
  tables: usize,
  exponent0: i32,
  exponent1: i32,
  entry0: i32,
  entry1: i32,
  below: v128,
  perNatural: v128,
): v128 {
  const rest = f64x2.mul(
    f64x2.convert_low_i32x4_s(below),
    looked(tables + perLowBit, entry0, entry1),
  );
  const whole = f64x2.sub(
    looked(tables, exponent0, exponent1),
    looked(tables + ofEntries, entry0, entry1),
  );
  return f64x2.sub(whole, f64x2.mul(perNatural, series(rest)));
}

/**
 * Magnitudes of values; NaN for those without one, and for those above 0 that are no normal numbers.
 *
 * @param tables f64: of 256 exponents, of 1024 entries, and what a low bit counts beside each entry
 * @param perNatural magnitudes of a natural logarithm
 * @returns the number of values above 0 that are no normal numbers
 */
export function magnitudes(
  values: usize,
  tables: usize,
  perNatural: f64,
  count: i32,
  out: usize,
): i32 {
  const natural = f64x2.splat(perNatural);
  const entries = i32x4.splat((1 << tableBits) - 1);
  const lows = i32x4.splat((1 << lowBits) - 1);
  const ones = i32x4.splat(1);
  const most = i32x4.splat(254);
  const none = f32x4.splat(NaN);
  const zero = f32x4.splat(0);
  let odd = 0;
  let left = count;
  for (; left > 0; left -= 4, values += 16, out += 16) {
    const words = v128.load(values);
    const exponent = i32x4.shr_s(words, 23);
    const normal = v128.and(i32x4.ge_s(exponent, ones), i32x4.le_s(exponent, most));
    if (!v128.any_true(normal)) v128.store(out, none);
    else {
      const entry = v128.and(i32x4.shr_s(words, lowBits), entries);
      const below = v128.and(words, lows);
      // Signs count as exponents from 256 on.
      const place = v128.and(exponent, i32x4.splat(255));
      const mags = narrowed(
        pairOf(
          tables,
          i32x4.extract_lane(place, 0),
          i32x4.extract_lane(place, 1),
          i32x4.extract_lane(entry, 0),
          i32x4.extract_lane(entry, 1),
          below,
          natural,
        ),
        pairOf(
          tables,
          i32x4.extract_lane(place, 2),
          i32x4.extract_lane(place, 3),
          i32x4.extract_lane(entry, 2),
          i32x4.extract_lane(entry, 3),
          v128.shuffle<f64>(below, below, 1, 1),
          natural,
        ),
      );
      v128.store(out, v128.bitselect(mags, none, normal));
    }
    let strange = i32x4.bitmask(v128.andnot(f32x4.gt(words, zero), normal));
    if (strange != 0) {
      if (left < 4) strange &= (1 << left) - 1;
      odd += popcnt<i32>(strange);
    }
  }
  return odd;
}
