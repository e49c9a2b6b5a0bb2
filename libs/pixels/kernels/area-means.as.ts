// Means of an image over the quadrilateral cells of a row. Addresses are in bytes; f64 throughout, the
// image f32. By Green's theorem the light under a cell is the integral along its sides of the light to
// the left of them, which neighbours share; where that is not known, at the border and behind gaps, every
// overlap is summed in the order of sampleArea with pixfrac 1: the same bits.

/** Overlaps smaller than this are rounding, px^2. */
const leastOverlap: f64 = 1e-12;

/**
 * A piece of a side within a row of pixels: into `areas` of the pixels it crosses the part to their
 * right, into `covers` what all farther right have of it.
 */
// @ts-ignore: decorator
@inline
function piece(areas: usize, covers: usize, firstColumn: f64, topX: f64, bottomX: f64, height: f64): void {
  const left = topX < bottomX ? topX : bottomX;
  const right = topX < bottomX ? bottomX : topX;
  const first = Math.floor(left + 0.5);
  const last = Math.floor(right + 0.5);
  let at = <usize>(<i32>(first - firstColumn)) << 3;
  if (right > left) {
    const perWidth = height / (right - left);
    for (let column = first; column <= last; column += 1) {
      const low = column - 0.5;
      const high = column + 0.5;
      const from = min(max(left, low), high);
      const to = max(min(right, high), low);
      const before = max<f64>(0, min(right, low) - left);
      const within = to > from ? (to - from) * (high - (from + to) / 2) : 0;
      store<f64>(areas + at, load<f64>(areas + at) + perWidth * (before + within));
      at += 8;
    }
  } else {
    for (let column = first; column <= last; column += 1) {
      const low = column - 0.5;
      const high = column + 0.5;
      store<f64>(areas + at, load<f64>(areas + at) + height * (high - min(max(left, low), high)));
      at += 8;
    }
  }
  store<f64>(covers + at, load<f64>(covers + at) + height);
}

/** Zeroes `bytes` from here and up to eight more. */
// @ts-ignore: decorator
@inline
function clear(from: usize, bytes: i32): void {
  const stop = from + <usize>bytes;
  for (let at = from; at < stop; at += 16) v128.store(at, f64x2.splat(0));
}

/** One side of a cell; lines of `areas` and `covers` are `line` bytes apart. */
function side(
  areas: usize,
  covers: usize,
  line: i32,
  firstColumn: f64,
  firstRow: f64,
  x0: f64,
  y0: f64,
  x1: f64,
  y1: f64,
): void {
  if (y0 == y1) return;
  const down = y0 < y1;
  const sign: f64 = down ? 1 : -1;
  const fromX = down ? x0 : x1;
  const fromY = down ? y0 : y1;
  const toX = down ? x1 : x0;
  const toY = down ? y1 : y0;
  const slope = (toX - fromX) / (toY - fromY);
  const least = min(x0, x1);
  const most = max(x0, x1);
  const lastRow = Math.floor(toY + 0.5);
  for (let row = Math.floor(fromY + 0.5); row <= lastRow; row += 1) {
    const top = max(fromY, row - 0.5);
    const bottom = min(toY, row + 0.5);
    if (!(bottom > top)) continue;
    const topX = min(most, max(least, fromX + (top - fromY) * slope));
    const bottomX = min(most, max(least, fromX + (bottom - fromY) * slope));
    const skipped = <usize>(<i32>(row - firstRow) * line);
    piece(areas + skipped, covers + skipped, firstColumn, topX, bottomX, sign * (bottom - top));
  }
}

/**
 * Light to the left of every pixel in its row; NaN behind one that is NaN.
 *
 * @param out f64 per pixel
 */
