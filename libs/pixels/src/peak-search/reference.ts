import type { Image } from '../image.js';
import {
  borderedLayout,
  copyBordered,
  roundingTolerance,
  smallestNormal,
  type FilterTap,
  type Peaks,
} from './peak-search.js';

/** Slow twin of `withPeaks`: the same bits, in arrays of their own. */
export function findPeaksReference(
  source: Image,
  taps: readonly FilterTap[],
  threshold: number,
): Peaks {
  const { width, height } = source;
  const reach = taps.reduce((most, { dx, dy }) => Math.max(most, Math.abs(dx), Math.abs(dy)), 0);
  const { stride, origin, length } = borderedLayout(width, height, reach);
  const plain = new Float32Array(length);
  const filtered = new Float32Array(length);
  const tolerance = roundingTolerance(taps, copyBordered(source, plain, stride, origin));
  const limit = Math.fround(Math.max(threshold - tolerance, smallestNormal));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = origin + y * stride + x;
      let sum = 0;
      for (const { dx, dy, weight } of taps) {
        const product = Math.fround(Math.fround(weight) * plain[at + dy * stride + dx]);
        sum = Math.fround(sum + product);
      }
      filtered[at] = sum;
    }
  }
  const indices: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = origin + y * stride + x;
      const most = Math.fround(filtered[at] + Math.fround(2 * tolerance));
      const isPeak = taps.every(({ dx, dy }) => filtered[at + dy * stride + dx] <= most);
      if (filtered[at] > limit && isPeak) indices.push(y * width + x);
    }
  }
  const plane = (data: Float32Array) => ({ data, stride, origin, reach });
  return {
    image: plane(plain),
    filtered: plane(filtered),
    indices: Int32Array.from(indices),
    tolerance,
  };
}
