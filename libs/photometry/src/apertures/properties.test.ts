import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { annulusStatistics, growthSums, sumApertures, type ApertureShape } from './index.js';

const [width, height] = [48, 40];

function made(seed: number): Image {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, () => 100 + 50 * next()),
  );
}

const source = made(11);
const shapes: ApertureShape[] = [
  { radiusPx: 0.4 },
  { radiusPx: 5 },
  { semiMajorPx: 7.5, semiMinorPx: 2.5, thetaDeg: 25 },
];
const positions = { x: [20.3, 23.5, 12, -0.2, 47.1], y: [17.8, 20, 9.5, 11.3, 39.4] };

describe('aperture sums', () => {
  it.each(shapes)('of a mask and of its opposite add up to the whole, %o', (shape) => {
    const mask = image(width, height, new Uint8Array(width * height));
    source.data.forEach((value, k) => (mask.data[k] = value > 125 ? 1 : 0));
    const opposite = image(
      width,
      height,
      mask.data.map((bit) => 1 - bit),
    );
    const whole = sumApertures(source, positions, shape);
    const [one, other] = [mask, opposite].map((given) =>
      sumApertures(source, positions, shape, { mask: given }),
    );
    for (let k = 0; k < positions.x.length; k++) {
      expect(one.sum[k] + other.sum[k]).toBeCloseTo(whole.sum[k], 9);
      expect(one.maskedArea[k]).toBeCloseTo(other.area[k], 12);
      expect(one.area[k] + one.maskedArea[k]).toBeCloseTo(whole.area[k], 12);
      const peaks = [one.peak[k], other.peak[k]].filter((peak) => !Number.isNaN(peak));
      expect(Math.max(...peaks)).toBe(whole.peak[k]);
    }
  });

  it.each(shapes)('turn with the image, %o', (shape) => {
    const turned = image(height, width, new Float32Array(width * height));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        turned.data[x * height + height - 1 - y] = source.data[y * width + x];
      }
    }
    const turnedShape = 'radiusPx' in shape ? shape : { ...shape, thetaDeg: shape.thetaDeg + 90 };
    const turnedPositions = { x: positions.y.map((y) => height - 1 - y), y: positions.x };
    for (const method of ['exact', 'center', 'subpixel'] as const) {
      const before = sumApertures(source, positions, shape, { method });
      const after = sumApertures(turned, turnedPositions, turnedShape, { method });
      for (let k = 0; k < positions.x.length; k++) {
        if (Number.isNaN(before.sum[k])) expect(after.sum[k]).toBeNaN();
        else expect(after.sum[k] / before.sum[k]).toBeCloseTo(1, 12);
        expect(after.area[k]).toBeCloseTo(before.area[k], 11);
      }
    }
  });

  it('of an ellipse with equal axes are those of the circle, however it is turned', () => {
    const circle = sumApertures(source, positions, { radiusPx: 5 });
    const shape = { semiMajorPx: 5, semiMinorPx: 5, thetaDeg: 33 };
    const ellipse = sumApertures(source, positions, shape);
    for (let k = 0; k < positions.x.length; k++) {
      expect(Math.abs(ellipse.sum[k] / circle.sum[k] - 1)).toBeLessThan(1e-13);
    }
  });

  it('of subpixels come to the exact ones with their number', () => {
    const exact = sumApertures(source, positions, shapes[2]).sum[0];
    const off = [1, 4, 16, 64].map((subpixels) => {
      const { sum } = sumApertures(source, positions, shapes[2], { method: 'subpixel', subpixels });
      return Math.abs(sum[0] / exact - 1);
    });
    expect(off[3]).toBeLessThan(1e-4);
    expect(off[3]).toBeLessThan(off[0] / 20);
  });

  it('have the error of the pixels they add, weighted as photutils does', () => {
    const variance = image(width, height, new Float32Array(width * height).fill(4));
    const { error, area } = sumApertures(source, positions, { radiusPx: 5 }, { variance });
    for (let k = 0; k < 5; k++) expect(error[k] ** 2 / (4 * area[k])).toBeCloseTo(1, 13);
    const unknown = sumApertures(source, positions, { radiusPx: 5 });
    expect(unknown.error.every(Number.isNaN)).toBe(true);
  });

  it('grow with the radius and stop at the edge of the image', () => {
    const radii = [0.5, 1, 2, 4, 8, 16, 32, 64, 128];
    const growth = growthSums(source, positions, radii);
    for (let k = 1; k < radii.length; k++) {
      growth[k].sum.forEach((sum, star) => {
        expect(sum).toBeGreaterThanOrEqual(growth[k - 1].sum[star]);
      });
    }
    const all = source.data.reduce((sum, value) => sum + value, 0);
    for (const sum of growth[8].sum) expect(sum / all).toBeCloseTo(1, 12);
    for (const area of growth[8].area) expect(area / (width * height)).toBeCloseTo(1, 14);
  });

  it('are NaN with a pixel that has no value, unless it is masked or only near', () => {
    const holed = image(width, height, source.data.slice());
    holed.data[20 * width + 24] = Number.NaN;
    const mask = image(width, height, new Uint8Array(width * height));
    mask.data[20 * width + 24] = 1;
    const at = { x: [24, 24], y: [18, 16.4] };
    for (const shape of [{ radiusPx: 3 }, { semiMajorPx: 3, semiMinorPx: 3, thetaDeg: 0 }]) {
      const open = sumApertures(holed, at, shape);
      expect(open.sum[0]).toBeNaN();
      expect(open.sum[1]).toBe(sumApertures(source, at, shape).sum[1]);
      const closed = sumApertures(holed, at, shape, { mask });
      expect(closed.sum).toEqual(sumApertures(source, at, shape, { mask }).sum);
      expect(open.peak[0]).toBe(closed.peak[0]);
    }
  });

  it('tell an aperture beyond the image from one that is masked', () => {
    const mask = image(width, height, new Uint8Array(width * height).fill(1));
    const at = { x: [-10, Number.NaN, 20], y: [5, 5, 20] };
    for (const method of ['exact', 'center'] as const) {
      const { sum, area, maskedArea } = sumApertures(source, at, shapes[1], { mask, method });
      expect(Array.from(sum)).toEqual([Number.NaN, Number.NaN, 0]);
      expect(Array.from(area)).toEqual([0, 0, 0]);
      expect(maskedArea[1]).toBe(0);
      expect(maskedArea[2]).toBeGreaterThan(60);
    }
  });

  it.each([
    [{ radiusPx: 0 }, /0/],
    [{ radiusPx: Number.NaN }, /NaN/],
    [{ semiMajorPx: 3, semiMinorPx: -1, thetaDeg: 0 }, /semiMinorPx is -1/],
    [{ semiMajorPx: 3, semiMinorPx: 1, thetaDeg: Infinity }, /thetaDeg is Infinity/],
  ])('need an aperture: %o', (shape, message) => {
    expect(() => sumApertures(source, positions, shape)).toThrow(message);
    expect(() => sumApertures(source, positions, shape, { method: 'center' })).toThrow(message);
  });

  it('need whole subpixels', () => {
    const options = { method: 'subpixel', subpixels: 2.5 } as const;
    expect(() => sumApertures(source, positions, { radiusPx: 2 }, options)).toThrow(/2\.5/);
  });
});