export function sumRows(image: usize, width: i32, rows: i32, out: usize): void {
  const line = <usize>width << 2;
  const lineOut = line << 1;
  let row = 0;
  // Each sum waits for the one before it: four rows at once do not.
  for (; row + 4 <= rows; row += 4) {
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    const stop = image + line;
    let at = image;
    let to = out;
    for (; at < stop; at += 4, to += 8) {
      const to2 = to + 2 * lineOut;
      const at2 = at + 2 * line;
      store<f64>(to, sum0);
      store<f64>(to + lineOut, sum1);
      store<f64>(to2, sum2);
      store<f64>(to2 + lineOut, sum3);
      sum0 += <f64>load<f32>(at);
      sum1 += <f64>load<f32>(at + line);
      sum2 += <f64>load<f32>(at2);
      sum3 += <f64>load<f32>(at2 + line);
    }
    image += 4 * line;
    out += 4 * lineOut;
  }
  for (; row < rows; row++) {
    let sum: f64 = 0;
    for (const stop = image + line; image < stop; image += 4, out += 8) {
      store<f64>(out, sum);
      sum += <f64>load<f32>(image);
    }
  }
}

// @ts-ignore: decorator
@inline
function within(values: v128, last: v128): v128 {
  return v128.and(f64x2.ge(values, f64x2.splat(0)), f64x2.le(values, last));
}

/**
 * The integrals over y of the light to the left of two sides, from their first ends to their second.
 * NaN for ends beyond the centres of the outermost pixels, and behind gaps. Each side is followed from
 * one edge of a pixel to the next, both at once: which comes next cannot be foretold, and branches that
 * guess it wrong would cost more than the sums.
 */
// @ts-ignore: decorator
@inline
function pairLight(
  image: usize,
  left: usize,
  width: i32,
  height: i32,
  x0: v128,
  y0: v128,
  x1: v128,
  y1: v128,
): v128 {
  const lastX = f64x2.splat(<f64>(width - 1));
  const lastY = f64x2.splat(<f64>(height - 1));
  const inside = v128.and(
    v128.and(within(x0, lastX), within(x1, lastX)),
    v128.and(within(y0, lastY), within(y1, lastY)),
  );
  // All bits set are NaN.
  if (!v128.any_true(inside)) return v128.not(inside);
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const signs = f64x2.splat(-0.0);
  const rowLength = f64x2.splat(<f64>width);
  // Added to a whole number below 2^32 it leaves that number in the low bits.
  const bits = f64x2.splat(4503599627370496);
  const startX = v128.and(x0, inside);
  const startY = v128.and(y0, inside);
  const alongX = f64x2.sub(v128.and(x1, inside), startX);
  const alongY = f64x2.sub(v128.and(y1, inside), startY);
  const signX = v128.and(alongX, signs);
  const signY = v128.and(alongY, signs);
  const stepX = v128.or(one, signX);
  const stepY = v128.or(one, signY);
  // Parts of the side from one edge to the next; without end along the edges.
  const perX = f64x2.div(one, alongX);
  const perY = f64x2.div(one, alongY);
  const gapX = f64x2.abs(perX);
  const gapY = f64x2.abs(perY);
  let column = f64x2.floor(f64x2.add(startX, half));
  let row = f64x2.floor(f64x2.add(startY, half));
  const edgeX = f64x2.add(column, v128.or(half, signX));
  const edgeY = f64x2.add(row, v128.or(half, signY));
  let nextX = f64x2.mul(f64x2.sub(edgeX, startX), perX);
  let nextY = f64x2.mul(f64x2.sub(edgeY, startY), perY);
  let fromX = startX;
  let fromY = startY;
  let light = f64x2.splat(0);
  while (true) {
    // pmin(a, b) is b < a ? b : a.
    const part = f64x2.pmin(one, f64x2.pmin(nextX, nextY));
    const toX = f64x2.add(startX, f64x2.mul(alongX, part));
    const toY = f64x2.add(startY, f64x2.mul(alongY, part));
    const index = f64x2.add(f64x2.add(f64x2.mul(row, rowLength), column), bits);
    const pixel0 = <usize>(<u32>i64x2.extract_lane(index, 0));
    const pixel1 = <usize>(<u32>i64x2.extract_lane(index, 1));
    const before = v128.load_lane<f64>(
      left + (pixel1 << 3),
      v128.load_zero<f64>(left + (pixel0 << 3)),
      1,
    );
    const value = f64x2.promote_low_f32x4(
      v128.load_lane<f32>(
        image + (pixel1 << 2),
        v128.load_zero<f32>(image + (pixel0 << 2)),
        1,
      ),
    );
    const middle = f64x2.add(f64x2.mul(f64x2.add(fromX, toX), half), half);
    const lit = f64x2.add(before, f64x2.mul(f64x2.sub(middle, column), value));
    light = f64x2.add(light, f64x2.mul(f64x2.sub(toY, fromY), lit));
    // A side at its end stays there. Where rounding makes it cross one edge more that counts for nothing,
    // and there is a pixel behind it: ends lie within the centres of the outermost.
    const isX = v128.and(f64x2.le(nextX, nextY), f64x2.lt(nextX, one));
    const isY = v128.and(f64x2.lt(nextY, nextX), f64x2.lt(nextY, one));
    if (!v128.any_true(v128.or(isX, isY))) break;
    fromX = toX;
    fromY = toY;
    column = f64x2.add(column, v128.and(stepX, isX));
    row = f64x2.add(row, v128.and(stepY, isY));
    nextX = f64x2.add(nextX, v128.and(gapX, isX));
    nextY = f64x2.add(nextY, v128.and(gapY, isY));
  }
  return v128.or(light, v128.not(inside));
}

