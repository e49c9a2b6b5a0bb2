import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import type { Interpolation } from './interpolation.js';
import { sampleImage } from './sample-image.js';

const methods = ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const;
const nan = Number.NaN;

const pictureOf = (width: number, height: number, f: (x: number, y: number) => number) =>
  image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, k) => f(k % width, Math.floor(k / width))),
  );

/** Places all over an image, on pixels, between them and on their edges. */
function places(low: number, high: number, step: number) {
  const along = Array.from(
    { length: Math.floor((high - low) / step) + 1 },
    (_, k) => low + k * step,
  );
  return {
    x: Float64Array.from(along.flatMap((x) => along.map(() => x))),
    y: Float64Array.from(along.flatMap(() => along)),
  };
}

function sampled(
  picture: ReturnType<typeof pictureOf>,
  x: Float64Array,
  y: Float64Array,
  method: Interpolation,
) {
  const out = new Float64Array(x.length);
  sampleImage(picture, x, y, out, method);
  return out;
}

describe('values between pixels', () => {
  it.each(methods)(
    '%s returns every pixel itself at its centre, to the last row and column',
    (m) => {
      const picture = pictureOf(7, 5, (x, y) => (x === 3 && y === 2 ? nan : 10 * x - y * y));
      const x = Float64Array.from({ length: 35 }, (_, k) => k % 7);
      const y = Float64Array.from({ length: 35 }, (_, k) => Math.floor(k / 7));
      expect([...sampled(picture, x, y, m)]).toEqual([...picture.data]);
    },
  );

  it.each(methods)('%s conserves surface brightness: a flat image stays flat to 1e-13', (m) => {
    const { x, y } = places(3, 15, 0.137);
    const flat = pictureOf(20, 20, () => 512);
    for (const value of sampled(flat, x, y, m)) {
      expect(Math.abs(value / 512 - 1)).toBeLessThan(1e-13);
    }
  });

  it.each(methods)('%s of a smooth function errs by less than is stated', (m) => {
    const wave = { a: 2 * Math.PI * 0.06, b: 2 * Math.PI * 0.045 };
    const f = (x: number, y: number) => Math.sin(wave.a * x + 0.3) * Math.cos(wave.b * y - 0.2);
    // Largest derivatives of sin(ax) cos(by) are powers of a and b.
    const { a, b } = wave;
    const stated = {
      nearest: (a + b) / 2,
      bilinear: (a * a + b * b) / 8,
      bicubic: 0.047 * a ** 3 + 0.059 * b ** 3,
      lanczos3: 0.02 * a + 0.62 * a * a + 1.55 * (0.02 * b + 0.62 * b * b),
    }[m];
    const { x, y } = places(3, 35, 0.2239);
    const worst = sampled(pictureOf(40, 40, f), x, y, m).reduce(
      (most, value, k) => Math.max(most, Math.abs(value - f(x[k], y[k]))),
      0,
    );
    expect(worst).toBeLessThan(stated);
    // A bound that is far away would say nothing; that of Lanczos-3 is wide, its waves are below.
    if (m !== 'lanczos3') expect(worst).toBeGreaterThan(stated / 6);
  });

  it.each([
    ['bicubic', 4, 0.12],
    ['bicubic', 8, 0.01],
    ['lanczos3', 4, 0.025],
    ['lanczos3', 5, 0.025],
    ['lanczos3', 8, 0.008],
    ['lanczos3', 16, 0.008],
  ] as const)('%s returns a wave of %d px to %d of its amplitude', (method, period, part) => {
    const f = (x: number) => Math.cos((2 * Math.PI * x) / period + 0.4);
    const x = Float64Array.from({ length: 700 }, (_, k) => 3 + k * 0.0371);
    const y = new Float64Array(700).fill(5);
    const values = sampled(pictureOf(40, 11, f), x, y, method);
    for (const [k, value] of values.entries()) {
      expect(Math.abs(value - f(x[k]))).toBeLessThan(part);
    }
  });

  it('bicubic returns a quadratic exactly', () => {
    const f = (x: number, y: number) => 3 + 2 * x - y + 0.5 * x * x - 0.25 * x * y + y * y;
    const { x, y } = places(1, 10, 0.173);
    const values = sampled(pictureOf(12, 12, f), x, y, 'bicubic');
    for (const [k, value] of values.entries()) expect(value).toBeCloseTo(f(x[k], y[k]), 10);
  });

  it.each([
    ['nearest', -0.5, 8.49],
    ['bilinear', 0, 8],
    ['bicubic', 1, 7],
    ['lanczos3', 2, 6],
  ] as const)(
    '%s reaches from %d to %d of an image of 9 px and no farther',
    (method, low, high) => {
      const flat = pictureOf(9, 9, () => 1);
      const edge = Float64Array.of(low, high, low - 0.01, high + 0.02, nan);
      const middle = Float64Array.of(4.5, 4.5, 4.5, 4.5, 4.5);
      for (const values of [
        sampled(flat, edge, middle, method),
        sampled(flat, middle, edge, method),
      ]) {
        expect([...values].map((value) => Math.abs(value - 1) < 1e-12)).toEqual([
          true,
          true,
          false,
          false,
          false,
        ]);
        expect([...values.subarray(2)]).toEqual([nan, nan, nan]);
      }
    },
  );

  it.each([
    ['nearest', 0.5],
    ['bilinear', 1],
    ['bicubic', 2],
    ['lanczos3', 3],
  ] as const)('with %s a pixel without data takes away what lies within %d px', (method, reach) => {
    const gap = pictureOf(15, 15, (x, y) => (x === 7 && y === 7 ? nan : 1));
    const { x, y } = places(4.03, 10.5, 0.1);
    for (const [k, value] of sampled(gap, x, y, method).entries()) {
      const touched = Math.abs(x[k] - 7) < reach && Math.abs(y[k] - 7) < reach;
      expect(Number.isNaN(value)).toBe(touched);
    }
  });

  it('of two pixels at the same distance the right or lower one is the nearest', () => {
    const picture = pictureOf(3, 3, (x, y) => x + 10 * y);
    const values = sampled(picture, Float64Array.of(0.5, 1), Float64Array.of(1, 0.5), 'nearest');
    expect([...values]).toEqual([11, 11]);
  });

  it('an image of one pixel is itself at its centre', () => {
    const one = pictureOf(1, 1, () => 7);
    for (const method of methods) {
      expect([...sampled(one, Float64Array.of(0), Float64Array.of(0), method)]).toEqual([7]);
    }
  });

  it('arrays that are too short are named', () => {
    const picture = pictureOf(3, 3, () => 1);
    expect(() => {
      sampleImage(
        picture,
        new Float64Array(3),
        new Float64Array(2),
        new Float32Array(3),
        'nearest',
      );
    }).toThrow('y has 2 numbers: 3 are needed');
  });
});
