import type { Image } from '../image.js';
import { wasm } from '../kernels/bright-pixels.wasm.js';
import { KernelModule, Places } from '../kernels/kernel-memory.js';

interface BrightExports {
  brightRows(
    before: number,
    after: number,
    width: number,
    top: number,
    rows: number,
    threshold: number,
    bright: number,
    sizes: number,
  ): void;
}

const kernel = new KernelModule<BrightExports>(
  wasm,
  (exports): exports is BrightExports => 'brightRows' in exports,
);

/** Squares in which the noise of an image is measured, px; as in the kernel. */
export const brightBlockPx = 64;
/** Every fifth pixel of a row tells the noise as well as all; as in the kernel. */
export const brightEveryPx = 5;
/** Median absolute deviation to the sigma of a Gaussian. */
export const madToSigma = 1.4826;

/**
 * Pixels, 1 for each, from which a filter took more than so many times the noise there: stars, trails,
 * cosmic rays. The noise is that of squares of 64 px, 1.4826 times the median of what the filter
 * changed; none is bright where either image has no value, and where there is no noise to measure by.
 *
 * @param filtered the same image after the filter
 * @param threshold in units of the noise of a pixel
 * @throws RangeError for images that differ in size, or a threshold that is not above 0 and finite
 */
export function brightPixels(pixels: Image, filtered: Image, threshold: number): Uint8Array {
  const { width, height } = pixels;
  if (filtered.width !== width || filtered.height !== height) {
    throw new RangeError(
      `an image of ${width} x ${height} has none of ${filtered.width} x ${filtered.height} after a filter`,
    );
  }
  if (!(threshold > 0 && threshold < Infinity)) {
    throw new RangeError(`a threshold is above 0 and finite, not ${threshold}`);
  }
  const bright = new Uint8Array(width * height);
  // Some rows at a time: they stay in a core's own cache, and the memory stays small.
  const most = width * Math.min(height, brightBlockPx);
  const places = new Places();
  const beforeAt = places.take(4 * most);
  const afterAt = places.take(4 * most);
  const brightAt = places.take(most);
  const sizesAt = places.take(4 * brightBlockPx * (Math.ceil(brightBlockPx / brightEveryPx) + 1));
  const buffer = kernel.buffer(places.end);
  const before = new Float32Array(buffer, beforeAt, most);
  const after = new Float32Array(buffer, afterAt, most);
  const found = new Uint8Array(buffer, brightAt, most);
  for (let top = 0; top < height; top += brightBlockPx) {
    const rows = Math.min(brightBlockPx, height - top);
    const [from, past] = [top * width, (top + rows) * width];
    before.set(pixels.data.subarray(from, past));
    after.set(filtered.data.subarray(from, past));
    kernel.exports.brightRows(beforeAt, afterAt, width, top, rows, threshold, brightAt, sizesAt);
    bright.set(found.subarray(0, past - from), from);
  }
  return bright;
}
