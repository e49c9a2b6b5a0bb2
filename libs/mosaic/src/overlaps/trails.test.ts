import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { removeStars } from '../star-free/star-free.js';
import { madeUpFrame } from '../test-support/made-up-frames.js';
import { findTrails, type TrailFrame } from './find-trails.js';
import { trailMask } from './trail-mask.js';

const side = 256;

/** A repeatable number from -1 to 1. */
function noise(x: number, y: number, seed: number): number {
  let hash = (x * 73_856_093) ^ (y * 19_349_663) ^ (seed * 83_492_791);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
}

interface Line {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly light: number;
}

/** Sky of 1000 DN with noise, eighty stars, and lines of sigma 1 px. */
function pixelsOf(lines: readonly Line[], seed: number): Image {
  const data = Float32Array.from({ length: side * side }, (_, at) => {
    const x = at % side;
    const y = Math.floor(at / side);
    return 1000 + 30 * noise(x, y, seed) + lines.reduce((sum, one) => sum + lightOf(one, x, y), 0);
  });
  for (let star = 0; star < 80; star++) {
    const x = Math.round((noise(star, 1, seed) + 1) * 127);
    const y = Math.round((noise(star, 2, seed) + 1) * 127);
    const light = 2000 * (noise(star, 3, seed) + 1.1);
    for (let j = -3; j <= 3; j++) {
      for (let i = -3; i <= 3; i++) {
        if (x + i < 0 || y + j < 0 || x + i >= side || y + j >= side) continue;
        data[(y + j) * side + x + i] += light * Math.exp(-(i * i + j * j) / 2);
      }
    }
  }
  return image(side, side, data);
}

function lightOf({ x0, y0, x1, y1, light }: Line, x: number, y: number): number {
  const length = Math.hypot(x1 - x0, y1 - y0);
  const along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length;
  const across = ((y - y0) * (x1 - x0) - (x - x0) * (y1 - y0)) / length;
  if (along < 0 || along > length) return 0;
  return (light / Math.sqrt(2 * Math.PI)) * Math.exp(-(across ** 2) / 2);
}

/** Fields of 27 deg whose middles are 24 deg apart. */
function trailFrame(
  name: string,
  azimuthDeg: number,
  lines: readonly Line[],
  altitudeDeg = 32.5,
): TrailFrame {
  const seed = Math.round(azimuthDeg) + 1;
  const pixels = pixelsOf(lines, seed);
  const { model } = madeUpFrame({ azimuthDeg, altitudeDeg }, () => 0, {
    ...{ name, width: side, height: side, binning: 1024 / side },
  });
  return { name, model, pixels, starFree: removeStars(pixels, 12) };
}

const satellite = { x0: 20, y0: 150, x1: 170, y1: 60, light: 600 };

describe('a trail', () => {
  it('is found from end to end, with its light, and no star is', () => {
    const [trail, ...others] = findTrails(trailFrame('ib020.fit', 96, [satellite]), []);
    expect(others).toEqual([]);
    for (const [end, x, y] of [
      [trail.from, satellite.x0, satellite.y0],
      [trail.to, satellite.x1, satellite.y1],
    ] as const) {
      expect(Math.hypot(end.x - x, end.y - y)).toBeLessThan(3);
    }
    expect(trail.lengthPx / Math.hypot(150, 90)).toBeCloseTo(1, 1);
    expect(trail.excessDnPerPx).toBeGreaterThan(510);
    expect(trail.excessDnPerPx).toBeLessThan(690);
    expect(trail.lengthDeg).toBeGreaterThan(16);
    expect(trail.lengthDeg).toBeLessThan(21);
    expect(trail.leftInStarFree).toBeGreaterThan(0);
  });

  it('is not found where none is', () => {
    expect(findTrails(trailFrame('ib021.fit', 120, []), [])).toEqual([]);
  });

  it('of two parallel lights, one of which flashes, is one', () => {
    const lights = [
      { x0: 20, y0: 150, x1: 220, y1: 90, light: 600 },
      { x0: 22, y0: 158, x1: 102, y1: 134, light: 600 },
      { x0: 142, y0: 122, x1: 222, y1: 98, light: 600 },
    ];
    const [aircraft, ...others] = findTrails(trailFrame('ib020.fit', 96, lights), []);
    expect(others).toEqual([]);
    expect(Math.abs(aircraft.lengthPx - 209)).toBeLessThan(6);
    expect(aircraft.widthPx).toBeGreaterThan(2);
  });

  it('is not found in a picture without noise', () => {
    const flat = trailFrame('ib021.fit', 120, []);
    const data = new Float32Array(side * side).fill(1000);
    const pixels = image(side, side, data);
    data.fill(1100, 100 * side + 40, 100 * side + 200);
    const starFree = image(side, side, new Float32Array(side * side).fill(1000));
    expect(findTrails({ ...flat, pixels, starFree }, [])).toEqual([]);
  });

  it('along a column is bleeding, and low down the skyline', () => {
    const column = { x0: 80, y0: 20, x1: 80, y1: 160, light: 600 };
    expect(findTrails(trailFrame('ib020.fit', 96, [column]), [])).toEqual([]);
    const skyline = { x0: 20, y0: 150, x1: 170, y1: 152, light: 600 };
    expect(findTrails(trailFrame('ib005.fit', 96, [skyline], 7.5), [])).toEqual([]);
    expect(findTrails(trailFrame('ib020.fit', 96, [skyline]), [])).toHaveLength(1);
  });

  it('is told from what stands in the sky by the neighbours', () => {
    // Right edge of one frame, left edge of the next; a vertical strip both see.
    const edge = { x0: 230, y0: 60, x1: 244, y1: 180, light: 900 };
    const frame = trailFrame('ib020.fit', 96, [edge]);
    const dark = trailFrame('ib021.fit', 120, []);
    const far = trailFrame('ib030.fit', 240, []);
    const [moving] = findTrails(frame, [dark, far]);
    expect(moving.neighbours).toEqual(['ib021.fit']);
    expect(moving.seenBy).toEqual([]);
    const lit = { ...dark, pixels: image(side, side, dark.pixels.data.slice()) };
    for (let y = 30; y < 230; y++) {
      for (let x = 0; x < 80; x += 4) lit.pixels.data[y * side + x] += 500;
    }
    const [standing] = findTrails(frame, [lit]);
    expect(standing.seenBy).toEqual(['ib021.fit']);
  });

  it('is covered by its mask, ends and wings, and little else', () => {
    const frame = trailFrame('ib020.fit', 96, [satellite]);
    const mask = trailMask(findTrails(frame, []), side, side);
    let uncovered = 0;
    for (let at = 0; at < mask.length; at++) {
      const light = lightOf(satellite, at % side, Math.floor(at / side));
      if (light > 1 && mask[at] === 0) uncovered++;
    }
    expect(uncovered).toBe(0);
    expect(mask.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.15 * mask.length);
    expect(trailMask([], 8, 8).every((value) => value === 0)).toBe(true);
  });
});
