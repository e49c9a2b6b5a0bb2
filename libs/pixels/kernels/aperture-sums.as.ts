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
 * Adds the areas of the circle in the cells of one row on one side of the centre to their pixels.
 *
 * @param columns cells of the columns; @param count of them
 * @param row the row's cell: its lane of near and far edge and of the chords there
 * @param middle where the share of the centre's column stands
 * @returns how many cells from the centre outward the circle reaches
 */
@inline
function addBand(
  columns: usize,
  count: i32,
  row: usize,
  isCentre: bool,
  squares: f64,
  middle: usize,
): i32 {
  const low = v128.load64_splat(row);
  const high = v128.load64_splat(row, 16);
  const outer = v128.load64_splat(row, 32);
  const inner = v128.load64_splat(row, 48);
  const height = isCentre ? high : f64x2.splat(1);
  const short = 8 <= squares;
  const perSquare = f64x2.splat(1 / (4 * squares));
  const half = f64x2.splat(0.5);
  let k = 0;
  for (; k < count; k++, columns += cellBytes) {
    const near = v128.load(columns);
    const far = v128.load(columns, 16);
    const full = f64x2.le(far, inner);
    const whole = k == 0 ? f64x2.mul(far, height) : height;
    let share = whole;
    if (!i64x2.all_true(full)) {
      const none = f64x2.ge(near, outer);
      if (i64x2.all_true(none)) break;
      const xa = clamp(inner, near, far);
      const xb = clamp(outer, near, far);
      const ya = clamp(v128.load(columns, 32), low, high);
      const yb = clamp(v128.load(columns, 48), low, high);
      const dx = f64x2.sub(xb, xa);
      const dy = f64x2.sub(ya, yb);
      const chord = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
      const bow = f64x2.mul(f64x2.splat(squares), segment(f64x2.mul(chord, perSquare), short));
      const above = f64x2.sub(f64x2.mul(f64x2.add(ya, yb), half), low);
      const straight = f64x2.add(f64x2.mul(f64x2.sub(xa, near), height), f64x2.mul(dx, above));
      share = v128.bitselect(whole, v128.andnot(f64x2.add(straight, bow), none), full);
    }
    const step = <usize>k << 3;
    const right = middle + step;
    const left = middle - step;
    store<f64>(right, load<f64>(right) + f64x2.extract_lane(share, 0));
    store<f64>(left, load<f64>(left) + f64x2.extract_lane(share, 1));
  }
  return k;
}

/**
 * Sums over circles of one radius.
 *
 * @param image f32, `width` values per row, 4 readable bytes after the last
 * @param mask u8 per pixel, or 0 for none; @param variance f32 as the image, or 0 for none
 * @param positions x and y, f64, per circle; @param count of them
 * @param reach floor(radius) + 2
 * @param scratch 144 reach + 32 bytes, multiple of 16
 * @param output five f64 per circle, set where it reaches the image: sum, area, area on masked pixels,
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
  const columns = scratch;
  const rows = columns + <usize>reach * cellBytes;
  const shares = rows + <usize>reach * cellBytes;
  const sharesEnd = shares + (<usize>(2 * reach + 4) << 3);
  const zero = f64x2.splat(0);
  const lowest = f64x2.splat(-Infinity);
  memory.fill(shares, 0, sharesEnd - shares);
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
    layCells(columns, reach, atX + 0.5 - x, x - (atX - 0.5), squares);
    layCells(rows, reach, atY + 0.5 - y, y - (atY - 0.5), squares);
    let sum = zero;
    let area = zero;
    let peak = lowest;
    let squaredError = zero;
    let maskedArea: f64 = 0;
    // Shares of even columns stand at multiples of 16.
    const middle = shares + (<usize>(reach + 1 + (reach + 1 + column & 1)) << 3);
    const end = min(height, row + reach);
    for (let py = max(0, row - reach + 1); py < end; py++) {
      const distance = py - row;
      let cells: i32;
      if (distance == 0) {
        cells = addBand(columns, reach, rows, true, squares, middle);
        cells = max(cells, addBand(columns, reach, rows + 8, true, squares, middle));
      } else {
        const at = distance > 0
          ? rows + <usize>distance * cellBytes
          : rows + <usize>-distance * cellBytes + 8;
        cells = addBand(columns, reach, at, false, squares, middle);
      }
      if (cells == 0) continue;
      const used = middle + (<usize>cells << 3);
      const from = max(0, column - cells + 1) & ~1;
      const to = min(width, column + cells);
      const line = py * width;
      let share = middle + (<usize>(from - column) << 3);
      if (column + cells > width) store<f64>(middle + (<usize>(width - column) << 3), 0);
      if (mask != 0) {
        for (let px = from; px < to; px++) {
          if (load<u8>(mask + <usize>(line + px)) == 0) continue;
          const at = middle + (<usize>(px - column) << 3);
          maskedArea += load<f64>(at);
          store<f64>(at, 0);
        }
      }
      if (variance != 0) {
        let at = share;
        for (let px = from; px < to; px += 2, at += 16) {
          const two = v128.load(at);
          const pixels = v128.load64_zero(variance + (<usize>(line + px) << 2));
          const product = f64x2.mul(two, f64x2.promote_low_f32x4(pixels));
          squaredError = f64x2.add(squaredError, v128.and(product, f64x2.ne(two, zero)));
        }
      }
      let pixels = image + (<usize>(line + from) << 2);
      const pixelsEnd = image + (<usize>(line + to) << 2);
      for (; pixels < pixelsEnd; pixels += 8, share += 16) {
        const two = v128.load(share);
        const values = f64x2.promote_low_f32x4(v128.load64_zero(pixels));
        const touched = f64x2.ne(two, zero);
        sum = f64x2.add(sum, v128.and(f64x2.mul(two, values), touched));
        area = f64x2.add(area, two);
        peak = f64x2.pmax(peak, v128.bitselect(values, lowest, touched));
      }
      for (let at = middle - (<usize>cells << 3); at <= used; at += 8) store<f64>(at, 0);
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
