import { mapFlags, pixelFlags } from '@nightskies/contracts';
import { allSkyGrid, degree, unitVector } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { framePixel } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import { forCells, renderMap, skyFrame, skyScan, smallCamera } from '../test-support/known-sky.js';
import { madeUpFrame } from '../test-support/made-up-frames.js';
import type { RenderOptions } from './tile-accumulator.js';

const grid = allSkyGrid(0.5);
const feather = { featherDeg: 2 };

/** Two pointings whose frames share a strip of 3 deg, and one more on the strip. */
const west = { azimuthDeg: 0, altitudeDeg: 32.5 };
const east = { azimuthDeg: 24, altitudeDeg: 32.5 };
const between = { azimuthDeg: 12, altitudeDeg: 34 };

/** Depth of a cell in a frame, deg, and whether it has data there. */
function depthDeg(frame: MapFrame, azimuthDeg: number, altitudeDeg: number): number {
  const pixel = framePixel(frame.model, { azimuthDeg, altitudeDeg });
  if (pixel === null) return -1;
  const edge = Math.min(pixel.x, 63 - pixel.x, pixel.y, 63 - pixel.y);
  return edge / frame.model.pixelsPerUnitX / degree;
}

/** A cell by its direction, and its place in the planes. */
function cellAt(azimuthDeg: number, altitudeDeg: number): number {
  const column = Math.floor((azimuthDeg + 180) / 0.5);
  return Math.floor((altitudeDeg + 6) / 0.5) * grid.columns + column;
}

const middleOf = (cell: number): readonly [number, number] => [
  ((cell % grid.columns) + 0.5) * 0.5 - 180,
  (Math.floor(cell / grid.columns) + 0.5) * 0.5 - 6,
];

/** Weight by the feather as documented. */
const featherOf = (depth: number): number => Math.min(1, Math.max(1e-6, depth / 2));

const flat = (
  pointing: typeof west,
  light: number,
  options: Parameters<typeof skyFrame>[2] = {},
): MapFrame => skyFrame(pointing, () => light, options);

describe('the error of a mean', () => {
  const options: RenderOptions = { featherDeg: 2, weights: 'feather' };
  // 1 sigma of 256 DN is 1 DN/s here: 16 x 16 px, 1 s.
  const one = flat(west, 100, { name: 'a', sigma: 256, confusion: 3 * 256 });
  const two = flat(east, 100, { name: 'b', sigma: 2 * 256, confusion: 3.3 * 256 });

  it('is that of independent photons, and of stars that are the same in all frames', () => {
    const { sigma, confusion, coverage } = renderMap(grid, [one, two], options);
    let worst = 0;
    let overlap = 0;
    for (let cell = 0; cell < coverage.data.length; cell++) {
      if (coverage.data[cell] !== 2) continue;
      overlap++;
      const [azimuth, altitude] = middleOf(cell);
      const [a, b] = [one, two].map((frame) => featherOf(depthDeg(frame, azimuth, altitude)));
      const photons = Math.sqrt(a * a + 4 * b * b) / (a + b);
      const stars = (3 * a + 3.3 * b) / (a + b);
      worst = Math.max(worst, Math.abs(sigma.data[cell] / photons - 1));
      worst = Math.max(worst, Math.abs((confusion?.data[cell] ?? 0) / stars - 1));
    }
    expect(overlap).toBeGreaterThan(100);
    expect(worst).toBeLessThan(2e-5);
  });

  it('is least when frames weigh by their variance', () => {
    const by = (weights: RenderOptions['weights']): Float32Array =>
      renderMap(grid, [one, two], { featherDeg: 2, ...(weights && { weights }) }).sigma.data;
    const cell = cellAt(12, 32.5);
    expect(by('inverse-variance')[cell]).toBeCloseTo(1 / Math.sqrt(1 + 1 / 4), 5);
    expect(by('both')[cell]).toBeLessThan(by('feather')[cell]);
    expect(by(undefined)[cell]).toBe(by('both')[cell]);
  });

  it('of pixels with errors of their own shrinks where a value is made of several', () => {
    const alone = flat(west, 100, { name: 'a', sigma: 256 });
    const at = (interpolation: 'nearest' | 'bilinear'): Float32Array =>
      renderMap(grid, [alone], { featherDeg: 2, interpolation }).sigma.data.filter(
        (value) => !Number.isNaN(value),
      );
    expect(at('nearest').every((value) => value === 1)).toBe(true);
    const bilinear = at('bilinear');
    const mean = bilinear.reduce((sum, value) => sum + value * value, 0) / bilinear.length;
    // The sum of squared bilinear weights is (2/3)^2 in the mean over all places.
    expect(mean).toBeCloseTo(4 / 9, 1);
  });

  it('is not known of frames that do not state theirs', () => {
    const { sigma, confusion, rate } = renderMap(grid, [flat(west, 100)]);
    expect(sigma.data.every(Number.isNaN)).toBe(true);
    expect(confusion).toBeNull();
    expect(rate.data[cellAt(0, 32.5)]).toBeCloseTo(100, 4);
  });

  it('has no part from stars where no frame states one', () => {
    expect(renderMap(grid, [flat(west, 100, { sigma: 256 })]).confusion).toBeNull();
  });

  it('cannot be weighed against none', () => {
    const silent = flat(east, 100, { name: 'b' });
    expect(() => renderMap(grid, [one, silent])).toThrow(/state their errors/);
  });
});

