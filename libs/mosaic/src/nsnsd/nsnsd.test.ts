import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import type { MapFrame } from '../frames/map-frame.js';
import { madeUpFrame } from '../test-support/made-up-frames.js';
import { clippedFrames, type ClippedFrame } from './clipped-frame.js';
import { edgeDistance } from './edge-distance.js';
import {
  oldAltitudeDeg,
  oldAzimuthDeg,
  oldFullGrid,
  oldMedianGrid,
  oldMedianWorkingGrid,
  type OldGrid,
  type OldRange,
} from './old-grid.js';
import {
  oldMedianMosaic,
  oldMedianWorkingRange,
  oldMosaic,
  type OldMosaicPart,
} from './old-mosaic.js';
import { OldTileAccumulator, oldMapGrid } from './old-tile.js';
import { warpedRaster } from './warped-raster.js';

const frame = (
  number: number,
  azimuthDeg: number,
  altitudeDeg: number,
  pixel: (x: number, y: number) => number,
): MapFrame =>
  madeUpFrame({ azimuthDeg, altitudeDeg }, pixel, {
    ...{ width: 256, height: 256, binning: 4, lens: { kind: 'cubic' } },
    name: `ib${String(number).padStart(3, '0')}.fit`,
  });

/** Frames of every row and of both sides of the seam, each pixel another number. */
const frames = [
  [1, 0.12, 7.41],
  [2, 24.05, 7.36],
  [8, 168.2, 7.44],
  [9, 191.96, 7.5],
  [15, 335.9, 7.52],
  [16, 0.31, 32.44],
  [36, 180.2, 57.41],
  [41, 0.4, 82.36],
  [42, 71.8, 82.61],
].map(([number, azimuthDeg, altitudeDeg]) =>
  frame(
    number,
    azimuthDeg,
    altitudeDeg,
    (x, y) => 300 + 10 * number + ((37 * y + 101 * x + 13 * number) % 1000),
  ),
);

const clippedOn = (grid: OldGrid): ClippedFrame[] =>
  frames.flatMap((one) => clippedFrames(one, grid, 'rectangle'));
const full = clippedOn(oldFullGrid);
const working = clippedOn(oldMedianWorkingGrid);

const around = (row: number, column: number): OldRange => ({
  ...{ columnStart: column, columnEnd: column + 1, rowStart: row, rowEnd: row + 1 },
});

describe('the old grids', () => {
  it('have the cells of the reference', () => {
    expect([oldFullGrid.columns, oldFullGrid.rows]).toEqual([13793, 3678]);
    expect([oldMedianWorkingGrid.columns, oldMedianWorkingGrid.rows]).toEqual([13534, 3609]);
    expect([oldMedianGrid.columns, oldMedianGrid.rows]).toEqual([7200, 1920]);
    expect(oldAzimuthDeg(oldMedianGrid, 0)).toBeCloseTo(-179.975, 9);
    expect(oldAltitudeDeg(oldMedianGrid, 0)).toBeCloseTo(89.975, 9);
  });
});

describe('the distance to the edge', () => {
  it('is that to the nearest cell without data or outside', () => {
    const columns = 23;
    const rows = 17;
    const valid = Uint8Array.from({ length: columns * rows }, (_, at) => (at % 31 === 7 ? 0 : 1));
    const distances = edgeDistance(valid, columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let least = valid[row * columns + column] === 0 ? 0 : Infinity;
        for (let y = -1; y <= rows; y++) {
          for (let x = -1; x <= columns; x++) {
            const inside = x >= 0 && y >= 0 && x < columns && y < rows;
            if (inside && valid[y * columns + x] === 1) continue;
            least = Math.min(least, Math.hypot(x - column, y - row));
          }
        }
        expect(distances[row * columns + column]).toBeCloseTo(least, 5);
      }
    }
  });
});

