import type { Image } from '../image.js';
import {
  borderedLayout,
  roundingTolerance,
  smallestNormal,
  sumsPerPeak,
  type PeakSearch,
  type Peaks,
  type PeakWindow,
} from './peak-search.js';

/** The image in a plane of zeros, and the largest absolute value of what is finite. */
function borderedPlane({ width, height, data }: Image, search: PeakSearch) {
  const { stride, origin, length } = borderedLayout({ width, height }, search);
  const plane = new Float32Array(length);
  let largest = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x];
      if (!Number.isFinite(value)) continue;
      plane[origin + y * stride + x] = value;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  return { plane, stride, origin, largest };
}

/** The sums of one peak, in the order of `peakSums`. */
function windowSums(
  image: Float32Array,
  filtered: Float32Array,
  stride: number,
  centre: number,
  { radiusX, radiusY, mask, weightsX, weightsY }: PeakWindow,
): number[] {
  const columns = new Float64Array(2 * radiusX + 1);
  let [under, two, four, sum] = [0, 0, 0, 0];
  const [alongX, alongY] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let row = 0; row <= 2 * radiusY; row++) {
    const dy = row - radiusY;
    const middle = centre + dy * stride;
    let line = 0;
    for (let column = 0; column < columns.length; column++) {
      const value = image[middle + column - radiusX];
      under += mask[row * columns.length + column] * value;
      line += weightsX[4 * column] * value;
      columns[column] += weightsY[4 * row] * value;
    }
    sum += weightsY[4 * row] * line;
    for (let k = 0; k < 3; k++) alongY[k] += weightsY[4 * row + 1 + k] * line;
    const [left, right] = [dy < 0 ? 1 : -1, dy > 0 ? 1 : -1];
    for (let dx = 1; dx <= radiusX; dx++) {
      const [before, after] = [filtered[middle - dx], filtered[middle + dx]];
      four += Math.abs(before) + Math.abs(after);
      two += left * before + right * after;
    }
    if (dy === 0) continue;
    four += Math.abs(filtered[middle]);
    two += filtered[middle];
  }
  columns.forEach((value, column) => {
    for (let k = 0; k < 3; k++) alongX[k] += weightsX[4 * column + 1 + k] * value;
  });
  return [image[centre], under, two, four, sum, ...alongX, ...alongY];
}

/** Slow twin of `findPeaks`: the same bits. */
export function findPeaksReference(source: Image, search: PeakSearch): Peaks {
  const { taps, threshold, window } = search;
  const { width, height } = source;
  const { plane, stride, origin, largest } = borderedPlane(source, search);
  const filtered = new Float32Array(plane.length);
  const tolerance = roundingTolerance(taps, largest);
  const limit = Math.fround(Math.max(threshold - tolerance, smallestNormal));
  const placeOf = (index: number) => origin + Math.floor(index / width) * stride + (index % width);
  for (let index = 0; index < width * height; index++) {
    const at = placeOf(index);
    let sum = 0;
    for (const { dx, dy, weight } of taps) {
      const product = Math.fround(Math.fround(weight) * plane[at + dy * stride + dx]);
      sum = Math.fround(sum + product);
    }
    filtered[at] = sum;
  }
  const exactAt = (at: number) =>
    taps.reduce((sum, { dx, dy, weight }) => sum + weight * plane[at + dy * stride + dx], 0);
  const indices: number[] = [];
  const heights: number[] = [];
  const sums: number[] = [];
  for (let index = 0; index < width * height; index++) {
    const at = placeOf(index);
    if (!(filtered[at] > limit)) continue;
    const most = Math.fround(filtered[at] + Math.fround(2 * tolerance));
    if (!taps.every(({ dx, dy }) => filtered[at + dy * stride + dx] <= most)) continue;
    const height = exactAt(at);
    const [x, y] = [index % width, Math.floor(index / width)];
    const isExceeded = taps.some(({ dx, dy }) => {
      const [toX, toY] = [x + dx, y + dy];
      const inside = toX >= 0 && toX < width && toY >= 0 && toY < source.height;
      return inside && exactAt(at + dy * stride + dx) > height;
    });
    if (!(height > threshold) || isExceeded) continue;
    indices.push(index);
    heights.push(height);
    sums.push(...windowSums(plane, filtered, stride, at, window));
  }
  return {
    count: sums.length / sumsPerPeak,
    indices: Int32Array.from(indices),
    heights: Float64Array.from(heights),
    sums: Float64Array.from(sums),
  };
}