describe('frames that disagree', () => {
  /** A sky with a trail, 3 deg wide, that only one frame saw. */
  const trail = (pointing: typeof west, name: string, more: number): MapFrame =>
    skyFrame(
      pointing,
      ({ east: e, north: n }) => {
        const azimuth = Math.atan2(e, n) / degree;
        return Math.abs(azimuth - 12) < 1.5 ? 100 + more : 100;
      },
      { name, sigma: 0.3 * 256, confusion: 0.4 * 256 },
    );
  const cell = cellAt(12.2, 33.2);
  const { disagreement, rejected } = mapFlags;

  it('two of them are both kept and flagged', () => {
    const { flags, rate, coverage } = renderMap(grid, [trail(west, 'a', 0), trail(east, 'b', 8)]);
    expect(flags.data[cell]).toBe(disagreement.bit);
    expect(coverage.data[cell]).toBe(2);
    expect(rate.data[cell]).toBeGreaterThan(102);
    expect(flags.data[cellAt(2, 33)]).toBe(0);
  });

  it.each([8, -8])('of three the one off by %d is left out, and said', (more) => {
    const set = [trail(west, 'a', 0), trail(between, 'b', more), trail(east, 'c', 0)];
    const { flags, rate, coverage, frame, time, sigma } = renderMap(grid, set);
    expect(flags.data[cell]).toBe(disagreement.bit | rejected.bit);
    expect(rate.data[cell]).toBeCloseTo(100, 4);
    expect(coverage.data[cell]).toBe(2);
    expect([1, 3]).toContain(frame.data[cell]);
    expect(time.data[cell]).toBeNaN();
    const two = renderMap(grid, [set[0], set[2]]);
    expect(sigma.data[cell]).toBeCloseTo(two.sigma.data[cell], 6);
    // Outside of the trail all three are in.
    expect(coverage.data[cellAt(9.5, 33.2)]).toBe(3);
    expect(flags.data[cellAt(9.5, 33.2)]).toBe(0);
  });

  it('within 2 % for the sky that turns, the confusion and 5 sigma they agree', () => {
    const set = [trail(west, 'a', 0), trail(between, 'b', 3.4), trail(east, 'c', 0)];
    expect(renderMap(grid, set).flags.data[cell]).toBe(0);
  });

  it('are not compared where only one of them is drawn: stars move', () => {
    const { flags } = renderMap(grid, [trail(west, 'a', 0), trail(east, 'b', 50)], {
      ...feather,
      blend: 'nearest-axis',
    });
    expect(flags.data[cell]).toBe(0);
  });
});

