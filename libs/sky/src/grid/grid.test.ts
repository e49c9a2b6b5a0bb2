import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import {
  allSkyGrid,
  cellDirection,
  cellHorizontalProjectionSr,
  cellSolidAngleSr,
  framesTouching,
  greatCircleDistanceDeg,
  planTiles,
  tileDistanceDeg,
} from '../index.js';

/** The usual scan (image-stages 1.5), frames named by their number. */
const scan = [
  { count: 15, altitudeDeg: 7.5 },
  { count: 15, altitudeDeg: 32.5 },
  { count: 10, altitudeDeg: 57.5 },
  { count: 5, altitudeDeg: 82.5 },
].flatMap(({ count, altitudeDeg }) =>
  Array.from({ length: count }, (_, k) => ({
    name: `${altitudeDeg}/${(k * 360) / count}`,
    azimuthDeg: (k * 360) / count,
    altitudeDeg,
    fieldRadiusDeg: 18.93,
  })),
);

describe('all-sky grid', () => {
  it('has 7200 x 1920 cells of 0.05 deg, the first lowest in the south', () => {
    const grid = allSkyGrid(0.05);
    expect([grid.columns, grid.rows]).toEqual([7200, 1920]);
    expect(cellDirection(grid, 0, 0).azimuthDeg).toBeCloseTo(-179.975, 12);
    expect(cellDirection(grid, 0, 0).altitudeDeg).toBeCloseTo(-5.975, 12);
    expect(cellDirection(grid, 7199, 1919).altitudeDeg).toBeCloseTo(89.975, 10);
  });

  it.each([0.07, 0, -1, 5, Number.NaN])(
    'refuses a step of %d deg, which leaves cells over',
    (step) => {
      expect(() => allSkyGrid(step)).toThrow(NightSkiesError);
    },
  );

  it.each([0.05, 0.2, 1, 2])('covers the hemisphere with 2 pi sr at %d deg', (step) => {
    const grid = allSkyGrid(step);
    let whole = 0;
    let horizontal = 0;
    for (let row = Math.round(6 / step); row < grid.rows; row++) {
      whole += grid.columns * cellSolidAngleSr(grid, row);
      horizontal += grid.columns * cellHorizontalProjectionSr(grid, row);
    }
    expect(whole).toBeCloseTo(2 * Math.PI, 10);
    expect(horizontal).toBeCloseTo(Math.PI, 10);
  });
});

describe('tiles', () => {
  it.each([0.05, 0.5, 1, 24])('hold every cell of a map of %d deg once', (step) => {
    const grid = allSkyGrid(step);
    const seen = new Uint8Array(grid.columns * grid.rows);
    for (const tile of planTiles(grid)) {
      for (let row = tile.rowStart; row < tile.rowEnd; row++) {
        for (let column = tile.columnStart; column < tile.columnEnd; column++) {
          seen[row * grid.columns + column]++;
        }
      }
    }
    expect(seen.every((count) => count === 1)).toBe(true);
  });

  it('are 15 of the usual map, each below 1 M cells', () => {
    const tiles = planTiles(allSkyGrid(0.05));
    expect(tiles).toHaveLength(15);
    for (const tile of tiles) {
      const cells = (tile.columnEnd - tile.columnStart) * (tile.rowEnd - tile.rowStart);
      expect(cells).toBeLessThan(1e6);
    }
  });

  it('know their distance: never more than to any of their cells, and close to the least of them', () => {
    const grid = allSkyGrid(2);
    for (const tile of planTiles(grid)) {
      for (const frame of [...scan, { azimuthDeg: 100, altitudeDeg: -40 }]) {
        let least = 180;
        for (let row = tile.rowStart; row < tile.rowEnd; row++) {
          for (let column = tile.columnStart; column < tile.columnEnd; column++) {
            const cell = cellDirection(grid, column, row);
            least = Math.min(least, greatCircleDistanceDeg(frame, cell));
          }
        }
        const distance = tileDistanceDeg(grid, tile, frame);
        expect(distance).toBeLessThanOrEqual(least + 1e-9);
        expect(least - distance).toBeLessThan(Math.SQRT2);
      }
    }
  });

  it('at the zenith are touched by all frames of the highest row', () => {
    const grid = allSkyGrid(0.05);
    const top = planTiles(grid).filter(({ rowEnd }) => rowEnd === grid.rows);
    expect(top).toHaveLength(5);
    for (const tile of top) {
      const names = framesTouching(grid, tile, scan);
      expect(names.filter((name) => name.startsWith('82.5/'))).toHaveLength(5);
      expect(names.some((name) => name.startsWith('7.5/'))).toBe(false);
    }
  });

  it('are touched across azimuth 180 from both sides alike', () => {
    const grid = allSkyGrid(0.05);
    const lowest = planTiles(grid).filter(({ rowStart }) => rowStart === 0);
    expect(lowest).toHaveLength(5);
    const [first, second, , , last] = lowest;
    const mirrored = (azimuthDeg: number) => [
      { name: 'one', azimuthDeg, altitudeDeg: 7.5, fieldRadiusDeg: 18.93 },
    ];
    expect(framesTouching(grid, first, mirrored(168))).toEqual(['one']);
    expect(framesTouching(grid, last, mirrored(192))).toEqual(['one']);
    expect(framesTouching(grid, second, mirrored(180))).toEqual([]);
  });
});
