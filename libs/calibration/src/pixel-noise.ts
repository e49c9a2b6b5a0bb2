import type { Image } from '@nightskies/pixels';
import { clippedSample } from './noise-statistics.js';

/**
 * Noise of a pixel against its neighbours in one picture: clipped scatter of the second difference
 * in x and y, divided by its norm 6. Smooth structure cancels; structure from pixel to pixel counts
 * as noise, so for a master frame this is an upper limit of its random error.
 */
export function pixelToPixelNoise(picture: Image | Image<Float64Array>, scale: number): number {
  const { width, height, data } = picture;
  if (width < 3 || height < 3) return 0;
  const second = (k: number): number => data[k - 1] - 2 * data[k] + data[k + 1];
  const values = new Float64Array((width - 2) * (height - 2));
  let at = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const k = y * width + x;
      const value = (scale * (second(k - width) - 2 * second(k) + second(k + width))) / 6;
      if (Number.isFinite(value)) values[at++] = value;
    }
  }
  return clippedSample(values.subarray(0, at)).sigma;
}
