import type { Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { normalDeviates, pixelStar } from '../test-support/pixel-star.js';
import { fitGaussian } from './gaussian-fit.js';
import { windowedCentroid } from './index.js';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly sigmaX: number;
  readonly sigmaY: number;
  readonly converged: boolean;
}
type Centroid = (source: Image, x: number, y: number, noise: number, gain?: number) => Place;

const apparent = (fwhmPx: number) => Math.sqrt(fwhmPx ** 2 + (8 * Math.log(2)) / 12);

function fitted(shape: 'free' | 'fixed', fwhmPx: number): Centroid {
  return (source, x, y, noise, gain) => {
    const options = { fwhmPx: apparent(fwhmPx), noise, shape };
    const fit = fitGaussian(source, x, y, gain === undefined ? options : { ...options, gain });
    if (fit === undefined) throw new Error('too few pixels');
    return fit;
  };
}

const methods = (fwhmPx: number): [string, Centroid][] => [
  [
    'windowed',
    (source, x, y, noise, gain) =>
      windowedCentroid(
        source,
        x,
        y,
        apparent(fwhmPx),
        gain === undefined ? { noise } : { noise, gain },
      ),
  ],
  ['fitted with free shape', fitted('free', fwhmPx)],
  ['fitted with fixed shape', fitted('fixed', fwhmPx)],
];

describe.each(methods(1.7))('a centroid %s', (_, centroid) => {
  it('does not depend on the pixel phase at FWHM 1.7 px: bias below 0.02 px', () => {
    let worst = 0;
    for (let i = 0; i < 10; i += 1) {
      for (let j = 0; j < 10; j += 1) {
        const [x, y] = [9.5 + i / 10, 9.5 + j / 10];
        const star = pixelStar(20, 20, { x, y, fwhmPx: 1.7, flux: 1e5 });
        const found = centroid(star, Math.round(x), Math.round(y), 1);
        expect(found.converged).toBe(true);
        worst = Math.max(worst, Math.abs(found.x - x), Math.abs(found.y - y));
      }
    }
    expect(worst).toBeLessThan(0.02);
    expect(worst).toBeLessThan(0.006);
  });

  it('does not depend on the pixel phase in noise either, on the average', () => {
    const normal = normalDeviates(3);
    const trials = 40;
    let [worst, sum] = [0, 0];
    for (let phase = 0; phase < 100; phase += 1) {
      const [x, y] = [9.5 + (phase % 10) / 10, 9.5 + Math.floor(phase / 10) / 10];
      const star = pixelStar(20, 20, { x, y, fwhmPx: 1.7, flux: 8000 });
      let [biasX, biasY] = [0, 0];
      for (let trial = 0; trial < trials; trial += 1) {
        const noisy = star.data.map((value) => value + Math.sqrt(25 + value / 2) * normal());
        const found = centroid({ ...star, data: noisy }, Math.round(x), Math.round(y), 5, 2);
        biasX += (found.x - x) / trials;
        biasY += (found.y - y) / trials;
      }
      worst = Math.max(worst, Math.abs(biasX), Math.abs(biasY));
      sum += biasX + biasY;
    }
    expect(worst).toBeLessThan(0.02);
    expect(Math.abs(sum / 200)).toBeLessThan(0.001);
  });

  it('has the error it states, in the noise of sky and star', () => {
    const normal = normalDeviates(7);
    let [square, count] = [0, 0];
    for (let trial = 0; trial < 300; trial += 1) {
      const [x, y] = [9.5 + ((trial * 0.37) % 1), 9.5 + ((trial * 0.61) % 1)];
      const star = pixelStar(20, 20, { x, y, fwhmPx: 1.7, flux: 4000 });
      const noisy = star.data.map((value) => value + Math.sqrt(25 + value / 2) * normal());
      const found = centroid({ ...star, data: noisy }, Math.round(x), Math.round(y), 5, 2);
      square += ((found.x - x) / found.sigmaX) ** 2 + ((found.y - y) / found.sigmaY) ** 2;
      count += 2;
    }
    expect(Math.sqrt(square / count)).toBeGreaterThan(0.85);
    expect(Math.sqrt(square / count)).toBeLessThan(1.2);
  });

  it('does without a pixel that has no value', () => {
    const star = pixelStar(20, 20, { x: 10.2, y: 9.7, fwhmPx: 1.7, flux: 1e5 });
    star.data[13 * 20 + 10] = Number.NaN;
    const found = centroid(star, 10, 10, 1);
    expect(Math.hypot(found.x - 10.2, found.y - 9.7)).toBeLessThan(0.02);
  });

  it('says when there is no star', () => {
    const nothing = pixelStar(20, 20, { x: 10, y: 10, fwhmPx: 1.7, flux: -1e4 });
    expect(centroid(nothing, 10, 10, 1).converged).toBe(false);
  });
});

describe('a fitted Gaussian', () => {
  it('gives back height, level, flux and width of a star wide against the pixels', () => {
    const star = pixelStar(40, 40, { x: 19.3, y: 20.8, fwhmPx: 5, flux: 2e4 });
    const source = { ...star, data: star.data.map((value) => value + 120) };
    const fit = fitGaussian(source, 19, 21, { fwhmPx: 4, noise: 1, radiusPx: 12 });
    expect(fit?.flux).toBeCloseTo(2e4, -2);
    expect(fit?.sky).toBeCloseTo(120, 1);
    expect(fit?.fwhmMajorPx).toBeCloseTo(apparent(5), 2);
    expect(fit?.fwhmMinorPx).toBeCloseTo(apparent(5), 2);
  });

  it('finds the axes of an elongated star', () => {
    const [major, minor, theta] = [3, 1.5, Math.PI / 6];
    const star = pixelStar(40, 40, { x: 20, y: 20, fwhmPx: 2, flux: 0 });
    const data = star.data.map((_, k) => {
      const [dx, dy] = [(k % 40) - 20.25, Math.floor(k / 40) - 19.6];
      const u = dx * Math.cos(theta) + dy * Math.sin(theta);
      const v = dy * Math.cos(theta) - dx * Math.sin(theta);
      return 1000 * Math.exp(-0.5 * ((u / major) ** 2 + (v / minor) ** 2));
    });
    const fit = fitGaussian({ ...star, data }, 20, 20, { fwhmPx: 4, noise: 1, radiusPx: 9 });
    expect(fit?.thetaDeg).toBeCloseTo(30, 3);
    expect(fit?.fwhmMajorPx).toBeCloseTo(major * 2.354820045, 4);
    expect(fit?.fwhmMinorPx).toBeCloseTo(minor * 2.354820045, 4);
    expect(fit?.x).toBeCloseTo(20.25, 5);
    expect(fit?.y).toBeCloseTo(19.6, 5);
  });

  it('is not made of fewer pixels than it has parameters', () => {
    const corner = pixelStar(3, 2, { x: 0, y: 0, fwhmPx: 2, flux: 1 });
    expect(fitGaussian(corner, 0, 0, { fwhmPx: 2, noise: 1 })).toBeUndefined();
  });
});
