import { median, type Image } from '@nightskies/pixels';

/** Squares in which the noise of a frame is measured, px. */
const blockPx = 64;
const madToSigma = 1.4826;
/** Every fifth pixel of a row tells the noise as well as all. */
const everyPx = 5;

/**
 * What the star filter took from a frame, in units of the noise there: stars, trails, cosmic rays
 * and noise. NaN where either has no value, and where
 * there is no noise to measure by.
 *
 * @param pixels DN, calibrated
 * @param starFree the same frame after the filter
 */
export function starResidual(pixels: Image, starFree: Image): Float32Array {
  const { width, height } = pixels;
  const residual = new Float32Array(width * height);
  for (let at = 0; at < residual.length; at++) {
    residual[at] = pixels.data[at] - starFree.data[at];
  }
  const sizes = new Float64Array(Math.ceil(blockPx / everyPx) * blockPx);
  for (let top = 0; top < height; top += blockPx) {
    for (let left = 0; left < width; left += blockPx) {
      const bottom = Math.min(height, top + blockPx);
      const right = Math.min(width, left + blockPx);
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left + (y % everyPx); x < right; x += everyPx) {
          sizes[count++] = Math.abs(residual[y * width + x]);
        }
      }
      const sigma = madToSigma * median(sizes.subarray(0, count));
      const perSigma = sigma > 0 ? 1 / sigma : Number.NaN;
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) residual[at] *= perSigma;
      }
    }
  }
  return residual;
}