/**
 * The light to the left of `count` sides, as `pairLight` says. Reads one place more when `count` is odd.
 *
 * @param left what `sumRows` gives
 * @param x0 f64 of the first ends; @param y0 the same; @param x1 of the second; @param y1 the same
 * @param lights f64
 */
export function sideLights(
  image: usize,
  left: usize,
  width: i32,
  height: i32,
  x0: usize,
  y0: usize,
  x1: usize,
  y1: usize,
  count: i32,
  lights: usize,
): void {
  if (count <= 0) return;
  const stop = <usize>count << 3;
  for (let at: usize = 0; at < stop; at += 16) {
    const light = pairLight(
      image,
      left,
      width,
      height,
      v128.load(x0 + at),
      v128.load(y0 + at),
      v128.load(x1 + at),
      v128.load(y1 + at),
    );
    if (at + 8 < stop) v128.store(lights + at, light);
    else v128.store_lane<f64>(lights + at, light, 0);
  }
}

/**
 * Sums of light and area under the cells of a row, from cell `from` on: cells off the image and those
 * with a corner that is NaN have 0 in both.
 *
 * @param x f64 of `count` + 1 corners below, those above `above` bytes farther on; @param y the same
 * @param lights what `sideLights` gives for both lines, `above` bytes apart
 * @param rises what it gives for the sides between them, of `count` + 1 corners
 * @param scratch room for `capacity` f64 and one more, twice
 * @returns `count`, or the first cell that reaches over too many pixels for the scratch
 */
