import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { oldGaussianFit } from './old-gaussian.js';

/** What scipy's curve_fit found in the same pictures, or the message it stopped with. */
const scipy = z
  .array(z.union([z.array(z.number()), z.string()]))
  .parse(
    JSON.parse(
      readFileSync(new URL('../test-support/old-gaussian-fits.json', import.meta.url), 'utf8'),
    ),
  );

/** The picture of old_gaussian_fits.py of that number. */
function picture(number: number) {
  let state = BigInt(number * 7919 + 17);
  const draw = (): number => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  };
  const size = 25;
  const data = new Float64Array(size * size);
  const add = (value: (x: number, y: number) => number): void => {
    for (let i = 0; i < data.length; i += 1) data[i] += value(i % size, Math.floor(i / size));
  };
  const [slopeX, slopeY] = [40 * (draw() - 0.5), 40 * (draw() - 0.5)];
  add((x, y) => 500 + slopeX * x + slopeY * y);
  for (let left = number % 4 === 0 ? 1 : Math.floor(3 * draw()); left > 0; left -= 1) {
    const [x0, y0] = [12 + 10 * (draw() - 0.5), 12 + 10 * (draw() - 0.5)];
    const width = 0.4 + 1.8 * draw();
    const height = 20000 * draw() ** 2;
    add((x, y) => height * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * width ** 2)));
  }
  add(() => 200 * (draw() - 0.5));
  if (number % 5 === 0) {
    const [row, column] = [Math.floor(8 + 8 * draw()), Math.floor(8 + 8 * draw())];
    data[row * size + column] += 30000 * draw();
  }
  if (number % 7 === 0) data.fill(500);
  if (number % 11 === 0) add((x, y) => 1000 - 2 * data[y * size + x]);
  return { width: size, height: size, data };
}

describe('the Gaussian fit of the old pipeline', () => {
  const place = { x: 12.3, y: 11.8 };
  const fits = scipy.map(
    (_, number) =>
      oldGaussianFit(picture(number), place, { ...place, sigma: 0.6, volume: 50000 }).fit,
  );

  it('finds the minimum that curve_fit finds wherever that is a star', () => {
    let stars = 0;
    let worst = 0;
    scipy.forEach((expected, number) => {
      if (typeof expected === 'string') return;
      const [x, y, sigma, volume] = expected;
      const peak = volume / (2 * Math.PI * sigma ** 2);
      if (peak < 3000 || sigma < 0.5 || Math.hypot(x - place.x, y - place.y) > 4) return;
      const fit = fits[number];
      if (typeof fit === 'string') throw new Error(`picture ${number}: ${fit}`);
      stars += 1;
      worst = Math.max(
        worst,
        Math.abs(fit.x - x),
        Math.abs(fit.y - y),
        Math.abs(fit.sigma - sigma),
        Math.abs(fit.volume / volume - 1),
      );
    });
    expect(stars).toBeGreaterThan(80);
    expect(worst).toBeLessThan(1e-6);
  });

  it('converges or fails as curve_fit does in 99 of 100 blends, slopes and empty skies', () => {
    const failed = (fit: unknown): boolean => typeof fit === 'string';
    const differing = scipy.filter((fit, number) => failed(fit) !== failed(fits[number]));
    expect(scipy.filter(failed).length).toBeGreaterThan(5);
    expect(differing.length).toBeLessThan(5);
  });

  it('fails without pixels, and by a pixel without a value', () => {
    const { width, height, data } = picture(1);
    const start = { ...place, sigma: 0.6, volume: 50000 };
    expect(oldGaussianFit({ width, height, data }, { x: 90, y: 90 }, start).fit).toBe('no-pixels');
    data[12 * width + 12] = NaN;
    expect(oldGaussianFit({ width, height, data }, place, start).fit).toBe('not-finite');
  });
});
