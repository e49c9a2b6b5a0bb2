// Means of an image over the quadrilateral cells of a row. Addresses are in bytes; f64 throughout, the
// image f32. The order of operations is that of sampleArea with pixfrac 1: the same bits.

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
 * Sums of light and area under the cells of a row, from cell `from` on: cells off the image and those
 * with a corner that is NaN have 0 in both.
 *
 * @param x f64 of `count` + 1 corners below, then as many above; @param y the same
 * @param scratch room for `capacity` f64 and one more, twice
 * @returns `count`, or the first cell that reaches over too many pixels for the scratch
 */
export function areaSums(
  image: usize,
  width: i32,
  height: i32,
  x: usize,
  y: usize,
  from: i32,
  count: i32,
  scratch: usize,
  capacity: i32,
  sums: usize,
  sizes: usize,
): i32 {
  const above = <usize>(count + 1) << 3;
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
      const high = Math.floor(highY + 0.5) - firstRow + 1;
      if (high * (wide + 1) > <f64>capacity) return cell;
      const columns = <i32>wide;
      const rows = <i32>high;
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
  count: i32,
  sums: usize,
  sizes: usize,
  edge: usize,
  whole: f64,
  value: usize,
): void {
  const above = <usize>(count + 1) << 3;
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
