import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diskFootprint } from '../disk-median/footprint.js';
import { image, type Image } from '../image.js';
import { diskNoise } from './disk-noise.js';
import { diskNoiseReference } from './reference.js';

function plane(width: number, height: number, value: (at: number) => number): Image {
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, at) => value(at)),
  );
}

describe('noise in disks', () => {
  it('of an even image is that of all its pixels', () => {
    const footprint = diskFootprint(12.5);
    const { counts, inverseSigmas, near } = diskNoise(
      plane(100, 60, () => 7),
      plane(100, 60, () => 2),
      footprint,
      30,
      49,
      Float32Array.of(7, 8.9, 9.1),
    );
    // The first disk lies half beyond the image, its middle column in it; the last lacks two columns more.
    expect(counts[1]).toBe(489);
    expect(counts[0]).toBe((489 + 25) / 2);
    expect(Array.from(inverseSigmas)).toEqual(Array.from(counts, (count) => count / 2));
    expect(Array.from(near)).toEqual([counts[0], 489, 0]);
  });

  it('is, bit for bit, what plain arithmetic gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 14, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.oneof(fc.float(), fc.constant(Number.NaN)), { minLength: 40, maxLength: 90 }),
        (width, height, radius, step, numbers) => {
          const source = plane(width, height, (at) => numbers[(7 * at) % numbers.length]);
          const sigma = plane(width, height, (at) => numbers[(5 * at + 3) % numbers.length]);
          const footprint = diskFootprint(radius);
          const middles = Float32Array.from({ length: Math.ceil(width / step) + 1 }, (_, node) =>
            node % 2 === 0 ? numbers[node] : source.data[node % source.data.length],
          );
          for (const row of [0, height >> 1, height - 1]) {
            expect(diskNoise(source, sigma, footprint, row, step, middles)).toEqual(
              diskNoiseReference(source, sigma, footprint, row, step, middles),
            );
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('needs an error for every pixel, and a row of the image', () => {
    const source = plane(4, 4, () => 1);
    const footprint = diskFootprint(1);
    const middles = Float32Array.of(1);
    const other = plane(4, 3, () => 1);
    expect(() => diskNoise(source, other, footprint, 0, 1, middles)).toThrow(RangeError);
    expect(() => diskNoise(source, source, footprint, 4, 1, middles)).toThrow(RangeError);
  });
});
