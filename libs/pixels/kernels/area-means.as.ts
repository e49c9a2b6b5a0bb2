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

/**
 * The integral over y of the light to the left of a side, from its first end to its second. NaN for ends
 * beyond the centres of the outermost pixels, and behind gaps.
 *
 * @param left what `sumRows` gives
 */
function sideLight(
  image: usize,
  left: usize,
  width: i32,
  height: i32,
  x0: f64,
  y0: f64,
  x1: f64,
  y1: f64,
): f64 {
  const least = min(x0, x1);
  const most = max(x0, x1);
  const high = min(y0, y1);
  const low = max(y0, y1);
  if (!(least >= 0 && most <= <f64>(width - 1) && high >= 0 && low <= <f64>(height - 1))) return NaN;
  if (high == low) return 0;
  const down = y0 < y1;
  const fromX = down ? x0 : x1;
  const slope = ((down ? x1 : x0) - fromX) / (low - high);
  const lastRow = Math.floor(low + 0.5);
  let light: f64 = 0;
  let startX = fromX;
  let top = high;
  for (let row = Math.floor(high + 0.5); row <= lastRow; row += 1) {
    const bottom = min(low, row + 0.5);
    const endX = min(most, max(least, fromX + (bottom - high) * slope));
    const first = min(startX, endX);
    const last = max(startX, endX);
    const tall = bottom - top;
    startX = endX;
    top = bottom;
    let column = Math.floor(first + 0.5);
    const lastColumn = Math.floor(last + 0.5);
    const pixel = <usize>(<i32>row * width + <i32>column);
    let at = image + (pixel << 2);
    let before = left + (pixel << 3);
    if (column == lastColumn) {
      const within = 0.5 * (first + last) + 0.5 - column;
      light += tall * (load<f64>(before) + within * <f64>load<f32>(at));
      continue;
    }
    const perWidth = tall / (last - first);
    let sum: f64 = 0;
    let from = first;
    for (; column <= lastColumn; column += 1) {
      const to = min(last, column + 0.5);
      const within = 0.5 * (from + to) + 0.5 - column;
      sum += (to - from) * (load<f64>(before) + within * <f64>load<f32>(at));
      from = to;
      at += 4;
      before += 8;
    }
    light += perWidth * sum;
  }
  return down ? light : -light;
}

/**
 * `sideLight` of the sides between the corners of a line.
 *
 * @param x f64 of `corners` corners; @param y the same
 * @param lights f64, one less
 */
export function lineLight(
  image: usize,
  left: usize,
  width: i32,
  height: i32,
  x: usize,
  y: usize,
  corners: i32,
  lights: usize,
): void {
  const stop = <usize>(corners - 1) << 3;
  for (let at: usize = 0; at < stop; at += 8) {
    const light = sideLight(
      image,
      left,
      width,
      height,
      load<f64>(x + at),
      load<f64>(y + at),
      load<f64>(x + at, 8),
      load<f64>(y + at, 8),
    );
    store<f64>(lights + at, light);
  }
}

/**
 * Sums of light and area under the cells of a row, from cell `from` on: cells off the image and those
 * with a corner that is NaN have 0 in both.
 *
 * @param left what `sumRows` gives
 * @param x f64 of `count` + 1 corners below, those above `above` bytes farther on; @param y the same
 * @param lights what `lineLight` gives for both lines, `above` bytes apart
 * @param scratch room for `capacity` f64 and one more, twice
 * @returns `count`, or the first cell that reaches over too many pixels for the scratch
 */
export function areaSums(
  image: usize,
  left: usize,
  width: i32,
  height: i32,
  x: usize,
  y: usize,
  lights: usize,
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
  // The side between the last cell and this one, upwards; NaN when nobody asked for it.
  let shared: f64 = NaN;
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
    if (low == low && high == high) {
      if (shared != shared) shared = sideLight(image, left, width, height, x0, y0, x3, y3);
      const next = sideLight(image, left, width, height, x1, y1, x2, y2);
      const light = low + next - high - shared;
      shared = next;
      if (light == light) {
        const double = (x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0);
        store<f64>(sums + at, double < 0 ? -light : light);
        store<f64>(sizes + at, Math.abs(double) / 2);
        continue;
      }
    } else {
      shared = NaN;
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
