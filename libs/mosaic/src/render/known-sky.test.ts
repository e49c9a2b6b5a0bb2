import {
  allSkyGrid,
  degree,
  directionOf,
  dot,
  hammerCells,
  healpixCells,
  icrsCells,
  pixelSolidAngleSr,
  planTiles,
  rowAltitudeDeg,
  unitVector,
  zenithalEqualAreaCells,
  type CellGrid,
  type MapGrid,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { framePixel } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import {
  forCells,
  knownLight,
  knownLightCurvature,
  renderMap,
  skyAt,
  skyFrame,
  skyScan,
  smallCamera,
} from '../test-support/known-sky.js';
import { scan } from '../test-support/made-up-frames.js';
import type { MapInterpolation } from './row-sampler.js';
import { renderTile, type RenderOptions } from './tile-accumulator.js';

/**
 * What bilinear interpolation may be off by: (Mxx + Myy) / 8 with M the second derivative per px. The
 * bending of the picture adds a third to that of the sky.
 */
const bilinearBound = ((4 / 3) * 2 * knownLightCurvature) / 8 / smallCamera.focalLengthPx ** 2;

const frames = skyScan(knownLight);
const feather = { featherDeg: 2 };

interface Deviation {
  readonly worst: number;
  readonly cells: number;
  /** Highest altitude without data, deg. */
  readonly highestGapDeg: number;
}

function deviation(
  grid: MapGrid | CellGrid,
  set: readonly MapFrame[],
  options: RenderOptions,
): Deviation {
  const { rate } = renderMap(grid, set, options);
  let worst = 0;
  let cells = 0;
  let highestGapDeg = -90;
  forCells(grid, (cell, north, east, up) => {
    const value = rate.data[cell];
    if (!Number.isNaN(value)) {
      worst = Math.max(worst, Math.abs(value - knownLight({ east, north, up })));
      cells++;
    } else if (Math.asin(up) / degree > highestGapDeg) highestGapDeg = Math.asin(up) / degree;
  });
  return { worst, cells, highestGapDeg };
}

const grid = allSkyGrid(0.5);

describe('a known sky comes back from its frames', () => {
  // The stated errors of libs/pixels for bilinear, nearest and the two of higher order, whose own
  // bounds are below the rounding of frames to float32.
  const bounds: readonly (readonly [MapInterpolation, number])[] = [
    ['bilinear', bilinearBound],
    ['nearest', 90 / smallCamera.focalLengthPx],
    ['bicubic', 2e-4],
    ['lanczos3', 1e-2],
    // Half of nearest, as most cells lie in two pixels or more.
    ['area', 45 / smallCamera.focalLengthPx],
  ];
  it.each(bounds)('by %s everywhere to %d of 100', (interpolation, bound) => {
    const { worst, cells, highestGapDeg } = deviation(grid, frames, { ...feather, interpolation });
    console.log(`${interpolation}: worst ${worst.toExponential(2)} of 100 in ${cells} cells`);
    expect(worst).toBeLessThan(bound);
    expect(worst).toBeGreaterThan(1e-6);
    // Bicubic and Lanczos-3 lose 1 and 2 px of 0.43 deg at the border of a frame.
    const isWhole = interpolation === 'nearest' || interpolation === 'bilinear';
    if (isWhole) expect(highestGapDeg).toBe(-90);
    expect(cells).toBeGreaterThan(0.98 * grid.columns * grid.rows);
  });

  it('in every row, so at the seam, at the zenith and at -6 deg too', () => {
    const { rate } = renderMap(grid, frames);
    const places = [
      [0, grid.rows - 1],
      [360, grid.rows - 1],
      [0, 100],
      [grid.columns - 1, 100],
      [360, 0],
    ] as const;
    for (const [column, row] of places) {
      const azimuthDeg = -180 + (column + 0.5) * 0.5;
      const expected = knownLight(
        unitVector({ azimuthDeg, altitudeDeg: rowAltitudeDeg(grid, row) }),
      );
      const off = Math.abs(rate.data[row * grid.columns + column] - expected);
      expect(off, `column ${column}, row ${row}`).toBeLessThan(bilinearBound);
    }
  });

  it.each<[string, CellGrid]>([
    ['zenithal equal area', zenithalEqualAreaCells(240)],
    ['Hammer-Aitoff', hammerCells(500)],
    ['HEALPix', healpixCells(64)],
  ])('on a %s grid as well', (_, cells) => {
    const { worst, highestGapDeg, cells: found } = deviation(cells, frames, feather);
    expect(worst).toBeLessThan(bilinearBound);
    expect(found).toBeGreaterThan(20_000);
    // Below the lowest frames there is nothing on maps of the whole sphere.
    expect(highestGapDeg).toBeLessThan(-4);
  });

  it('with one frame nearest to each cell as well', () => {
    const { worst } = deviation(grid, frames, { ...feather, blend: 'nearest-axis' });
    expect(worst).toBeLessThan(bilinearBound);
  });

  it('in tiles of any order and any grid to the same bytes', async () => {
    const flags = new Uint8Array(64 * 64).fill(1, 1000, 1100);
    const noisy = skyScan(knownLight, { sigma: 40, flags, middleJdUtc: 2461346.6 });
    for (const map of [grid, zenithalEqualAreaCells(120)]) {
      const whole = renderMap(map, noisy);
      let different = 0;
      for (const range of [...planTiles(map)].reverse()) {
        const { tile } = await renderTile(map, range, noisy, feather);
        const width = range.columnEnd - range.columnStart;
        for (const plane of ['rate', 'sigma', 'coverage', 'time', 'flags'] as const) {
          for (let row = range.rowStart; row < range.rowEnd; row++) {
            const at = row * map.columns + range.columnStart;
            const own = tile[plane].data.subarray(
              (row - range.rowStart) * width,
              (row - range.rowStart + 1) * width,
            );
            const same = whole[plane].data.subarray(at, at + width);
            if (!bytesOf(own).equals(bytesOf(same))) different++;
          }
        }
      }
      expect(different).toBe(0);
    }
  });
});

describe('a flat sky', () => {
  const flat = skyScan(() => 37.5, { sigma: 20, confusion: 9 });
  it.each<[string, CellGrid | MapGrid, RenderOptions]>([
    ['the mean by feather and variance', grid, feather],
    ['the mean by feather', grid, { ...feather, weights: 'feather' }],
    ['the mean by variance', grid, { ...feather, weights: 'inverse-variance' }],
    ['the nearest frame', grid, { ...feather, blend: 'nearest-axis' }],
    ['a mean by area', grid, { ...feather, interpolation: 'area' }],
    ['a zenithal map', zenithalEqualAreaCells(200, 0), feather],
  ])('stays flat across all seams, to 0.01 %%, in %s', (_, map, options) => {
    const { rate, flags } = renderMap(map, flat, options);
    const values = rate.data.filter((value) => !Number.isNaN(value));
    expect(values.length).toBeGreaterThan(0.75 * rate.data.length);
    let worst = 0;
    for (const value of values) worst = Math.max(worst, Math.abs(value / 37.5 - 1));
    expect(worst).toBeLessThan(1e-6);
    expect(flags.data.some((bits) => (bits & (16 | 32)) !== 0)).toBe(false);
  });

  it('has a hole where a frame is missing, which is said by flags, coverage and the frame', () => {
    const pointing = { azimuthDeg: 96, altitudeDeg: 7.5 };
    const without = flat.filter(
      ({ model }) => model.altitudeDeg !== 7.5 || model.azimuthDeg !== 96,
    );
    expect(without).toHaveLength(44);
    const { rate, coverage, frame, flags, sigma } = renderMap(grid, without);
    const whole = renderMap(grid, flat);
    let holes = 0;
    let unsaid = 0;
    let farthestDeg = 0;
    forCells(grid, (cell, north, east, up) => {
      const empty = Number.isNaN(rate.data[cell]);
      const said = [
        coverage.data[cell] === 0,
        frame.data[cell] === 0,
        flags.data[cell] === 8,
        Number.isNaN(sigma.data[cell]),
      ];
      if (said.some((word) => word !== empty)) unsaid++;
      if (!empty || Number.isNaN(whole.rate.data[cell])) return;
      holes++;
      const away = Math.acos(dot(unitVector(pointing), { east, north, up })) / degree;
      farthestDeg = Math.max(farthestDeg, away);
    });
    expect(unsaid).toBe(0);
    expect(farthestDeg).toBeLessThan(20);
    expect(holes).toBeGreaterThan(1000);
  });
});

function bytesOf(data: Float32Array | Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

describe('a map of the stars', () => {
  /** Light that turns with the stars. */
  const starLight = (x: number, y: number, z: number): number =>
    knownLight({ east: y, north: x, up: z });
  const at = (minutes: number): ReturnType<typeof skyAt> => skyAt(2461346.6 + minutes / 1440);
  const turning = scan.flatMap((pointing, k) => {
    if (k % 4 !== 0) return [];
    const sky = at(5 * k);
    return skyFrame(
      pointing,
      (direction) => {
        const { x, y, z } = sky.altAzToIcrsVector(directionOf(direction));
        return starLight(x, y, z);
      },
      { name: `ib${String(k + 1).padStart(3, '0')}.fit`, sky },
    );
  });
  const icrs = icrsCells(1);

  it('has every direction where it was when its frame was taken, over four hours', () => {
    const { rate } = renderMap(icrs, turning);
    let worst = 0;
    let cells = 0;
    forCells(icrs, (cell, x, y, z) => {
      if (Number.isNaN(rate.data[cell])) return;
      const off = Math.abs(rate.data[cell] - starLight(x, y, z));
      worst = Math.max(worst, off);
      cells++;
    });
    console.log(`ICRS: worst ${worst.toExponential(2)} of 100 in ${cells} cells`);
    expect(cells).toBeGreaterThan(10_000);
    // Near the horizon refraction bends the sky itself, by twice as much as the bound has room for.
    expect(worst).toBeLessThan(3 * bilinearBound);
  });

  it('cannot take a frame without a time, and says which keywords it lacks', () => {
    const [timeless] = frames;
    expect(() => renderMap(icrs, [timeless])).toThrow(/time and place/);
  });
});

it('the light of a star is kept to 0.1 % by area', () => {
  const star = { azimuthDeg: 40, altitudeDeg: 33 };
  const pointing = { azimuthDeg: 38, altitudeDeg: 32.5 };
  // A pixel 25 times the others, with the sky as pedestal so that borders do not count.
  const plain = skyFrame(pointing, () => 1);
  const place = framePixel(plain.model, star);
  if (place === null) throw new Error('the star is in the frame');
  const [column, row] = [Math.round(place.x), Math.round(place.y)];
  const lit = plain.pixels();
  lit.data[row * 64 + column] += 25 * 256;
  const bright: MapFrame = { ...plain, pixels: () => ({ ...lit, data: lit.data.slice() }) };
  for (const step of [0.2, 0.5]) {
    const map = allSkyGrid(step);
    const options = { ...feather, interpolation: 'area' } as const;
    const [with_, without] = [bright, plain].map((frame) => renderMap(map, [frame], options));
    let flux = 0;
    for (let k = 0; k < map.rows; k++) {
      const area = (step * degree) ** 2 * Math.cos(rowAltitudeDeg(map, k) * degree);
      for (let i = 0; i < map.columns; i++) {
        const cell = k * map.columns + i;
        const more = with_.rate.data[cell] - without.rate.data[cell];
        if (more > 0) flux += more * area;
      }
    }
    const pixelSr = pixelSolidAngleSr(smallCamera, column, row) ?? Number.NaN;
    console.log(`${step} deg: flux kept to ${((flux / (25 * pixelSr) - 1) * 100).toFixed(3)} %`);
    expect(Math.abs(flux / (25 * pixelSr) - 1)).toBeLessThan(1e-3);
  }
});
