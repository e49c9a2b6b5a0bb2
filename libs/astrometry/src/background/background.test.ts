import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { madeUpMask, madeUpSky } from '../test-support/made-up-sky.js';
import { photutilsFixture } from '../test-support/photutils-fixture.js';
import { backgroundMesh, estimateBackground, type BackgroundOptions } from './background.js';

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, k) => {
    expect(Math.abs(found[k] - value) / value).toBeLessThan(tolerance);
  });
}

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a background', () => {
  it.each(photutilsFixture.backgrounds)(
    'is that of photutils: $estimator in boxes of $boxWidthPx x $boxHeightPx, masked $masked',
    (peer) => {
      const options: BackgroundOptions = {
        boxWidthPx: peer.boxWidthPx,
        boxHeightPx: peer.boxHeightPx,
        filterWidth: peer.filter,
        filterHeight: peer.filter,
        excludePercent: peer.excludePercent,
        estimator: peer.estimator,
        interpolation: peer.interpolation,
        ...(peer.masked ? { mask: madeUpMask() } : {}),
      };
      const { level, noise, mesh } = estimateBackground(madeUpSky(), options);
      expectClose(mesh.levels, peer.mesh, 1e-12);
      expectClose(mesh.noise, peer.noise, 1e-10);
      const at = (data: Float32Array) => peer.pixels.map((pixel) => data[pixel]);
      expectClose(at(level.data), peer.levels, 1e-7);
      expectClose(at(noise.data), peer.noises, 1e-7);
    },
  );

  it('follows a slope under stars, and knows the noise', () => {
    const { level, noise } = estimateBackground(madeUpSky(), { boxWidthPx: 20, boxHeightPx: 20 });
    // The sky without noise there is 500 + 40 + 18 + 9.6, and the noise adds 10 on average.
    expect(level.data[60 * 160 + 80]).toBeGreaterThan(574);
    expect(level.data[60 * 160 + 80]).toBeLessThan(585);
    expect(noise.data[60 * 160 + 80]).toBeGreaterThan(0.2 * Math.sqrt((101 ** 2 - 1) / 12));
    expect(noise.data[60 * 160 + 80]).toBeLessThan(12);
  });

  it('is made under a mask, and is no number outside the coverage', () => {
    const mask = madeUpMask();
    const hidden = estimateBackground(madeUpSky(), { excludePercent: 50, mask });
    expect(hidden.level.data.every((value) => Number.isFinite(value))).toBe(true);
    const outside = estimateBackground(madeUpSky(), { excludePercent: 50, coverageMask: mask });
    outside.level.data.forEach((value, k) => {
      expect(Number.isNaN(value)).toBe(mask.data[k] === 1);
    });
    expect(outside.mesh).toEqual(hidden.mesh);
  });

  it('is filled in from the nearest boxes where a box has too few pixels', () => {
    const source = madeUpSky();
    for (let y = 40; y < 60; y += 1) source.data.fill(Number.NaN, y * 160 + 60, y * 160 + 80);
    const options = { boxWidthPx: 20, boxHeightPx: 20, filterWidth: 1, filterHeight: 1 };
    const mesh = backgroundMesh(source, options);
    const box = 2 * 8 + 3;
    expect(Array.from(mesh.used.keys()).filter((k) => mesh.used[k] === 0)).toContain(box);
    const around = [box - 1, box + 1, box - 8, box + 8].map((k) => mesh.levels[k]);
    expect(mesh.levels[box]).toBeGreaterThan(Math.min(...around));
    expect(mesh.levels[box]).toBeLessThan(Math.max(...around));
  });

  it('filters only boxes above a threshold when given one', () => {
    const options = { boxWidthPx: 20, boxHeightPx: 20, excludePercent: 100 };
    const plain = backgroundMesh(madeUpSky(), { ...options, filterWidth: 1, filterHeight: 1 });
    const some = backgroundMesh(madeUpSky(), { ...options, filterThreshold: 590 });
    const all = backgroundMesh(madeUpSky(), options);
    plain.levels.forEach((value, box) => {
      expect(some.levels[box]).toBe(value > 590 ? all.levels[box] : value);
    });
    expect(some.levels).not.toEqual(all.levels);
  });

  it('of a constant image is that constant, without noise', () => {
    const flat = image(70, 45, new Float32Array(70 * 45).fill(7.25));
    const { level, noise } = estimateBackground(flat, { excludePercent: 100 });
    expect(new Set(level.data)).toEqual(new Set([7.25]));
    expect(new Set(noise.data)).toEqual(new Set([0]));
  });

  it.each<[string, BackgroundOptions, string]>([
    ['a box of half pixels', { boxWidthPx: 2.5 }, 'background-parameter'],
    ['an even filter', { filterHeight: 4 }, 'background-parameter'],
    ['a share beyond 100 %', { excludePercent: 101 }, 'background-parameter'],
    ['a mask of another shape', { mask: image(2, 1, new Uint8Array(2)) }, 'background-mask-shape'],
  ])('refuses %s by name', (_, options, code) => {
    expect(thrown(() => backgroundMesh(madeUpSky(), options))).toMatchObject({ code });
  });

  it('refuses an image without pixels to use, and says how many there were', () => {
    const empty = image(60, 60, new Float32Array(3600).fill(Number.NaN));
    expect(thrown(() => backgroundMesh(empty))).toMatchObject({
      code: 'background-no-boxes',
      problem: { found: 'at best 0 of 2500 pixels' },
    });
  });
});
