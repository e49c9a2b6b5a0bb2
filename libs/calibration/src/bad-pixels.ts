import { type Image, image, medianInPlace } from '@nightskies/pixels';

/** Side of the blocks whose median stands for the local dark level: far smaller than any glow. */
const blockSide = 8;

/** Dark minus the median of its 8 x 8 block, so that a glow is no defect. */
function localExcess(dark: Image | Image<Float64Array>): Float32Array {
  const { width, height, data } = dark;
  const excess = new Float32Array(data.length);
  const block = new Float64Array(blockSide * blockSide);
  for (let top = 0; top < height; top += blockSide) {
    for (let left = 0; left < width; left += blockSide) {
      const right = Math.min(left + blockSide, width);
      const bottom = Math.min(top + blockSide, height);
      let count = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          if (Number.isFinite(data[y * width + x])) block[count++] = data[y * width + x];
        }
      }
      const level = medianInPlace(block.subarray(0, count));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) excess[y * width + x] = data[y * width + x] - level;
      }
    }
  }
  return excess;
}

/**
 * Bad pixels from a dark: 1 where the dark differs from the median of its 8 x 8 block by more
 * than `sigmas` robust standard deviations (1.4826 times the median absolute deviation of the whole
 * frame), or is no number; 0 elsewhere.
 */
export function badPixels(dark: Image | Image<Float64Array>, sigmas: number): Image<Uint8Array> {
  const excess = localExcess(dark);
  const deviations = new Float32Array(excess.length);
  let count = 0;
  for (let k = 0; k < excess.length; k++) {
    if (Number.isFinite(excess[k])) deviations[count++] = Math.abs(excess[k]);
  }
  const reach = sigmas * 1.4826 * medianInPlace(deviations.subarray(0, count));
  const bad = new Uint8Array(excess.length);
  for (let k = 0; k < excess.length; k++) bad[k] = Math.abs(excess[k]) <= reach ? 0 : 1;
  return image(dark.width, dark.height, bad);
}
