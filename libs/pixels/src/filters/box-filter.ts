import { image, type Image } from '../image.js';
import { reflected } from '../disk-median/footprint.js';

/** Running sums of the values of a row and of how many there are, in float64. */
function rowSums(
  source: Image,
  y: number,
  columns: Int32Array,
  size: number,
  sums: Float64Array,
  counts: Float64Array,
): void {
  const row = y * source.width;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < columns.length; k += 1) {
    const entering = source.data[row + columns[k]];
    if (!Number.isNaN(entering)) {
      sum += entering;
      count += 1;
    }
    if (k >= size) {
      const leaving = source.data[row + columns[k - size]];
      if (!Number.isNaN(leaving)) {
        sum -= leaving;
        count -= 1;
      }
    }
    if (k >= size - 1) {
      sums[k - size + 1] = sum;
      counts[k - size + 1] = count;
    }
  }
}

/**
 * Mean over a square, cost independent of its size. Flux is conserved but for the mirrored borders;
 * white noise falls by the side of the square, what is narrower than it is smeared.
 *
 * Borders are mirrored with the edge pixel repeated, as scipy's `uniform_filter` does; a square of even
 * side reaches one pixel farther to the left and up. NaN is left out of the mean; NaN where the square
 * holds nothing else. Values must otherwise be finite: sums run along rows and columns.
 *
 * @param sizePx side of the square, a whole number of pixels from 1 on
 * @throws RangeError for any other size
 */
export function boxFilter(source: Image, sizePx: number): Image {
  if (!Number.isInteger(sizePx) || sizePx < 1) {
    throw new RangeError(`a box needs a side of 1 px or more, whole, not ${sizePx}`);
  }
  const { width, height } = source;
  const before = sizePx >> 1;
  const columns = Int32Array.from({ length: width + sizePx - 1 }, (_, k) =>
    reflected(k - before, width),
  );
  const output = new Float32Array(width * height);
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  const rowSum = new Float64Array(width);
  const rowCount = new Float64Array(width);
  const join = (y: number, sign: 1 | -1): void => {
    rowSums(source, reflected(y, height), columns, sizePx, rowSum, rowCount);
    for (let x = 0; x < width; x += 1) {
      sums[x] += sign * rowSum[x];
      counts[x] += sign * rowCount[x];
    }
  };
  for (let y = -before; y < sizePx - before - 1; y += 1) join(y, 1);
  for (let y = 0; y < height; y += 1) {
    join(y + sizePx - before - 1, 1);
    for (let x = 0; x < width; x += 1) {
      output[y * width + x] = counts[x] > 0 ? sums[x] / counts[x] : Number.NaN;
    }
    join(y - before, -1);
  }
  return image(width, height, output);
}
