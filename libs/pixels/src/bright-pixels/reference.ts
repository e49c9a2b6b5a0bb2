import type { Image } from '../image.js';
import { median } from '../statistics/median.js';
import { brightBlockPx, brightEveryPx, madToSigma } from './bright-pixels.js';

/** `brightPixels` block by block in plain arithmetic: its oracle. */
export function brightPixelsReference(
  pixels: Image,
  filtered: Image,
  threshold: number,
): Uint8Array {
  const { width, height, data: before } = pixels;
  const after = filtered.data;
  const bright = new Uint8Array(width * height);
  for (let top = 0; top < height; top += brightBlockPx) {
    const bottom = Math.min(height, top + brightBlockPx);
    for (let left = 0; left < width; left += brightBlockPx) {
      const right = Math.min(width, left + brightBlockPx);
      const sizes: number[] = [];
      for (let y = top; y < bottom; y++) {
        for (let x = left + (y % brightEveryPx); x < right; x += brightEveryPx) {
          const at = y * width + x;
          sizes.push(Math.abs(Math.fround(before[at] - after[at])));
        }
      }
      const sigma = madToSigma * median(sizes);
      if (!(sigma > 0)) continue;
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) {
          const taken = Math.fround(before[at] - after[at]);
          if (Math.fround(taken * (1 / sigma)) > threshold) bright[at] = 1;
        }
      }
    }
  }
  return bright;
}