export function areaSums(
  image: usize,
  width: i32,
  height: i32,
  x: usize,
  y: usize,
  lights: usize,
  rises: usize,
  above: usize,
  from: i32,
  count: i32,
  scratch: usize,
  capacity: i32,
  sums: usize,
  sizes: usize,
): i32 {
  const covers = scratch + (<usize>(capacity + 1) << 3);
  const rightEdge = <f64>width - 0.5;
  const lowerEdge = <f64>height - 0.5;
  for (let cell = from; cell < count; cell++) {
    const at = <usize>cell << 3;
    const x0 = load<f64>(x + at);
    const x1 = load<f64>(x + at, 8);
    const x2 = load<f64>(x + at + above, 8);
    const x3 = load<f64>(x + at + above);
    const y0 = load<f64>(y + at);
    const y1 = load<f64>(y + at, 8);
    const y2 = load<f64>(y + at + above, 8);
    const y3 = load<f64>(y + at + above);
    const low = load<f64>(lights + at);
    const high = load<f64>(lights + at + above);
    const light = low + load<f64>(rises + at, 8) - high - load<f64>(rises + at);
    if (light == light) {
      const double = (x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0);
      store<f64>(sums + at, double < 0 ? -light : light);
      store<f64>(sizes + at, Math.abs(double) / 2);
      continue;
    }
    const lowX = min(min(min(x0, x1), x2), x3);
    const highX = max(max(max(x0, x1), x2), x3);
    const lowY = min(min(min(y0, y1), y2), y3);
    const highY = max(max(max(y0, y1), y2), y3);
    let sum: f64 = 0;
    let size: f64 = 0;
    // A corner that is NaN makes all four of these NaN.
    if (highX > -0.5 && lowX < rightEdge && highY > -0.5 && lowY < lowerEdge) {
      const firstColumn = Math.floor(lowX + 0.5);
      const firstRow = Math.floor(lowY + 0.5);
      const wide = Math.floor(highX + 0.5) - firstColumn + 1;
      const tall = Math.floor(highY + 0.5) - firstRow + 1;
      if (tall * (wide + 1) > <f64>capacity) return cell;
      const columns = <i32>wide;
      const rows = <i32>tall;
      const line = (columns + 1) << 3;
      clear(scratch, rows * line);
      clear(covers, rows * line);
      side(scratch, covers, line, firstColumn, firstRow, x0, y0, x1, y1);
      side(scratch, covers, line, firstColumn, firstRow, x1, y1, x2, y2);
      side(scratch, covers, line, firstColumn, firstRow, x2, y2, x3, y3);
      side(scratch, covers, line, firstColumn, firstRow, x3, y3, x0, y0);
      const column0 = <i32>firstColumn;
      const row0 = <i32>firstRow;
      const firstLine = max(0, row0);
      const lastLine = min(height, row0 + rows) - 1;
      const first = max(0, column0) - column0;
      const last = min(width, column0 + columns) - 1 - column0;
      for (let row = firstLine; row <= lastLine; row++) {
        let share = scratch + <usize>((row - row0) * line);
        let cover = covers + <usize>((row - row0) * line);
        let pixel = image + (<usize>(row * width + column0) << 2);
        let running: f64 = 0;
        for (let k = 0; k <= last; k++) {
          running += load<f64>(cover);
          if (k >= first) {
            const overlap = Math.abs(load<f64>(share) + running);
            const value = <f64>load<f32>(pixel);
            if (overlap > leastOverlap && value == value) {
              sum += value * overlap;
              size += overlap;
            }
          }
          share += 8;
          cover += 8;
          pixel += 4;
        }
      }
    }
    store<f64>(sums + at, sum);
    store<f64>(sizes + at, size);
  }
  return count;
}

/**
 * Means of the cells in `value`: NaN where less than `whole` of the cell has data, and where `edge` is
 * negative or NaN.
 *
 * @param x as for `areaSums`; @param y the same
 */
export function areaMeans(
  x: usize,
  y: usize,
  above: usize,
  count: i32,
  sums: usize,
  sizes: usize,
  edge: usize,
  whole: f64,
  value: usize,
): void {
  for (let cell = 0; cell < count; cell++) {
    const at = <usize>cell << 3;
    const size = load<f64>(sizes + at);
    const upX = load<f64>(x + at + above, 8) - load<f64>(x + at);
    const upY = load<f64>(y + at + above, 8) - load<f64>(y + at);
    const backX = load<f64>(x + at + above) - load<f64>(x + at, 8);
    const backY = load<f64>(y + at + above) - load<f64>(y + at, 8);
    const all = Math.abs(upX * backY - backX * upY) / 2;
    const inside = load<f64>(edge + at) >= 0 && size > 0 && size >= whole * all;
    store<f64>(value + at, inside ? load<f64>(sums + at) / size : NaN);
  }
}
