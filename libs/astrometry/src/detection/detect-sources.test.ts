import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { addPixelStar, normalDeviates } from '../test-support/pixel-star.js';
import { detectSources, type Sources } from './detect-sources.js';
import { notAStar, sourceFlags } from './source-flags.js';

const noise = 5;

function emptySky(width: number, height: number): Image {
  const normal = normalDeviates(11);
  return image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, k) => {
      const slope = 400 + 0.5 * Math.floor(k / width);
      return slope + noise * normal();
    }),
  );
}

const stars = Array.from({ length: 30 }, (_, k) => ({
  x: 20.3 + (k % 6) * 25.37,
  y: 18.7 + Math.floor(k / 6) * 26.61,
  fwhmPx: 1.8,
  flux: 400 * 10 ** (((k * 7) % 30) / 12),
}));

function starField(): Image {
  const sky = emptySky(170, 150);
  for (const star of stars) addPixelStar(sky, star);
  return sky;
}

/** FWHM 1.8 px widened by the pixels. */
const options = { fwhmPx: Math.sqrt(1.8 ** 2 + 0.462), gain: 1e9 };

function nearest(sources: Sources, x: number, y: number) {
  let [best, least] = [-1, Infinity];
  for (let k = 0; k < sources.count; k += 1) {
    const distance = Math.hypot(sources.x[k] - x, sources.y[k] - y);
    if (distance < least) [best, least] = [k, distance];
  }
  return { source: best, distance: least };
}

describe('sources of a frame', () => {
  it('are its stars and nothing else, the brightest first, in the right places', () => {
    const sources = detectSources(starField(), options);
    expect(sources.count).toBe(stars.length);
    let [square, count] = [0, 0];
    for (const star of stars) {
      const { source, distance } = nearest(sources, star.x, star.y);
      expect(distance).toBeLessThan(0.15);
      const doubt = 0.12 * star.flux + 4 * sources.fluxError[source];
      expect(Math.abs(sources.flux[source] - star.flux)).toBeLessThan(doubt);
      expect(sources.flags[source] & notAStar).toBe(0);
      // The phase of the pixels shifts a bright star by more than its noise.
      if (star.flux > 4000) continue;
      square += ((sources.x[source] - star.x) / sources.sigmaX[source]) ** 2;
      count += 1;
    }
    expect(Math.sqrt(square / count)).toBeLessThan(1.5);
    expect(Array.from(sources.flux)).toEqual(Array.from(sources.flux).sort((a, b) => b - a));
    const best = detectSources(starField(), { ...options, limit: 5 });
    for (const column of ['x', 'y', 'sigmaX', 'flux', 'significance', 'flags'] as const) {
      expect(best[column]).toEqual(sources[column].slice(0, 5));
    }
    expect(detectSources(starField(), { ...options, limit: 0 }).count).toBe(0);
  });

  it('are told from hot pixels and cosmic rays', () => {
    const sky = starField();
    sky.data[31 * 170 + 33] += 900;
    for (let k = 0; k < 3; k += 1) sky.data[(84 + k) * 170 + 84 + k] += 700;
    const sources = detectSources(sky, options);
    const hot = nearest(sources, 33, 31);
    const ray = nearest(sources, 85, 85);
    expect(hot.distance).toBeLessThan(0.2);
    expect(sources.flags[hot.source] & sourceFlags.singlePixel).not.toBe(0);
    expect(ray.distance).toBeLessThan(1.5);
    expect(sources.flags[ray.source] & sourceFlags.narrow).not.toBe(0);
    for (const star of stars) {
      expect(sources.flags[nearest(sources, star.x, star.y).source] & notAStar).toBe(0);
    }
  });

  it('are one where a star is saturated, at the middle of the patch', () => {
    const sky = starField();
    addPixelStar(sky, { x: 60.4, y: 60.2, fwhmPx: 1.8, flux: 3e6 });
    for (let k = 0; k < sky.data.length; k += 1) sky.data[k] = Math.min(sky.data[k], 9000);
    const sources = detectSources(sky, { ...options, saturationLevel: 9000 });
    const { source, distance } = nearest(sources, 60.4, 60.2);
    expect(distance).toBeLessThan(0.5);
    expect(sources.flags[source] & sourceFlags.saturated).not.toBe(0);
    expect(source).toBe(0);
    expect(sources.sigmaX[source]).toBeNaN();
    const near = Array.from(sources.x).filter(
      (x, k) => Math.hypot(x - 60.4, sources.y[k] - 60.2) < 4,
    );
    expect(near.length).toBe(1);
  });

  it('carry the flags of their pixels, and none are found under a mask', () => {
    const sky = starField();
    const plane = image(170, 150, new Uint8Array(170 * 150));
    plane.data[Math.round(stars[3].y) * 170 + Math.round(stars[3].x)] = 4;
    plane.data[Math.round(stars[7].y) * 170 + Math.round(stars[7].x)] = 1;
    const mask = image(170, 150, new Uint8Array(170 * 150).fill(1, 100 * 170));
    const sources = detectSources(sky, { ...options, flags: plane, mask });
    const flagsOf = (k: number) => sources.flags[nearest(sources, stars[k].x, stars[k].y).source];
    expect(flagsOf(3)).toBe(sourceFlags.badPixel);
    expect(flagsOf(7) & sourceFlags.saturated).not.toBe(0);
    expect(Math.max(...sources.y)).toBeLessThan(100);
  });

  it('are none in a frame of zeros and in one without pixels that vary', () => {
    const zeros = image(64, 64, new Float32Array(4096));
    expect(detectSources(zeros, options).count).toBe(0);
    expect(detectSources(image(64, 64, new Float32Array(4096).fill(65535)), options).count).toBe(0);
  });
});
