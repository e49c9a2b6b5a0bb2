// Weighted sums over the cells of a row: together, by column, and by value. Addresses are in bytes;
// rows are f32, sums f64. The order of operations is that of the TypeScript twin: the same bits.

/** Byte offsets of the totals of a row, f64. */
const lightAt: usize = 0;
const weightAt: usize = 8;
const squaresAt: usize = 16;
const varianceAt: usize = 24;
const minimumAt: usize = 32;
const maximumAt: usize = 40;
const lackingAt: usize = 48;

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

/** Bin of a number by its sign, its exponent and the first bits of its mantissa. */
// @ts-ignore: decorator
@inline
function binOf(bits: i32, shift: i32, base: i32, reach: i32): i32 {
  const step = min(max(((bits & 0x7fffffff) >>> shift) - base, 0), reach);
  return bits < 0 ? reach - step : reach + step;
}

// @ts-ignore: decorator
@inline
function addTo(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value);
}

/** Two cells by column. */
// @ts-ignore: decorator
@inline
function addPair(place: usize, values: v128): void {
  v128.store(place, f64x2.add(v128.load(place), values));
}

/**
 * Cells of weight 0 are passed over, those without a value (NaN) too.
 *
 * @param values, weights, sigmas of the cells; @param light, variances, byValue take sums
 * @param totals of the row, written, in the order above; lacking: 1 where a cell with weight has no value
 * @param area of a cell, in the sums by value; @param upright, uprightVariance factors by column
 */
export function addRow(
  values: usize,
  weights: usize,
  sigmas: usize,
  count: i32,
  light: usize,
  variances: usize,
  byValue: usize,
  totals: usize,
  area: f64,
  upright: f64,
  uprightVariance: f64,
  shift: i32,
  base: i32,
  reach: i32,
): void {
  const none = f32x4.splat(0);
  const areas = f64x2.splat(area);
  const uprights = f64x2.splat(upright);
  const uprightVariances = f64x2.splat(uprightVariance);
  const magnitude = i32x4.splat(0x7fffffff);
  const bases = i32x4.splat(base);
  const reaches = i32x4.splat(reach);
  const zero = i32x4.splat(0);
  // Light and weight; squares and variance: each a sum of its own, cell by cell.
  let lightAndWeight = f64x2.splat(0);
  let squaresAndVariance = f64x2.splat(0);
  let least = f32x4.splat(Infinity);
  let most = f32x4.splat(-Infinity);
  let lowest: f32 = Infinity;
  let highest: f32 = -Infinity;
  let lacking: f64 = 0;
  let k = 0;
  while (k < count) {
    const at = <usize>k << 2;
    const wide = <usize>k << 3;
    if (k + 4 <= count) {
      const value = v128.load(values + at);
      const weight = v128.load(weights + at);
      const counted = v128.and(f32x4.eq(value, value), f32x4.ne(weight, none));
      if (i32x4.all_true(counted)) {
        const sigma = v128.load(sigmas + at);
        least = f32x4.pmin(least, value);
        most = f32x4.pmax(most, value);
        const bits = i32x4.shr_u(v128.and(value, magnitude), shift);
        const step = i32x4.min_s(i32x4.max_s(i32x4.sub(bits, bases), zero), reaches);
        const negative = i32x4.lt_s(value, zero);
        const bin = i32x4.add(reaches, i32x4.sub(v128.xor(step, negative), negative));

        const value0 = f64x2.promote_low_f32x4(value);
        const weight0 = f64x2.promote_low_f32x4(weight);
        const weighted0 = f64x2.mul(weight0, value0);
        const error0 = f64x2.mul(weight0, f64x2.promote_low_f32x4(sigma));
        const variance0 = f64x2.mul(error0, error0);
        const square0 = f64x2.mul(weighted0, value0);
        lightAndWeight = f64x2.add(lightAndWeight, v128.shuffle<f64>(weighted0, weight0, 0, 2));
        squaresAndVariance = f64x2.add(
          squaresAndVariance,
          v128.shuffle<f64>(square0, variance0, 0, 2),
        );
        lightAndWeight = f64x2.add(lightAndWeight, v128.shuffle<f64>(weighted0, weight0, 1, 3));
        squaresAndVariance = f64x2.add(
          squaresAndVariance,
          v128.shuffle<f64>(square0, variance0, 1, 3),
        );
        addPair(light + wide, f64x2.mul(weighted0, uprights));
        addPair(variances + wide, f64x2.mul(variance0, uprightVariances));
        const sky0 = f64x2.mul(weight0, areas);
        addTo(byValue + (<usize>i32x4.extract_lane(bin, 0) << 3), f64x2.extract_lane(sky0, 0));
        addTo(byValue + (<usize>i32x4.extract_lane(bin, 1) << 3), f64x2.extract_lane(sky0, 1));

        const value1 = upper(value);
        const weight1 = upper(weight);
        const weighted1 = f64x2.mul(weight1, value1);
        const error1 = f64x2.mul(weight1, upper(sigma));
        const variance1 = f64x2.mul(error1, error1);
        const square1 = f64x2.mul(weighted1, value1);
        lightAndWeight = f64x2.add(lightAndWeight, v128.shuffle<f64>(weighted1, weight1, 0, 2));
        squaresAndVariance = f64x2.add(
          squaresAndVariance,
          v128.shuffle<f64>(square1, variance1, 0, 2),
        );
        lightAndWeight = f64x2.add(lightAndWeight, v128.shuffle<f64>(weighted1, weight1, 1, 3));
        squaresAndVariance = f64x2.add(
          squaresAndVariance,
          v128.shuffle<f64>(square1, variance1, 1, 3),
        );
        addPair(light + wide + 16, f64x2.mul(weighted1, uprights));
        addPair(variances + wide + 16, f64x2.mul(variance1, uprightVariances));
        const sky1 = f64x2.mul(weight1, areas);
        addTo(byValue + (<usize>i32x4.extract_lane(bin, 2) << 3), f64x2.extract_lane(sky1, 0));
        addTo(byValue + (<usize>i32x4.extract_lane(bin, 3) << 3), f64x2.extract_lane(sky1, 1));
        k += 4;
        continue;
      }
    }
    const weight = <f64>load<f32>(weights + at);
    const short = load<f32>(values + at);
    k++;
    if (weight == 0) continue;
    if (short != short) {
      lacking = 1;
      continue;
    }
    const value = <f64>short;
    const weighted = weight * value;
    const error = weight * <f64>load<f32>(sigmas + at);
    const variance = error * error;
    lightAndWeight = f64x2.add(
      lightAndWeight,
      f64x2.replace_lane(f64x2.splat(weighted), 1, weight),
    );
    squaresAndVariance = f64x2.add(
      squaresAndVariance,
      f64x2.replace_lane(f64x2.splat(weighted * value), 1, variance),
    );
    addTo(light + wide, weighted * upright);
    addTo(variances + wide, variance * uprightVariance);
    addTo(
      byValue + (<usize>binOf(load<i32>(values + at), shift, base, reach) << 3),
      weight * area,
    );
    if (short > highest) highest = short;
    if (short < lowest) lowest = short;
  }
  for (let lane = 0; lane < 4; lane++) {
    const low = f32x4.extract_lane(least, 0);
    const high = f32x4.extract_lane(most, 0);
    if (high > highest) highest = high;
    if (low < lowest) lowest = low;
    least = v128.shuffle<f32>(least, least, 1, 2, 3, 0);
    most = v128.shuffle<f32>(most, most, 1, 2, 3, 0);
  }
  store<f64>(totals, f64x2.extract_lane(lightAndWeight, 0), lightAt);
  store<f64>(totals, f64x2.extract_lane(lightAndWeight, 1), weightAt);
  store<f64>(totals, f64x2.extract_lane(squaresAndVariance, 0), squaresAt);
  store<f64>(totals, f64x2.extract_lane(squaresAndVariance, 1), varianceAt);
  store<f64>(totals, <f64>lowest, minimumAt);
  store<f64>(totals, <f64>highest, maximumAt);
  store<f64>(totals, lacking, lackingAt);
}

