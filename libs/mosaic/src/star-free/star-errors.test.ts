import { diskMedian, image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { meshAt } from '../test-support/mesh-at.js';
import { normals, seeded, starField } from '../test-support/star-field.js';
import { medianNoise, type MedianNoise } from './median-noise.js';
import { starConfusion } from './star-confusion.js';

const radius = 12.5;
const step = 31;
const size = 320;
const crowd = { sky: 300, starsPerPixel: 0.05, faintest: 30 };

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Nodes whose disk is wholly in the frame. */
const inner = Array.from({ length: 81 }, (_, k) => ({
  x: step * (1 + (k % 9)),
  y: step * (1 + Math.floor(k / 9)),
}));

/** A sky with noise, every third row twice as noisy as the others. */
function noisy(sky: Image, normal: () => number): { frame: Image; sigma: Image } {
  const sigma = sky.data.map(
    (light, i) => Math.sqrt(light / 3 + 20) * (Math.floor(i / size) % 3 === 0 ? 2 : 1),
  );
  const frame = image(
    size,
    size,
    sky.data.map((light, i) => light + sigma[i] * normal()),
  );
  return { frame, sigma: image(size, size, sigma) };
}

function errorsOf(frame: Image, sigma: Image): { filtered: Image; noise: MedianNoise } {
  const filtered = diskMedian(frame, radius);
  return { filtered, noise: medianNoise(frame, sigma, filtered, radius, step) };
}

describe('the noise of a median', () => {
  it.each([
    ['without stars', { ...crowd, starsPerPixel: 0 }],
    ['crowded with stars', crowd],
  ])('of pixels of unequal noise, %s, is what trials show, within a twentieth', (_, field) => {
    const sky = starField(size, seeded(5), field);
    const normal = normals(seeded(6));
    const trials = 40;
    const sums = inner.map(() => 0);
    const squares = inner.map(() => 0);
    let said = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { frame, sigma } = noisy(sky, normal);
      const { filtered, noise } = errorsOf(frame, sigma);
      inner.forEach(({ x, y }, k) => {
        const off = filtered.data[y * size + x] - 300;
        sums[k] += off;
        squares[k] += off * off;
        said += meshAt(noise.sigma, x, y) ** 2 / (trials * inner.length);
      });
    }
    const seen = squares.reduce(
      (sum, square, k) => sum + (square - sums[k] ** 2 / trials) / (trials - 1) / inner.length,
      0,
    );
    console.log(`noise seen over stated: ${Math.sqrt(seen / said).toFixed(3)}`);
    expect(Math.sqrt(seen / said)).toBeGreaterThan(0.95);
    expect(Math.sqrt(seen / said)).toBeLessThan(1.05);
  });

  it('counts no pixel twice at a border, none without data, and says when there is none', () => {
    const data = new Float32Array(size * size).fill(100);
    for (let i = 0; i < 100 * size; i++) if (i % 2 === 0) data[i] = Number.NaN;
    for (let i = 200 * size; i < data.length; i++) data[i] = Number.NaN;
    const frame = image(size, size, data);
    const sigma = image(size, size, new Float32Array(size * size).fill(4));
    const { pixels, sigma: noise } = medianNoise(frame, sigma, frame, radius, step);
    expect(meshAt(pixels, 155, 155)).toBe(489);
    expect(meshAt(pixels, 0, 155)).toBe((489 + 25) / 2);
    expect(meshAt(pixels, 62, 62)).toBeCloseTo(489 / 2, -1);
    expect(meshAt(noise, 155, 248)).toBeNaN();
  });
});

describe('the confusion by stars', () => {
  it('is what the medians of many fields scatter by, to 10 %', () => {
    const normal = normals(seeded(7));
    const medians: number[] = [];
    const said: number[] = [];
    for (let field = 0; field < 12; field++) {
      const { frame, sigma } = noisy(starField(size, seeded(100 + field), crowd), normal);
      const { filtered, noise } = errorsOf(frame, sigma);
      const confusion = starConfusion(filtered, noise, radius);
      for (const { x, y } of inner) {
        medians.push(filtered.data[y * size + x]);
        said.push(Math.hypot(meshAt(noise.sigma, x, y), meshAt(confusion, x, y)));
      }
    }
    const mean = medians.reduce((sum, value) => sum + value, 0) / medians.length;
    const ratio = rms(medians.map((value) => value - mean)) / rms(said);
    console.log(
      `scatter seen over stated: ${ratio.toFixed(3)}, stars raise the sky by ${(mean - 300).toFixed(1)}`,
    );
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  it('is small beside the noise in a sky without stars', () => {
    const empty = starField(size, seeded(8), { ...crowd, starsPerPixel: 0 });
    const { frame, sigma } = noisy(empty, normals(seeded(8)));
    const { filtered, noise } = errorsOf(frame, sigma);
    const confusion = starConfusion(filtered, noise, radius);
    const ratio = rms(inner.map(({ x, y }) => meshAt(confusion, x, y) / meshAt(noise.sigma, x, y)));
    console.log(`confusion over noise without stars: ${ratio.toFixed(3)}`);
    expect(ratio).toBeLessThan(0.6);
  });

  it('takes a bright horizon and a slope for sky, not for stars', () => {
    const sky = Float32Array.from(
      { length: size * size },
      (_, i) => 200 * Math.exp(Math.floor(i / size) / 60) + 0.7 * (i % size),
    );
    const frame = image(size, size, sky);
    const sigma = image(size, size, new Float32Array(sky.length).fill(1e-6));
    const noise = medianNoise(frame, sigma, frame, radius, step);
    const confusion = starConfusion(frame, noise, radius);
    for (const { x, y } of inner) expect(meshAt(confusion, x, y)).toBeLessThan(0.01);
  });

  it('is larger at the border, where the disk holds half the stars', () => {
    const { frame, sigma } = noisy(starField(size, seeded(9), crowd), normals(seeded(9)));
    const { filtered, noise } = errorsOf(frame, sigma);
    const confusion = starConfusion(filtered, noise, radius);
    const ratio = meshAt(confusion, 0, 155) / meshAt(confusion, step, 155);
    expect(ratio).toBeGreaterThan(1.2);
    expect(ratio).toBeLessThan(1.7);
  });

  it('is not known of a frame too small to hold disks side by side', () => {
    const frame = image(40, 40, new Float32Array(1600).fill(5));
    const noise = medianNoise(frame, frame, frame, radius, step);
    expect(starConfusion(frame, noise, radius).data.every(Number.isNaN)).toBe(true);
  });
});
