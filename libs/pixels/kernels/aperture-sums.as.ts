// Sums of an image over exact circles. All addresses are handed in: the module owns no memory of its
// own. The circle is cut into quadrants; cells of a quadrant are pixels, or the part of the centre's
// row and column that lies in it. Two lanes are the cells right and left of the centre.

/** The four values of a cell of an axis, f64x2 each: near and far edge, half the chord at each. */
const cellBytes: usize = 64;

/** Polynomial of `circularSegment`, times s^2 and s. */
@inline
function segment(squaredSine: v128, short: bool): v128 {
  let value: v128;
  if (short) {
    value = f64x2.splat(0.03053887566014519);
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.02945396333473108));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.03789425642103004));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.04971491102994039));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.06944446043320811));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.10714285701742557));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.2000000000003741));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.6666666666666665));
  } else {
    value = f64x2.splat(2.1713256736911966);
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(-8.559798749138906));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(16.056945865167084));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(-18.653719851344473));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(14.986925291909067));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(-8.752041393540875));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(3.861967888534438));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(-1.2820950461125784));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.34856381843912454));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(-0.0516600979203024));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.027951149685533288));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.019470271707062847));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.024748701681798022));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.030071458061930494));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.0378608743293752));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.04971590028378823));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.06944444460338112));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.10714285714134388));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.2000000000000057));
    value = f64x2.add(f64x2.mul(value, squaredSine), f64x2.splat(0.6666666666666666));
  }
  return f64x2.mul(f64x2.mul(squaredSine, f64x2.sqrt(squaredSine)), value);
}

@inline
function clamp(value: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(high, f64x2.pmax(low, value));
}

/** Two pixels of a plane of f32. */
@inline
function pixelsOf(plane: usize, right: i32, left: i32): v128 {
  const first = v128.load32_zero(plane + (<usize>right << 2));
  return f64x2.promote_low_f32x4(v128.load32_lane(plane + (<usize>left << 2), first, 1));
}

/** Cells of both sides of an axis, `count` of them outward from the centre's pixel. */
@inline
function layCells(table: usize, count: i32, plus: f64, minus: f64, squares: f64): void {
  const parts = f64x2.replace_lane(f64x2.splat(plus), 1, minus);
  const zero = f64x2.splat(0);
  const all = f64x2.splat(squares);
  let near = zero;
  let nearChord = f64x2.sqrt(all);
  for (let k = 0; k < count; k++) {
    const far = f64x2.add(parts, f64x2.splat(<f64>k));
    const farChord = f64x2.sqrt(f64x2.pmax(zero, f64x2.sub(all, f64x2.mul(far, far))));
    v128.store(table, near);
    v128.store(table, far, 16);
    v128.store(table, nearChord, 32);
    v128.store(table, farChord, 48);
    near = far;
    nearChord = farChord;
    table += cellBytes;
  }
}

/**
 * Sums over circles of one radius.
 *
 * @param image f32, `width` values per row
 * @param mask u8 per pixel, or 0 for none; @param variance f32 as the image, or 0 for none
 * @param positions x and y, f64, per circle; @param count of them
 * @param reach cells from the centre outward: floor(radius) + 2
 * @param scratch 128 reach bytes, multiple of 16
 * @param output five f64 per circle, set where it is near the image: sum, area, area on masked pixels,
 *   highest pixel (-Infinity for none), sum of the variance
 */
