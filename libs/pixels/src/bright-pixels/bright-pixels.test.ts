import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { image, type Image } from '../image.js';
import { brightPixels } from './bright-pixels.js';
import { brightPixelsReference } from './reference.js';

/** A repeatable number from -1 to 1. */
function noise(at: number, seed: number): number {
  let hash = (at * 73_856_093) ^ (seed * 83_492_791);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
}

function plane(width: number, height: number, value: (at: number) => number): Image {
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, at) => value(at)),
  );
}

describe('pixels from which a filter took much', () => {
  it('are those above so many times the noise of their square', () => {
    // Values from -1 to 1, evenly: half of them are within 0.5, so sigma is 0.7413.
    const sky = plane(128, 64, (at) => noise(at, 1) * (at % 128 < 64 ? 1 : 10));
    const flat = plane(128, 64, () => 0);
    for (const at of [1000, 1064]) sky.data[at] = 5;
    const bright = brightPixels(sky, flat, 4);
    expect([...bright.keys()].filter((at) => bright[at] === 1)).toEqual([1064]);
  });

  it.each([
    [1, 1],
    [63, 5],
    [64, 64],
    [131, 70],
    [200, 129],
  ])('are, pixel by pixel, those of plain arithmetic in %d x %d', (width, height) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0.5, 1, 2.5, 4),
        fc.constantFrom(0, 0.02, 0.6, 1),
        fc.constantFrom(1e-44, 1e-3, 1, 1e37),
        fc.constantFrom(0, 1),
        (seed, threshold, gaps, scale, step) => {
          const value = (at: number): number => {
            if ((noise(at, seed + 1) + 1) / 2 < gaps) return Number.NaN;
            const off = noise(at, seed) / (1.01 + noise(at, seed + 2));
            return scale * (step === 1 ? Math.round(off) : off);
          };
          const pixels = plane(width, height, value);
          const filtered = plane(width, height, (at) => scale * noise(at >> 3, seed + 3));
          if (step === 1) filtered.data.fill(0);
          expect(brightPixels(pixels, filtered, threshold)).toEqual(
            brightPixelsReference(pixels, filtered, threshold),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  it('are none without noise, and at infinities', () => {
    const still = plane(64, 64, () => 3);
    expect(brightPixels(still, still, 4).every((one) => one === 0)).toBe(true);
    const endless = plane(64, 64, (at) => (at % 3 === 0 ? 0 : Infinity));
    expect(brightPixels(endless, still, 4)).toEqual(brightPixelsReference(endless, still, 4));
  });

  it('need two images of a size and a threshold above 0', () => {
    const one = plane(4, 4, () => 0);
    expect(() =>
      brightPixels(
        one,
        plane(4, 5, () => 0),
        4,
      ),
    ).toThrow(RangeError);
    for (const wrong of [0, -1, Number.NaN, Infinity]) {
      expect(() => brightPixels(one, one, wrong)).toThrow(RangeError);
    }
  });
});