describe('statistics of an annulus', () => {
  const annulus = { innerPx: 4, outerPx: 7 };

  it('are those of its pixels, counted by their centres', () => {
    const at = { x: [20], y: [18] };
    const values: number[] = [];
    source.data.forEach((value, k) => {
      const distance = Math.hypot((k % width) - 20, Math.floor(k / width) - 18);
      if (distance >= 4 && distance < 7) values.push(value);
    });
    values.sort((a, b) => a - b);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = annulusStatistics(source, at, annulus);
    expect(found.pixels[0]).toBe(values.length);
    expect(found.mean[0]).toBeCloseTo(mean, 10);
    const middle = values.length >> 1;
    const median =
      values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    expect(found.median[0]).toBe(median);
    expect(found.mode[0]).toBeCloseTo(2.5 * median - 1.5 * mean, 10);
  });

  it('lose a star to the clipping, and know how many pixels it took', () => {
    const crowded = image(width, height, source.data.slice());
    for (const pixel of [18 * width + 25, 18 * width + 26]) crowded.data[pixel] = 1e5;
    const at = { x: [20], y: [18] };
    const clip = { sigma: 5, iterations: 10 };
    const clipped = annulusStatistics(crowded, at, annulus, { clip });
    const mask = image(
      width,
      height,
      crowded.data.map((value) => (value > 1e4 ? 1 : 0)),
    );
    const masked = annulusStatistics(crowded, at, annulus, {
      mask: { width, height, data: Uint8Array.from(mask.data) },
    });
    expect(clipped.area[0] - clipped.pixels[0]).toBe(2);
    expect(clipped.mean[0]).toBe(masked.mean[0]);
    expect(masked.area[0]).toBe(clipped.pixels[0]);
  });

  it('are NaN where no pixel is left', () => {
    const { mean, median, mode, std, pixels, area } = annulusStatistics(
      source,
      { x: [-30, Number.NaN], y: [4, 4] },
      annulus,
    );
    for (const column of [mean, median, mode, std]) {
      expect(Array.from(column)).toEqual([Number.NaN, Number.NaN]);
    }
    expect([...pixels, ...area]).toEqual([0, 0, 0, 0]);
  });

  it('need an annulus and a clipping that clips', () => {
    const bad = { innerPx: 5, outerPx: 5 };
    expect(() => annulusStatistics(source, positions, bad)).toThrow(/5 to 5 px/);
    const clip = { sigma: 3, iterations: 0 };
    expect(() => annulusStatistics(source, positions, annulus, { clip })).toThrow(/0 iterations/);
  });
});
