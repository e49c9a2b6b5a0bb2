// One pass over a raw frame: value, uncertainty and flags, 16 pixels a step, in float32 with every
// operation rounded, in the order of the TypeScript twin.
//
// Planes are the caller's, with room for whole steps of 16 pixels: no static data, no memory of its
// own.

let values: usize = 0;
let sigmas: usize = 0;

let drift: v128 = i32x4.splat(0);
let darkScale: v128 = i32x4.splat(0);
let origin: v128 = i32x4.splat(0);
let lastPlace: v128 = i32x4.splat(0);
let lowest: v128 = i32x4.splat(0);
let highest: v128 = i32x4.splat(0);
let saturation: v128 = i32x4.splat(0);
let quietVariance: v128 = i32x4.splat(0);
let signalVariance: v128 = i32x4.splat(0);
let flatVariance: v128 = i32x4.splat(0);

// Bits of `pixelFlags` of the contracts.
const SATURATED = 1;
const NONLINEAR = 2;
const NO_DATA = 8;

/** What does not change from pixel to pixel. */
export function setCircumstances(
  driftDn: f32,
  darkFactor: f32,
  tableOrigin: f32,
  tableLast: f32,
  lowestDn: f32,
  highestDn: f32,
  saturationDn: f32,
  quietVarianceDn2: f32,
  varianceOfSignal: f32,
  flatRelativeVariance: f32,
): void {
  drift = f32x4.splat(driftDn);
  darkScale = f32x4.splat(darkFactor);
  origin = f32x4.splat(tableOrigin);
  lastPlace = f32x4.splat(tableLast);
  lowest = f32x4.splat(lowestDn);
  highest = f32x4.splat(highestDn);
  saturation = f32x4.splat(saturationDn);
  quietVariance = f32x4.splat(quietVarianceDn2);
  signalVariance = f32x4.splat(varianceOfSignal);
  flatVariance = f32x4.splat(flatRelativeVariance);
}

/** Four pixels: stores value and uncertainty, returns flags as four 32-bit numbers. */
@inline
function four(raw: v128, bias: usize, dark: usize, flat: usize, table: usize, at: usize): v128 {
  const signal = f32x4.sub(f32x4.sub(raw, v128.load(bias + at)), drift);

  // A NaN goes through both comparisons and ends at index 0; its result is NaN anyway.
  const place = f32x4.pmin(f32x4.pmax(f32x4.sub(signal, origin), f32x4.splat(0)), lastPlace);
  const index = i32x4.trunc_sat_f32x4_s(place);
  const offsets = i32x4.shl(index, 2);
  const first = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 0));
  const second = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 1));
  const third = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 2));
  const fourth = v128.load64_zero(table + <usize>i32x4.extract_lane(offsets, 3));
  const pairs = v128.shuffle<i64>(first, second, 0, 2);
  const otherPairs = v128.shuffle<i64>(third, fourth, 0, 2);
  const left = v128.shuffle<i32>(pairs, otherPairs, 0, 2, 4, 6);
  const right = v128.shuffle<i32>(pairs, otherPairs, 1, 3, 5, 7);
  const part = f32x4.sub(place, f32x4.convert_i32x4_s(index));
  const factor = f32x4.add(left, f32x4.mul(part, f32x4.sub(right, left)));

  const linear = f32x4.mul(signal, factor);
  const light = f32x4.sub(linear, f32x4.mul(v128.load(dark + at), darkScale));
  const sensitivity = v128.load(flat + at);
  const value = f32x4.div(light, sensitivity);
  const variance = f32x4.add(
    f32x4.add(
      f32x4.mul(quietVariance, f32x4.mul(factor, factor)),
      f32x4.mul(f32x4.pmax(linear, f32x4.splat(0)), signalVariance),
    ),
    f32x4.mul(f32x4.mul(light, light), flatVariance),
  );
  const sigma = f32x4.div(f32x4.sqrt(variance), sensitivity);

  const usable = v128.and(
    f32x4.gt(sensitivity, f32x4.splat(0)),
    f32x4.lt(f32x4.abs(value), f32x4.splat(Infinity)),
  );
  v128.store(values + at, v128.bitselect(value, f32x4.splat(NaN), usable));
  v128.store(sigmas + at, v128.bitselect(sigma, f32x4.splat(NaN), usable));

  const outside = v128.or(f32x4.lt(signal, lowest), f32x4.gt(signal, highest));
  return v128.or(
    v128.or(
      v128.and(f32x4.ge(raw, saturation), i32x4.splat(SATURATED)),
      v128.and(outside, i32x4.splat(NONLINEAR)),
    ),
    v128.andnot(i32x4.splat(NO_DATA), usable),
  );
}

/**
 * Calibrates `count` pixels: raw u16, bias, dark and flat f32, `bad` flag bytes to be kept. The
 * table holds the linearity factor at whole DN from its origin on, its last entry twice.
 */
export function calibrate(
  raw: usize,
  bias: usize,
  dark: usize,
  flat: usize,
  bad: usize,
  table: usize,
  value: usize,
  sigma: usize,
  flags: usize,
  count: i32,
): void {
  values = value;
  sigmas = sigma;
  for (let k: usize = 0; k < <usize>count; k += 16) {
    const at = k << 2;
    const low = v128.load(raw + (k << 1));
    const high = v128.load(raw + (k << 1), 16);
    const a = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low));
    const b = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low));
    const c = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high));
    const d = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high));
    const flagsA = four(a, bias, dark, flat, table, at);
    const flagsB = four(b, bias, dark, flat, table, at + 16);
    const flagsC = four(c, bias, dark, flat, table, at + 32);
    const flagsD = four(d, bias, dark, flat, table, at + 48);
    const narrow = i8x16.narrow_i16x8_u(
      i16x8.narrow_i32x4_s(flagsA, flagsB),
      i16x8.narrow_i32x4_s(flagsC, flagsD),
    );
    v128.store(flags + k, v128.or(narrow, v128.load(bad + k)));
  }
}

/** Pixels among the first `count` that carry a flag bit. */
export function countFlag(flags: usize, count: i32, bit: i32): i32 {
  let sum = 0;
  let k = 0;
  const mask = i8x16.splat(<i8>bit);
  for (; k + 16 <= count; k += 16) {
    const found = i8x16.eq(v128.and(v128.load(flags + <usize>k), mask), mask);
    sum += popcnt(i8x16.bitmask(found));
  }
  for (; k < count; k++) sum += i32((load<u8>(flags + <usize>k) & bit) != 0);
  return sum;
}
