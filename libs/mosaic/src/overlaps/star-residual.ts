import { median, type Image } from '@nightskies/pixels';

/** Squares in which the noise of a frame is measured, px. */
const blockPx = 64;
const madToSigma = 1.4826;

/**
 * What the star filter took from a frame, in units of the noise there: stars, trails, cosmic rays
 * and noise. NaN where either has no value.
 *
 * @param pixels DN, calibrated
 * @param starFree the same frame after the filter
 */
export function starResidual(pixels: Image, starFree: Image): Float32Array {
  const { width, height } = pixels;
  const residual = pixels.data.map((value, at) => value - starFree.data[at]);
  for (let top = 0; top < height; top += blockPx) {
    for (let left = 0; left < width; left += blockPx) {
      const bottom = Math.min(height, top + blockPx);
      const right = Math.min(width, left + blockPx);
      const sizes: number[] = [];
      // Every third pixel tells the noise as well.
      for (let y = top; y < bottom; y++) {
        for (let x = left + (y % 3); x < right; x += 3)
          sizes.push(Math.abs(residual[y * width + x]));
      }
      const sigma = madToSigma * median(sizes);
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) residual[y * width + x] /= sigma;
      }
    }
  }
  return residual;
}
