import { medianInPlace, type Image } from '@nightskies/pixels';

/** Squares in which the noise of a frame is measured, px. */
const blockPx = 64;
const madToSigma = 1.4826;
/** Every fifth pixel of a row tells the noise as well as all. */
const everyPx = 5;

/**
 * Pixels, 1 for each, from which the star filter took more than so many times the noise there: stars,
 * trails, cosmic rays. None where either frame has no value, and where there is no noise to measure by.
 *
 * @param pixels DN, calibrated
 * @param starFree the same frame after the filter
 */
export function brightPixels(pixels: Image, starFree: Image, threshold: number): Uint8Array {
  const { width, height, data: before } = pixels;
  const after = starFree.data;
  const bright = new Uint8Array(width * height);
  const sizes = new Float64Array(Math.ceil(blockPx / everyPx) * blockPx);
  for (let top = 0; top < height; top += blockPx) {
    for (let left = 0; left < width; left += blockPx) {
      const bottom = Math.min(height, top + blockPx);
      const right = Math.min(width, left + blockPx);
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left + (y % everyPx); at < y * width + right; at += everyPx) {
          const size = Math.abs(Math.fround(before[at] - after[at]));
          if (size === size) sizes[count++] = size;
        }
      }
      const sigma = madToSigma * medianInPlace(sizes.subarray(0, count));
      if (!(sigma > 0)) continue;
      const perSigma = 1 / sigma;
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) {
          const taken = Math.fround(before[at] - after[at]);
          if (Math.fround(taken * perSigma) > threshold) bright[at] = 1;
        }
      }
    }
  }
  return bright;
}