describe('a warped frame', () => {
  it('reaches as far as the cubic takes its corner, in as many rows and columns', () => {
    const [one] = frames;
    const raster = warpedRaster(one.pixels(), one.model);
    expect([raster.columns, raster.rows]).toEqual([256, 256]);
    // 512 px of 2967 m on a sphere of 6 370 000 m; image-stages 9.3 at the corner.
    const half = 512 * 0.002967;
    const corner = 1.00460103 * half + (0.00307901 + 0.00246962) * half ** 3;
    expect(-raster.left * 6.37).toBeCloseTo(corner, 9);
    expect(raster.cellX * 256 * 6.37).toBeCloseTo(2 * corner, 9);
  });
});

describe('the old mosaic', () => {
  const clipped = full;

  // Computed from the same definitions by a NumPy 1.24.2 and SciPy 1.10.1 program; all 11 580 055
  // valid cells of the whole mosaic agreed to the rounding of float32.
  it.each([
    [405, 7832, 1546],
    [2911, 7604, 491],
    [3298, 488, 1085],
    [3325, 7787, 626],
    [278, 7075, 1211],
    [246, 9466, 1026],
    [2707, 8005, 1163],
    [3561, 522, 1109],
    [1995, 7000, 1153],
    [1735, 7092, 1234],
    [3391, 691, 949],
    [2943, 53, 1203],
    [547, 8748, 1507],
    [2753, 5794, 1296],
  ])('has in row %d, column %d the DN %d', (row, column, dn) => {
    expect(oldMosaic(clipped, around(row, column)).dn.data[0]).toBeCloseTo(dn, 3);
  });

  it('mixes two frames across their strip in proportion to the distance from their edges', () => {
    const pair = [frame(1, 0, 7.5, () => 1000), frame(2, 24, 7.5, () => 2000)].flatMap((one) =>
      clippedFrames(one, oldFullGrid, 'rectangle'),
    );
    const row = Math.round((90 - 8) / 0.0261);
    const start = Math.round((180 + 10.5) / 0.0261);
    const { dn, coverage } = oldMosaic(pair, {
      ...{ columnStart: start, columnEnd: start + 120, rowStart: row, rowEnd: row + 1 },
    });
    for (let k = 0; k < 120; k++) {
      // The strip reaches from 11 to 13 deg; each edge lies between two cells.
      const azimuth = oldAzimuthDeg(oldFullGrid, start + k);
      const share = Math.max(0, Math.min(1, (azimuth - 11) / 2));
      expect(Math.abs(dn.data[k] - (1000 + 1000 * share))).toBeLessThan(10);
      expect(coverage.data[k]).toBe(azimuth > 11 && azimuth < 13 ? 2 : 1);
    }
  });

  it('ends at its rectangle, reaches the seam from both sides by frame 36, and zenith', () => {
    const seam = clipped.filter(({ name }) => name === 'ib036.fit');
    expect(seam).toHaveLength(2);
    const middle = Math.round((90 - 57) / 0.0261);
    expect(oldMosaic(seam, around(middle, 0)).coverage.data[0]).toBe(1);
    expect(oldMosaic(seam, around(middle, oldFullGrid.columns - 1)).coverage.data[0]).toBe(1);
    const low = clipped.filter(({ name }) => name === 'ib001.fit');
    const atAltitude = (altitude: number): number =>
      oldMosaic(low, around(Math.round((90 - altitude) / 0.0261), 6900)).coverage.data[0];
    expect(atAltitude(20.2)).toBe(1);
    expect(atAltitude(20.4)).toBe(0);
    expect(atAltitude(-5.8)).toBe(1);
    expect(oldMosaic(clipped, around(0, 6900)).coverage.data[0]).toBe(1);
  });

  it('with the domain takes all of a frame', () => {
    const [one] = frames;
    const [rectangle] = clippedFrames(one, oldMedianGrid, 'rectangle');
    const [domain] = clippedFrames(one, oldMedianGrid, 'domain');
    const valid = ({ data }: { data: Uint16Array }): number => data.filter((dn) => dn > 0).length;
    expect(valid(domain)).toBeGreaterThan(1.03 * valid(rectangle));
    expect(domain.columns).toBeGreaterThan(rectangle.columns);
  });

  it('refuses a frame without a number of the scan', () => {
    const other = { ...frames[0], name: 'zenith1.fit' };
    expect(() => clippedFrames(other, oldMedianGrid, 'rectangle')).toThrow(NightSkiesError);
  });
});