describe('the nearest frame', () => {
  const options: RenderOptions = { featherDeg: 2, blend: 'nearest-axis' };
  const scan = skyScan(() => 5, { sigma: 50 });

  it('is the one a cell lies deepest in, everywhere', () => {
    const { frame, coverage } = renderMap(grid, scan, options);
    let wrong = 0;
    let seen = 0;
    for (let cell = 0; cell < frame.data.length; cell += 37) {
      if (coverage.data[cell] === 0) continue;
      const depths = scan.map((one) => depthDeg(one, ...middleOf(cell)));
      const deepest = Math.max(...depths);
      if (depths[frame.data[cell] - 1] < deepest - 1e-4) wrong++;
      if (depths.filter((depth) => depth >= 0).length !== coverage.data[cell]) wrong++;
      seen++;
    }
    expect(seen).toBeGreaterThan(3000);
    expect(wrong).toBe(0);
  });

  it('is mixed with the second one only within 0.125 deg of the line between both', () => {
    const fine = allSkyGrid(0.05);
    const dark = madeUpFrame(west, () => 256, { name: 'a', sigma: 256 });
    const light = madeUpFrame(east, () => 512, { name: 'b', sigma: 256 });
    const { rate, frame } = renderMap(fine, [dark, light], options);
    let mixed = 0;
    let worst = 0;
    const row = Math.floor((32.5 + 6) / 0.05);
    for (let column = 3400; column < 4300; column++) {
      const cell = row * fine.columns + column;
      const [a, b] = [dark, light].map((one) =>
        depthDeg(one, (column + 0.5) * 0.05 - 180, (row + 0.5) * 0.05 - 6),
      );
      if (a < 0 && b < 0) continue;
      const share = Math.min(1, Math.max(0, 0.5 + (Math.max(b, 0) - Math.max(a, 0)) / 0.5));
      const expected = a < 0 || b < 0 ? (a < 0 ? 2 : 1) : 1 + share;
      worst = Math.max(worst, Math.abs(rate.data[cell] - expected));
      if (share > 0 && share < 1 && a >= 0 && b >= 0) mixed++;
      expect(frame.data[cell]).toBe(b > a ? 2 : 1);
    }
    expect(worst).toBeLessThan(1e-4);
    expect(mixed).toBeGreaterThan(3);
    expect(mixed).toBeLessThan(8);
  });

  it('draws a star once, though the sky turned between the frames', () => {
    // The star moves by 1.6 deg from one frame to the next, both of which see it.
    const star = (azimuthDeg: number) => {
      const direction = unitVector({ azimuthDeg, altitudeDeg: 33 });
      return ({ east: e, north: n, up: u }: typeof direction): number => {
        const away =
          Math.acos(Math.min(1, e * direction.east + n * direction.north + u * direction.up)) /
          degree;
        return 1 + 50 * Math.exp(-0.5 * (away / 0.3) ** 2);
      };
    };
    const set = [
      skyFrame(west, star(11.6), { name: 'a', sigma: 50 }),
      skyFrame(east, star(10), { name: 'b', sigma: 50 }),
    ];
    const peaks = (blend: 'feather' | 'nearest-axis'): number => {
      const { rate } = renderMap(grid, set, { ...feather, blend, weights: 'feather' });
      let count = 0;
      for (let azimuth = 5; azimuth < 18; azimuth += 0.5) {
        const [before, here, after] = [-0.5, 0, 0.5].map(
          (step) => rate.data[cellAt(azimuth + step + 0.1, 33.1)],
        );
        if (here > 5 && here > before && here >= after) count++;
      }
      return count;
    };
    expect(peaks('nearest-axis')).toBe(1);
    expect(peaks('feather')).toBe(2);
  });
});

