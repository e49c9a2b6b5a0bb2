import { describe, expect, test } from 'vitest';
import { badPixels } from './bad-pixels.js';
import { gainOfSamples, noiseSamples } from './gain.js';
import { clippedSample } from './noise-statistics.js';
import { readNoiseOfBiases, readNoiseOfCrops } from './read-noise.js';
import { idealMasters, normalNumbers, picture, rawFrame } from './test-support/pictures.js';
import { problemFrom } from './test-support/problem-from.js';

describe('the read noise of bias frames', () => {
  test('comes out without rounding, with the row noise apart, blind to structure and drift', () => {
    const normal = normalNumbers(3);
    const biases = [0, 1, 2].map((frame) => {
      const rows = Array.from({ length: 150 }, () => 0.6 * normal());
      return rawFrame(
        `mbias${frame}.fit`,
        150,
        150,
        (x, y) => 1000 + ((x * 7 + y * 3) % 11) + frame + (rows[y] ?? 0) + 4 * normal(),
      ).image;
    });
    const noise = readNoiseOfBiases(biases);
    expect(noise?.pixelDn).toBeGreaterThan(3.93);
    expect(noise?.pixelDn).toBeLessThan(4.07);
    expect(noise?.rowDn).toBeGreaterThan(0.45);
    expect(noise?.rowDn).toBeLessThan(0.75);
  });

  test('cannot be had from one frame', () => {
    expect(readNoiseOfBiases([rawFrame('mbias1.fit', 4, 4, () => 1000).image])).toBeNull();
  });

  test('comes from bias crops where there are no pairs', () => {
    const noise = readNoiseOfCrops([{ pixelNoiseDn: 5, rowNoiseDn: 0.5 }], 2);
    expect(noise.pixelDn).toBeCloseTo(Math.sqrt(25 - 1 / 12 - 2), 12);
    expect(noise.rowDn).toBe(0.5);
  });
});

describe('the gain from noise against level', () => {
  const side = 256;
  const gain = 2.5;
  const readNoiseDn = 4;
  const normal = normalNumbers(29);
  const flatAt = (x: number, y: number): number => ((x + y) % 2 === 0 ? 1.02 : 0.98);
  // Light from 200 to 3000 DN, a star on every 100th pixel, pixel response of 2 %.
  const scene = picture(side, side, (x, y) => 200 + (2800 * (x + y)) / (2 * side));
  const stars = Array.from({ length: 650 }, (_, k) => ({
    x: (k * 97.3) % side,
    y: (k * 41.7) % side,
    peak: 30 + ((k * 13) % 400),
  }));
  for (const star of stars) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const [x, y] = [Math.round(star.x) + dx, Math.round(star.y) + dy];
        if (x < 0 || y < 0 || x >= side || y >= side) continue;
        const r2 = (x - star.x) ** 2 + (y - star.y) ** 2;
        scene.data[y * side + x] += star.peak * Math.exp(-r2 / (2 * 0.8 ** 2));
      }
    }
  }
  const masters = {
    ...idealMasters(side, side, {
      bias: picture(side, side, () => 1000),
      flat: picture(side, side, flatAt),
    }),
    darkScale: 1,
  };
  const samples = [1, 2, 3, 4].flatMap((frame) => {
    const raw = rawFrame(`ib00${frame}.fit`, side, side, (x, y) => {
      const light = (scene.data[y * side + x] ?? 0) * flatAt(x, y);
      return 1000 + light + Math.sqrt(light / gain) * normal() + readNoiseDn * normal();
    });
    return noiseSamples(raw.image, masters, 0);
  });

  test('is right to 3 % in four small frames full of stars, as it says itself', () => {
    const measured = gainOfSamples(samples, readNoiseDn ** 2);
    expect(Math.abs(measured.electronsPerDn / gain - 1)).toBeLessThan(0.03);
    expect(measured.uncertainty / gain).toBeGreaterThan(0.005);
    expect(measured.uncertainty / gain).toBeLessThan(0.025);
  });

  test('is right to 6 % when the read noise is not known either', () => {
    const measured = gainOfSamples(samples, null);
    expect(Math.abs(measured.electronsPerDn / gain - 1)).toBeLessThan(0.06);
  });

  test('is a named error where nothing can be measured', () => {
    expect(problemFrom(() => gainOfSamples(samples.slice(0, 10), 16))).toMatchObject({
      code: 'gain-not-measurable',
    });
  });
});

describe('bad pixels', () => {
  test('are those that stand out of their surroundings, a glow is none', () => {
    const normal = normalNumbers(17);
    const dark = picture(96, 96, (x, y) => 20 * Math.exp(-(x * x + y * y) / 3000) + 0.3 * normal());
    const hot = [5 * 96 + 5, 50 * 96 + 70];
    dark.data[hot[0]] += 10;
    dark.data[hot[1]] -= 10;
    dark.data[9000] = Number.NaN;
    const bad = badPixels(dark, 12).data;
    expect([...bad.keys()].filter((k) => bad[k] === 1)).toEqual([...hot, 9000]);
  });
});

describe('a clipped sample', () => {
  test('finds the noise of whole numbers, which the median absolute deviation misses', () => {
    const normal = normalNumbers(23);
    const values = Float64Array.from({ length: 40000 }, () => Math.round(1.5 * normal()));
    values.fill(5000, 0, 200);
    const { sigma, mean } = clippedSample(values);
    expect(sigma).toBeCloseTo(Math.sqrt(1.5 ** 2 + 1 / 12), 1);
    expect(Math.abs(mean)).toBeLessThan(0.05);
  });
});