export function sumCircles(
  image: usize,
  width: i32,
  height: i32,
  mask: usize,
  variance: usize,
  positions: usize,
  count: i32,
  radius: f64,
  reach: i32,
  scratch: usize,
  output: usize,
): void {
  const squares = radius * radius;
  const short = 8 <= squares;
  const perSquare = f64x2.splat(1 / (4 * squares));
  const half = f64x2.splat(0.5);
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const lowest = f64x2.splat(-Infinity);
  const tableBytes = <usize>reach * cellBytes;
  const rows = scratch + tableBytes;
  for (let n = 0; n < count; n++, output += 40) {
    const x = load<f64>(positions + (<usize>n << 4));
    const y = load<f64>(positions + (<usize>n << 4), 8);
    const isNear =
      x + radius > -0.5 &&
      x - radius < <f64>width - 0.5 &&
      y + radius > -0.5 &&
      y - radius < <f64>height - 0.5;
    if (!isNear) continue;
    const column = <i32>Math.floor(x + 0.5);
    const row = <i32>Math.floor(y + 0.5);
    const atX = <f64>column;
    const atY = <f64>row;
    layCells(scratch, reach, atX + 0.5 - x, x - (atX - 0.5), squares);
    layCells(rows, reach, atY + 0.5 - y, y - (atY - 0.5), squares);
    const careful =
      mask != 0 || variance != 0 || column < reach || column + reach >= width;
    let sum = zero;
    let area = zero;
    let peak = lowest;
    let squaredError = zero;
    let maskedArea: f64 = 0;
    for (let side = 0; side < 2; side++) {
      const step = side == 0 ? 1 : -1;
      let band = rows + (<usize>side << 3);
      for (let d = 0; d < reach; d++, band += cellBytes) {
        const py = row + d * step;
        if (<u32>py >= <u32>height) continue;
        const low = v128.load64_splat(band);
        const high = v128.load64_splat(band, 16);
        const outer = v128.load64_splat(band, 32);
        const inner = v128.load64_splat(band, 48);
        const tall = d == 0 ? high : one;
        const middle = py * width + column;
        let cell = scratch;
        for (let k = 0; k < reach; k++, cell += cellBytes) {
          const near = v128.load(cell);
          const far = v128.load(cell, 16);
          const full = f64x2.le(far, inner);
          let share = k == 0 ? f64x2.mul(far, tall) : tall;
          if (!i64x2.all_true(full)) {
            const none = f64x2.ge(near, outer);
            if (i64x2.all_true(none)) break;
            const xa = clamp(inner, near, far);
            const xb = clamp(outer, near, far);
            const ya = clamp(v128.load(cell, 32), low, high);
            const yb = clamp(v128.load(cell, 48), low, high);
            const dx = f64x2.sub(xb, xa);
            const dy = f64x2.sub(ya, yb);
            const chord = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
            const bow = segment(f64x2.mul(chord, perSquare), short);
            const above = f64x2.sub(f64x2.mul(f64x2.add(ya, yb), half), low);
            const part = f64x2.add(
              f64x2.add(f64x2.mul(f64x2.sub(xa, near), tall), f64x2.mul(dx, above)),
              f64x2.mul(f64x2.splat(squares), bow),
            );
            share = v128.bitselect(share, v128.andnot(part, none), full);
          }
          let right = middle + k;
          let left = middle - k;
          if (careful) {
            if (<u32>(column + k) >= <u32>width) {
              share = f64x2.replace_lane(share, 0, 0);
              right = 0;
            }
            if (<u32>(column - k) >= <u32>width) {
              share = f64x2.replace_lane(share, 1, 0);
              left = 0;
            }
            if (mask != 0) {
              if (load<u8>(mask + <usize>right) != 0) {
                maskedArea += f64x2.extract_lane(share, 0);
                share = f64x2.replace_lane(share, 0, 0);
              }
              if (load<u8>(mask + <usize>left) != 0) {
                maskedArea += f64x2.extract_lane(share, 1);
                share = f64x2.replace_lane(share, 1, 0);
              }
            }
            if (variance != 0) {
              const two = pixelsOf(variance, right, left);
              const product = f64x2.mul(share, two);
              squaredError = f64x2.add(squaredError, v128.and(product, f64x2.ne(share, zero)));
            }
          }
          // A pixel that is only next to the circle may be NaN.
          const two = pixelsOf(image, right, left);
          const touched = f64x2.gt(share, zero);
          sum = f64x2.add(sum, v128.and(f64x2.mul(share, two), touched));
          area = f64x2.add(area, share);
          peak = f64x2.pmax(peak, v128.bitselect(two, lowest, touched));
        }
      }
    }
    store<f64>(output, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    store<f64>(output, f64x2.extract_lane(area, 0) + f64x2.extract_lane(area, 1), 8);
    store<f64>(output, maskedArea, 16);
    store<f64>(output, max(f64x2.extract_lane(peak, 0), f64x2.extract_lane(peak, 1)), 24);
    store<f64>(
      output,
      f64x2.extract_lane(squaredError, 0) + f64x2.extract_lane(squaredError, 1),
      32,
    );
  }
}
