import { image, type Image } from '../image.js';
import { diskFootprint, reflected } from './footprint.js';

/**
 * A rank filter over a disk by gathering and sorting: slow and plain, the oracle of `diskPercentile`
 * and, with a fraction of 0.5, of `diskMedian`.
 *
 * @param radiusPx see `diskFootprint`; borders mirrored with the edge repeated
 * @param mask 0 where a pixel takes part
 * @returns the value of rank floor(fraction n), at most n - 1, among the n pixels that take part and
 *   are not NaN; NaN where there is none
 */
export function diskMedianReference(
  source: Image,
  radiusPx: number,
  fraction = 0.5,
  mask?: Uint8Array,
): Image {
  const output = new Float32Array(source.width * source.height);
  for (let y = 0; y < source.height; y += 1) {
    for (let x = 0; x < source.width; x += 1) {
      output[y * source.width + x] = medianAt(source, radiusPx, x, y, fraction, mask);
    }
  }
  return image(source.width, source.height, output);
}

/** The filter at one pixel. */
export function medianAt(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  x: number,
  y: number,
  fraction = 0.5,
  mask?: Uint8Array,
): number {
  const { reach, halfWidths, size } = diskFootprint(radiusPx);
  const values = new Float32Array(size);
  let count = 0;
  for (let dy = -reach; dy <= reach; dy += 1) {
    const row = reflected(y + dy, source.height) * source.width;
    const half = halfWidths[dy + reach];
    for (let dx = -half; dx <= half; dx += 1) {
      const at = row + reflected(x + dx, source.width);
      const value = source.data[at];
      if (!Number.isNaN(value) && (mask === undefined || mask[at] === 0)) values[count++] = value;
    }
  }
  if (count === 0) return Number.NaN;
  return values.subarray(0, count).sort()[Math.min(Math.floor(fraction * count), count - 1)];
}