describe('a cell also tells', () => {
  it('the middle of the exposures it was made of, by their weight', () => {
    const zero = 2461346.75;
    const set = [
      flat(west, 100, { name: 'a', middleJdUtc: zero }),
      flat(east, 100, { name: 'b', middleJdUtc: zero + 100 / 86400 }),
    ];
    const { time, timeZeroJdUtc, coverage } = renderMap(grid, set);
    expect(timeZeroJdUtc).toBe(zero);
    expect(time.data[cellAt(0, 32.5)]).toBe(0);
    expect(time.data[cellAt(24, 32.5)]).toBeCloseTo(100, 3);
    let worst = 0;
    forCells(grid, (cell) => {
      if (coverage.data[cell] !== 2) return;
      const [a, b] = set.map((frame) => featherOf(depthDeg(frame, ...middleOf(cell))));
      worst = Math.max(worst, Math.abs(time.data[cell] - (100 * b) / (a + b)));
    });
    expect(worst).toBeLessThan(0.01);
    expect(time.data[cellAt(150, 32)]).toBeNaN();
  });

  it('what is odd about the pixels in it, and about the frame', () => {
    const bits = new Uint8Array(64 * 64);
    bits[20 * 64 + 40] = pixelFlags.saturated.bit;
    bits[40 * 64 + 20] = pixelFlags.bad.bit;
    const frame = flat(west, 100, { flags: bits, ownStars: false });
    const { flags, coverage } = renderMap(grid, [frame]);
    let wrong = 0;
    const found = new Set<number>();
    forCells(grid, (cell) => {
      if (coverage.data[cell] === 0) return;
      const [azimuthDeg, altitudeDeg] = middleOf(cell);
      const pixel = framePixel(frame.model, { azimuthDeg, altitudeDeg });
      if (pixel === null) return;
      const near = (x: number, y: number): boolean =>
        Math.abs(pixel.x - x) < 1 && Math.abs(pixel.y - y) < 1;
      const expected =
        mapFlags.placedWithoutStars.bit |
        (near(40, 20) ? mapFlags.saturated.bit : 0) |
        (near(20, 40) ? mapFlags.bad.bit : 0);
      if (flags.data[cell] !== expected) wrong++;
      found.add(flags.data[cell]);
    });
    expect(wrong).toBe(0);
    expect([...found].sort((a, b) => a - b)).toEqual([64, 65, 68]);
  });

  it('what its frames were matched by', () => {
    const matching = new Map([['b', { factor: 1.02, offset: -0.5 }]]);
    const set = [flat(west, 100, { name: 'a' }), flat(east, 100, { name: 'b' })];
    const { rate } = renderMap(grid, set, { ...feather, matching });
    expect(rate.data[cellAt(0, 32.5)]).toBeCloseTo(100, 4);
    expect(rate.data[cellAt(24, 32.5)]).toBeCloseTo(101.5, 4);
  });
});

describe('frames', () => {
  it('that do not come sorted by name are refused: sums would have another order', () => {
    const set = [flat(west, 1, { name: 'b' }), flat(east, 1, { name: 'a' })];
    expect(() => renderMap(grid, set)).toThrow(RangeError);
  });

  it('out of reach of a tile are not decoded', () => {
    let decoded = 0;
    const frame: MapFrame = {
      ...flat(west, 1),
      pixels: () => {
        decoded++;
        return { width: 64, height: 64, data: new Float32Array(4096) };
      },
    };
    const { width } = smallCamera;
    expect(width).toBe(64);
    const tile = { columns: 10, rows: 10, stepDeg: 0.5, azimuth0Deg: 100, altitude0Deg: 0 };
    renderMap(tile, [frame]);
    expect(decoded).toBe(0);
    renderMap({ ...tile, azimuth0Deg: 0, altitude0Deg: 30 }, [frame]);
    expect(decoded).toBe(1);
  });
});
