import { image, type Image } from '../image.js';
import { diskFootprint, reflected } from './footprint.js';

/**
 * Median over a disk by gathering and sorting: slow and plain, the oracle of `diskMedian`.
 *
 * @param radiusPx see `diskFootprint`; borders mirrored with the edge repeated
 * @returns the value of rank n/2 (integer division) among the n pixels that are not NaN; NaN where
 *   all are NaN
 */
export function diskMedianReference(source: Image, radiusPx: number): Image {
  const output = new Float32Array(source.width * source.height);
  for (let y = 0; y < source.height; y += 1) {
    for (let x = 0; x < source.width; x += 1) {
      output[y * source.width + x] = medianAt(source, radiusPx, x, y);
    }
  }
  return image(source.width, source.height, output);
}

/** The median at one pixel. */
export function medianAt(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  x: number,
  y: number,
): number {
  const { reach, halfWidths, size } = diskFootprint(radiusPx);
  const values = new Float32Array(size);
  let count = 0;
  for (let dy = -reach; dy <= reach; dy += 1) {
    const row = reflected(y + dy, source.height) * source.width;
    const half = halfWidths[dy + reach];
    for (let dx = -half; dx <= half; dx += 1) {
      const value = source.data[row + reflected(x + dx, source.width)];
      if (!Number.isNaN(value)) values[count++] = value;
    }
  }
  if (count === 0) return Number.NaN;
  return values.subarray(0, count).sort()[Math.floor(count / 2)];
}