describe('the old median mosaic', () => {
  const clipped = working;

  const median = (range: OldRange): OldMosaicPart =>
    oldMedianMosaic(oldMosaic(clipped, oldMedianWorkingRange(range)), range);

  // By the same program.
  it.each([
    [1498, 3438, 680.2105],
    [1307, 3418, 739.2927],
    [1448, 3885, 622.5602],
    [1695, 4108, 967.8797],
    [1745, 3474, 481.0263],
    [1631, 3353, 890.4323],
    [1646, 98, 489.6354],
    [1716, 3736, 535.2519],
    [836, 7102, 1026.9667],
    [1756, 3819, 1034.2105],
    [1552, 6757, 721.4725],
    [1526, 451, 720.2143],
    [52, 4888, 888.9248],
    [117, 3640, 1384.7368],
  ])('has in row %d, column %d the DN %d', (row, column, dn) => {
    expect(median(around(row, column)).dn.data[0]).toBeCloseTo(dn, 3);
  });

  it('is the same in parts', () => {
    const whole = { columnStart: 3300, columnEnd: 3330, rowStart: 1600, rowEnd: 1620 };
    const all = median(whole).dn;
    const part = median({ ...whole, columnStart: 3310, rowStart: 1607 }).dn;
    for (let row = 0; row < part.height; row++) {
      for (let column = 0; column < part.width; column++) {
        expect(part.data[row * part.width + column]).toBe(
          all.data[(row + 7) * all.width + column + 10],
        );
      }
    }
  });
});

describe('a tile of an old mosaic', () => {
  // Around azimuth -10, altitude 24.
  const ranges = {
    'star-free': { tile: 0, columnStart: 3400, columnEnd: 3440, rowStart: 600, rowEnd: 625 },
    full: { tile: 0, columnStart: 6500, columnEnd: 6540, rowStart: 1149, rowEnd: 1174 },
  };
  const range = ranges['star-free'];

  it.each(['star-free', 'full'] as const)('of the %s map has its lowest row first', (map) => {
    const grid = oldMapGrid(map);
    const tile = new OldTileAccumulator(map, ranges[map]);
    const reached = frames.map((one) => tile.add(one));
    expect(reached.some((cells) => cells > 0)).toBe(true);
    const { rate, coverage, frame: chosen, timeZeroJdUtc } = tile.finish();
    expect([rate.width, rate.height]).toEqual([40, 25]);
    expect(timeZeroJdUtc).toBeNull();
    const part = around(grid.rows - 1 - ranges[map].rowStart, ranges[map].columnStart);
    const expected =
      map === 'full'
        ? oldMosaic(full, part)
        : oldMedianMosaic(oldMosaic(working, oldMedianWorkingRange(part)), part);
    // 1 s, binned 4 x 4.
    expect(rate.data[0]).toBeCloseTo(expected.dn.data[0] / 16, 4);
    expect(coverage.data[0]).toBe(expected.coverage.data[0]);
    const indices = new Set(chosen.data);
    expect(Math.max(...indices)).toBe(reached.filter((cells) => cells > 0).length);
  });

  it('says when the light of each cell was taken', () => {
    const timed = { ...frames[5], middleJdUtc: 2_461_345.5 };
    const tile = new OldTileAccumulator('star-free', range);
    tile.add(timed);
    const { time, timeZeroJdUtc, coverage } = tile.finish();
    expect(timeZeroJdUtc).toBe(2_461_345.5);
    time.data.forEach((seconds, cell) => {
      expect(seconds).toBe(coverage.data[cell] === 0 ? Number.NaN : 0);
    });
  });

  it('takes frames sorted by name only', () => {
    const tile = new OldTileAccumulator('full', range);
    tile.add(frames[1]);
    expect(() => tile.add(frames[0])).toThrow(RangeError);
  });
});
