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
  const across = Math.ceil(width / blockPx);
  const room = Math.ceil(blockPx / everyPx) * blockPx;
  const sizes = new Float64Array(across * room);
  const counts = new Int32Array(across);
  const perSigma = new Float64Array(across);
  // Both passes go along whole rows, over all blocks beside each other: as the pixels lie in memory.
  for (let top = 0; top < height; top += blockPx) {
    const bottom = Math.min(height, top + blockPx);
    counts.fill(0);
    for (let y = top; y < bottom; y++) {
      for (let block = 0; block < across; block++) {
        const left = y * width + block * blockPx;
        const past = y * width + Math.min(width, (block + 1) * blockPx);
        let to = block * room + counts[block];
        for (let at = left + (y % everyPx); at < past; at += everyPx) {
          const size = Math.abs(Math.fround(before[at] - after[at]));
          if (size === size) sizes[to++] = size;
        }
        counts[block] = to - block * room;
      }
    }
    for (let block = 0; block < across; block++) {
      const sample = sizes.subarray(block * room, block * room + counts[block]);
      const sigma = madToSigma * medianInPlace(sample);
      perSigma[block] = sigma > 0 ? 1 / sigma : Number.NaN;
    }
    for (let y = top; y < bottom; y++) {
      for (let block = 0; block < across; block++) {
        const scale = perSigma[block];
        const past = y * width + Math.min(width, (block + 1) * blockPx);
        for (let at = y * width + block * blockPx; at < past; at++) {
          const taken = Math.fround(before[at] - after[at]);
          if (Math.fround(taken * scale) > threshold) bright[at] = 1;
        }
      }
    }
  }
  return bright;
}
