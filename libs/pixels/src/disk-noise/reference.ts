import type { DiskFootprint } from '../disk-median/footprint.js';
import type { Image } from '../image.js';
import type { DiskNoise } from './disk-noise.js';

/** `diskNoise` disk by disk in plain arithmetic: its oracle. */
export function diskNoiseReference(
  source: Image,
  sigma: Image,
  { reach, halfWidths }: DiskFootprint,
  row: number,
  stepPx: number,
  middles: Float32Array,
): DiskNoise {
  const { width, height, data } = source;
  const disks = Array.from(middles, (middle, node) => {
    const x = Math.min(node * stepPx, width - 1);
    const values: number[] = [];
    let inverse = 0;
    for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      const half = halfWidths[y - row + reach];
      for (let i = Math.max(0, x - half); i <= Math.min(width - 1, x + half); i++) {
        const at = y * width + i;
        if (Number.isNaN(data[at])) continue;
        values.push(data[at]);
        inverse += 1 / sigma.data[at];
      }
    }
    const within = values.length / inverse;
    const near = values.filter((value) => Math.abs(value - middle) <= within).length;
    return { count: values.length, inverse, near };
  });
  return {
    counts: Int32Array.from(disks, ({ count }) => count),
    inverseSigmas: Float64Array.from(disks, ({ inverse }) => inverse),
    near: Int32Array.from(disks, ({ near }) => near),
  };
}