/**
 * Errors of every `stride`th cell from `first` on, by value in coarser bins: the weight that says them,
 * their squares and the second errors, each weighted.
 */
export function addErrors(
  values: usize,
  weights: usize,
  sigmas: usize,
  others: usize,
  first: i32,
  count: i32,
  stride: i32,
  weightByValue: usize,
  varianceByValue: usize,
  otherByValue: usize,
  area: f64,
  shift: i32,
  base: i32,
  reach: i32,
  coarser: i32,
): void {
  for (let k = first; k < count; k += stride) {
    const at = <usize>k << 2;
    const value = load<f32>(values + at);
    const part = <f64>load<f32>(weights + at);
    if (part == 0 || value != value) continue;
    const weight = part * area;
    const error = <f64>load<f32>(sigmas + at);
    const bin = <usize>(binOf(load<i32>(values + at), shift, base, reach) >> coarser) << 3;
    addTo(weightByValue + bin, weight);
    addTo(varianceByValue + bin, weight * error * error);
    addTo(otherByValue + bin, weight * <f64>load<f32>(others + at));
  }
}

/** Whether one of so many numbers is NaN. */
export function anyMissing(values: usize, count: i32): i32 {
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const value = v128.load(values + (<usize>k << 2));
    if (v128.any_true(f32x4.ne(value, value))) return 1;
  }
  for (; k < count; k++) {
    const value = load<f32>(values + (<usize>k << 2));
    if (value != value) return 1;
  }
  return 0;
}
