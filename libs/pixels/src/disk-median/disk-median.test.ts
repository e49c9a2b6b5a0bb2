import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { image, type Image } from '../image.js';
import { diskMedian, diskMedianInto, diskPercentile } from './disk-median.js';
import { diskFootprint } from './footprint.js';
import { diskMedianReference, medianAt } from './reference.js';

/** A repeatable number in 0..1 for a pixel. */
function noise(index: number): number {
  const x = Math.sin((index + 1) * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

function made(width: number, height: number, value: (x: number, y: number) => number): Image {
  const data = Float32Array.from({ length: width * height }, (_, index) =>
    value(index % width, Math.floor(index / width)),
  );
  return image(width, height, data);
}

function bits(pixels: Image): Uint32Array {
  return new Uint32Array(pixels.data.buffer);
}

describe('the disk', () => {
  it('of 12.5 px has the 489 pixels of the old filter, row by row', () => {
    const { halfWidths, size } = diskFootprint(12.5);
    expect(size).toBe(489);
    expect(Array.from(halfWidths, (half) => 2 * half + 1)).toEqual([
      7, 11, 15, 17, 19, 21, 21, 23, 23, 25, 25, 25, 25, 25, 25, 25, 23, 23, 21, 21, 19, 17, 15, 11,
      7,
    ]);
  });

  it('has as many pixels as lie within the radius', () => {
    for (const radius of [0, 0.9, 1, 2.5, 5, 13, 18.2]) {
      let inside = 0;
      for (let dy = -20; dy <= 20; dy += 1) {
        for (let dx = -20; dx <= 20; dx += 1) {
          if (dx * dx + dy * dy <= radius * radius) inside += 1;
        }
      }
      expect(diskFootprint(radius).size).toBe(inside);
    }
  });
});

describe('the disk median', () => {
  it('gives the published values of a 40 x 40 image', () => {
    const filtered = diskMedian(
      made(40, 40, (column, row) => (37 * row + 101 * column) % 1000),
      12.5,
    );
    const at = (row: number, column: number): number => filtered.data[row * 40 + column];
    expect([at(0, 0), at(0, 20), at(5, 5), at(20, 20), at(39, 39), at(30, 3)]).toEqual([
      471, 481, 488, 538, 490, 497,
    ]);
  });

  it.each([
    ['noise', (x: number, y: number) => 300 + 12 * noise(y * 97 + x)],
    [
      'negative numbers and both zeros',
      (x: number, y: number) => -3 + Math.floor(6 * noise(x * y)),
    ],
    ['a constant', () => 7],
    ['a steep gradient', (x: number, y: number) => Math.exp((x + 2 * y) / 9)],
    ['infinities', (x: number, y: number) => 1 / Math.floor(3 * noise(x + 31 * y))],
  ])('equals sorting bit for bit on %s', (_, value) => {
    for (const [width, height, radius] of [
      [30, 23, 6.4],
      [9, 5, 12.5],
      [1, 1, 3],
    ] as const) {
      const source = made(width, height, value);
      expect(bits(diskMedian(source, radius))).toEqual(bits(diskMedianReference(source, radius)));
    }
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['noise', (x, y) => 300 + 12 * noise(y * 197 + x)],
    ['whole numbers', (x, y) => Math.round(300 + 12 * noise(y * 197 + x))],
    ['noise over a gradient', (x, y) => 300 + x + y + 12 * noise(y * 197 + x)],
    ['a steep gradient', (x, y) => Math.exp((x + 2 * y) / 9)],
    ['a ramp', (x) => x],
    ['a constant', () => 7],
    ['zeros of both signs', (x, y) => [0, -0, -1, 1][Math.floor(4 * noise(y * 197 + x))]],
    ['stars', (x, y) => noise(y * 197 + x) + (noise(x * y) > 0.97 ? 1e5 : 0)],
    ['infinities', (x, y) => [-Infinity, 3, 5, Infinity][Math.floor(4 * noise(y * 197 + x))]],
    ['half of it missing', (x, y) => (noise(x * 31 + y) > 0.5 ? Number.NaN : noise(x + 197 * y))],
    ['an edge of nothing', (x, y) => (x > 40 + y / 3 ? Number.NaN : 9 * noise(x + 197 * y))],
    [
      'a dark lane beside a quiet sky in whole numbers',
      (x, y) =>
        1000 -
        Math.round(900 * Math.exp(-(((x - 8) / 9) ** 2)) * (1 + noise(x + 197 * y))) +
        Math.round(2 * noise(x + 197 * y)),
    ],
    ['two halves', (x, y) => (x > 35 ? 1000 : 0) + noise(x + 197 * y)],
  ])('equals sorting bit for bit in tiles, on %s', (_, value) => {
    const source = made(67, 27, value);
    for (const radius of [3, 12.5]) {
      expect(bits(diskMedian(source, radius))).toEqual(bits(diskMedianReference(source, radius)));
    }
  });

  it('of large disks equals sorting at the places looked at', () => {
    const source = made(140, 150, (x, y) => 300 + 0.02 * x + 12 * noise(y * 140 + x));
    for (const radius of [18.2, 36, 99]) {
      const filtered = diskMedian(source, radius);
      for (let index = 0; index < 140 * 150; index += 1997) {
        const [x, y] = [index % 140, Math.floor(index / 140)];
        expect(filtered.data[index]).toBe(medianAt(source, radius, x, y));
      }
    }
  });

  it('equals sorting on images of any shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 24 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (width, height, radius, seed) => {
          const source = made(width, height, (x, y) =>
            Math.round(40 * noise(seed + y * width + x)),
          );
          expect(diskMedian(source, radius).data).toEqual(diskMedianReference(source, radius).data);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives integers for integers', () => {
    const raw = new Uint16Array(20 * 20).map((_, index) => Math.floor(65536 * noise(index)));
    const filtered = diskMedian(image(20, 20, raw), 3);
    expect(filtered.data).toBeInstanceOf(Uint16Array);
    expect(Array.from(filtered.data)).toEqual(
      Array.from(diskMedian(image(20, 20, Float32Array.from(raw)), 3).data),
    );
  });

  it('has no seams between its tiles', () => {
    const source = made(530, 300, (x, y) => noise(y * 530 + x) + (x > 400 ? x * x : 0));
    const filtered = diskMedian(source, 12.5);
    for (let index = 0; index < 530 * 300; index += 331) {
      const x = index % 530;
      const y = Math.floor(index / 530);
      expect(filtered.data[index]).toBe(medianAt(source, 12.5, x, y));
    }
  });

  it('leaves NaN out, and is NaN only where there is nothing else', () => {
    const holes = made(40, 30, (x, y) => (x < 20 && (x + y) % 3 !== 0 ? Number.NaN : noise(x * y)));
    expect(diskMedian(holes, 4).data).toEqual(diskMedianReference(holes, 4).data);
    expect(
      diskMedian(
        made(3, 3, () => Number.NaN),
        2,
      ).data.every(Number.isNaN),
    ).toBe(true);
  });

  it('leaves NaN of either sign out of images of any shape', () => {
    const negativeNaN = new Float32Array(Uint32Array.of(0xffc00001).buffer)[0];
    const pixel = fc.constantFrom(Number.NaN, negativeNaN, -1, 0, 2, 3, Number.NEGATIVE_INFINITY);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(pixel, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (height, pattern, radius) => {
          const source = made(9, height, (x, y) => pattern[(x + 7 * y) % pattern.length]);
          expect(diskMedian(source, radius).data).toEqual(diskMedianReference(source, radius).data);
        },
      ),
    );
  });

  it('of any radius equals sorting, beyond the image as well', () => {
    const pattern = [Number.NaN, -1, 0.5, -0, 0, 7, 7, Number.POSITIVE_INFINITY];
    const source = made(4, 3, (x, y) => pattern[Math.floor(8 * noise(x + 7 * y))]);
    const mask = Uint8Array.from(source.data, (_, k) => (k % 5 === 1 ? 1 : 0));
    for (const radius of [100, 101.5]) {
      for (const options of [{}, { mask }]) {
        expect(bits(diskMedian(source, radius, options))).toEqual(
          bits(diskMedianReference(source, radius, 0.5, options.mask)),
        );
      }
    }
    const large = made(120, 130, (x, y) => Math.round(1e4 * noise(x + 120 * y)));
    const filtered = diskMedian(large, 110);
    for (const [x, y] of [
      [0, 0],
      [119, 3],
      [60, 129],
      [77, 120],
    ] as const) {
      expect(filtered.data[y * 120 + x]).toBe(medianAt(large, 110, x, y));
    }
  });

  it('leaves masked pixels out, and gives them what is around them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.array(fc.constantFrom(0, 0, 0, 1, 4, 255), { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (height, pattern, radius) => {
          const source = made(9, height, (x, y) => (y % 7 === 6 ? Number.NaN : noise(x + 9 * y)));
          const mask = Uint8Array.from(source.data, (_, k) => pattern[k % pattern.length]);
          expect(bits(diskMedian(source, radius, { mask }))).toEqual(
            bits(diskMedianReference(source, radius, 0.5, mask)),
          );
        },
      ),
    );
    const star = made(9, 9, (x, y) => (x === 4 && y === 4 ? 60000 : 10 + (x % 2)));
    const mask = Uint8Array.from(star.data, (value) => (value > 1000 ? 1 : 0));
    expect(diskPercentile(star, 3, 1, { mask }).data[40]).toBe(11);
  });

  it('has any other rank, from the least to the greatest value', () => {
    const source = made(5, 4, (x, y) => (x + y === 5 ? Number.NaN : noise(x + 25 * y)));
    for (const fraction of [0, 0.1, 0.5, 0.75, 0.999, 1]) {
      for (const radius of [1, 2.3, 6.4, 103]) {
        expect(bits(diskPercentile(source, radius, fraction))).toEqual(
          bits(diskMedianReference(source, radius, fraction)),
        );
      }
    }
    expect(() => diskPercentile(source, 3, 1.1)).toThrow('0 to 1');
    expect(() => diskPercentile(source, 3, Number.NaN)).toThrow('0 to 1');
  });

  it.each([
    ['in tiles', 90, 70, 12.5],
    ['in tiles, small disks', 90, 70, 2],
    ['of disks larger than tiles', 40, 30, 101],
  ])('of some pixels leaves the others as they are, %s', (_, width, height, radius) => {
    const source = made(width, height, (x, y) =>
      x > 50 && y > 40 ? Number.NaN : 300 + x + 12 * noise(y * width + x),
    );
    const wanted = Uint8Array.from(source.data, (__, index) => {
      const [x, y] = [index % width, Math.floor(index / width)];
      return Math.abs(x - y - 5) < 3 && x % 40 < 35 ? 1 + (x % 9) : 0;
    });
    const target = made(width, height, () => -1);
    diskMedianInto(target, source, radius, wanted);
    const all = diskMedian(source, radius);
    expect(bits(target)).toEqual(
      bits(
        made(width, height, (x, y) => (wanted[y * width + x] === 0 ? -1 : all.data[y * width + x])),
      ),
    );
  });

  it('of some pixels refuses images of another size', () => {
    const source = made(3, 3, () => 1);
    const [target, wanted] = [made(3, 3, () => 0), new Uint8Array(9)];
    expect(() => {
      diskMedianInto(target, source, 1, new Uint8Array(8));
    }).toThrow('wanted of 8');
    expect(() => {
      diskMedianInto(
        made(4, 2, () => 0),
        source,
        1,
        wanted,
      );
    }).toThrow('target of 8');
  });

  it('goes where it is asked to go, whatever was there', () => {
    const source = made(67, 40, (x, y) => 300 + 12 * noise(y * 197 + x));
    const into = new Float32Array(67 * 40).fill(7);
    for (const radius of [1, 5]) {
      const filtered = diskMedian(source, radius, { into });
      expect(filtered.data).toBe(into);
      expect(bits(filtered)).toEqual(bits(diskMedian(source, radius)));
    }
    expect(() => diskMedian(source, 1, { into: new Float32Array(9) })).toThrow('67 x 40');
  });

  it('refuses a mask of another size', () => {
    const source = made(3, 3, () => 1);
    expect(() => diskMedian(source, 1, { mask: new Uint8Array(8) })).toThrow('3 x 3');
  });

  it('refuses a radius it cannot do', () => {
    const source = made(3, 3, () => 1);
    expect(() => diskMedian(source, Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(() => diskMedian(source, -1)).toThrow(RangeError);
    expect(() => diskMedian(source, Number.NaN)).toThrow(RangeError);
  });
});
