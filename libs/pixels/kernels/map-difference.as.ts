// What is left of a row of a map when a model in coarser cells is taken from it, and its error. Addresses
// are in bytes; rows of the map are f32, with room for three cells more than they have, those of the
// model, drawn out to the columns of the map, f64. The order of operations is that of the TypeScript
// twin: the same bits.

// @ts-ignore: decorator
@inline
function upper(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

/** Two pairs of float64 as four float32. */
// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Four cells between two rows of the model. */
// @ts-ignore: decorator
@inline
function between(below: usize, above: usize, down: v128, up: v128): v128 {
  return narrowed(
    f64x2.add(f64x2.mul(down, v128.load(below)), f64x2.mul(up, v128.load(above))),
    f64x2.add(f64x2.mul(down, v128.load(below, 16)), f64x2.mul(up, v128.load(above, 16))),
  );
}

/**
 * @param values, sigmas of the map; @param sky part of each cell that is sky, 0 for no terrain
 * @param below, above rows of the model, `up` of the way from one to the other
 * @param errorBelow, errorAbove of its error
 * @param unit of the model in that of the map
 * @param light, error written, NaN where there is no value or too little sky
 * @param counts two i32, written: cells with light, and with less than none
 * @returns 0 when the model or its error is unknown in a cell
 */
export function subtractRow(
  values: usize,
  sigmas: usize,
  sky: usize,
  leastSky: f32,
  below: usize,
  above: usize,
  errorBelow: usize,
  errorAbove: usize,
  upPart: f64,
  unit: f64,
  count: i32,
  light: usize,
  error: usize,
  counts: usize,
): i32 {
  const up = f64x2.splat(upPart);
  const down = f64x2.splat(1 - upPart);
  const units = f64x2.splat(unit);
  const zero = f64x2.splat(0);
  const none = f32x4.splat(NaN);
  const least = f32x4.splat(leastSky);
  let unknown = i32x4.splat(0);
  let cells = 0;
  let negative = 0;
  v128.store(values + (<usize>count << 2), none);
  for (let k = 0; k < count; k += 4) {
    const at = <usize>k << 2;
    const wide = <usize>k << 3;
    const away = between(below + wide, above + wide, down, up);
    const shared = between(errorBelow + wide, errorAbove + wide, down, up);
    unknown = v128.or(unknown, v128.or(f32x4.ne(away, away), f32x4.ne(shared, shared)));
    const value = v128.load(values + at);
    const rest0 = f64x2.sub(
      f64x2.promote_low_f32x4(value),
      f64x2.mul(f64x2.promote_low_f32x4(away), units),
    );
    const rest1 = f64x2.sub(upper(value), f64x2.mul(upper(away), units));
    let known = v128.shuffle<f32>(f64x2.eq(rest0, rest0), f64x2.eq(rest1, rest1), 0, 2, 4, 6);
    if (sky != 0) known = v128.and(known, f32x4.ge(v128.load(sky + at), least));
    const less = v128.shuffle<f32>(f64x2.lt(rest0, zero), f64x2.lt(rest1, zero), 0, 2, 4, 6);
    cells += popcnt<i32>(i32x4.bitmask(known));
    negative += popcnt<i32>(i32x4.bitmask(v128.and(known, less)));
    const sigma = v128.load(sigmas + at);
    const random0 = f64x2.promote_low_f32x4(sigma);
    const random1 = upper(sigma);
    const common0 = f64x2.mul(f64x2.promote_low_f32x4(shared), units);
    const common1 = f64x2.mul(upper(shared), units);
    const errors = narrowed(
      f64x2.sqrt(f64x2.add(f64x2.mul(random0, random0), f64x2.mul(common0, common0))),
      f64x2.sqrt(f64x2.add(f64x2.mul(random1, random1), f64x2.mul(common1, common1))),
    );
    v128.store(light + at, v128.bitselect(narrowed(rest0, rest1), none, known));
    v128.store(error + at, v128.bitselect(errors, none, known));
  }
  store<i32>(counts, cells);
  store<i32>(counts, negative, 4);
  return v128.any_true(unknown) ? 0 : 1;
}
