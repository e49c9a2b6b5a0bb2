import { allSkyGrid, horizontalCells, planTiles } from '@nightskies/sky';
import { expect, it } from 'vitest';
import type { MapFrame, PixelRows } from '../frames/map-frame.js';
import { madeUpFrame, scan } from '../test-support/made-up-frames.js';
import { TileAccumulator } from './tile-accumulator.js';
import { TileLattice } from './tile-lattice.js';

const grid = allSkyGrid(0.5);
const parallels = horizontalCells(grid).parallels;

/** A frame that gives only the rows asked for: the others hold what nobody must see. */
function bySparseRows(frame: MapFrame, asked: PixelRows[]): MapFrame {
  return {
    ...frame,
    pixels: (room, rows) => {
      const { width, height, data } = frame.pixels();
      if (rows === undefined) throw new Error('no rows asked for');
      asked.push(rows);
      data.fill(1e30, 0, rows.first * width);
      data.fill(1e30, rows.end * width);
      room?.set(data);
      return { width, height, data: room ?? data };
    },
  };
}

it.each(['bilinear', 'lanczos3', 'area'] as const)(
  'no %s value of a tile needs a row of a frame that was not asked for',
  (interpolation) => {
    const frames = scan.map((pointing, k) =>
      madeUpFrame(pointing, (x, y) => 100 + x + 2 * y, {
        ...{ name: `f${String(k).padStart(2, '0')}`, rollDeg: (k * 37) % 360 },
      }),
    );
    const asked: PixelRows[] = [];
    for (const range of planTiles(grid, 9000)) {
      const [whole, sparse] = [frames, frames.map((frame) => bySparseRows(frame, asked))].map(
        (set) => {
          const tile = new TileAccumulator(grid, range, { featherDeg: 2, interpolation });
          for (const frame of set) tile.add(frame);
          return tile.finish();
        },
      );
      expect(sparse).toEqual(whole);
    }
    const rows = asked.reduce((sum, { first, end }) => sum + end - first, 0);
    expect(rows).toBeLessThan(0.7 * 64 * asked.length);
  },
);

it('frames far from a tile have no rows in it, and cells too large for it are left alone', () => {
  const range = { tile: 0, columnStart: 0, columnEnd: 100, rowStart: 0, rowEnd: 40 };
  const lattice = TileLattice.of(parallels, range);
  const { model } = madeUpFrame({ azimuthDeg: 90, altitudeDeg: 50 }, () => 1);
  expect(lattice?.viewOf(model, null).rows).toEqual({ first: 0, end: 0 });
  expect(TileLattice.of(horizontalCells(allSkyGrid(1)).parallels, range)).toBeNull();
  expect(TileLattice.of(null, range)).toBeNull();
});
