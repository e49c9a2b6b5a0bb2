import {
  allSkyGrid,
  cellDirection,
  planTiles,
  rowAltitudeDeg,
  type MapGrid,
} from '@nightskies/sky';
import { firstImage, memorySource, readFits, writeFits } from '@nightskies/fits';
import { ByteRoom } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { framePixel } from '../frames/frame-model.js';
import type { MapFrame } from '../frames/map-frame.js';
import { TiledMap } from '../products/map-bands.js';
import { skyScan } from '../test-support/known-sky.js';
import { madeUpFrame, scan } from '../test-support/made-up-frames.js';
import { rowSpan } from './row-span.js';
import { TileAccumulator, type RenderedTile } from './tile-accumulator.js';
import { openTile, readTile, tileFrame, writeTile } from './tile-file.js';

const grid = allSkyGrid(0.5);
const parallels = { stepDeg: 0.5, longitude0Deg: -180, latitude0Deg: -6, turn: 1 } as const;
const wholeMap = (map: MapGrid) => ({
  tile: 0,
  columnStart: 0,
  columnEnd: map.columns,
  rowStart: 0,
  rowEnd: map.rows,
});

function renderWhole(frames: readonly MapFrame[], featherDeg = 2, map = grid): RenderedTile {
  const tile = new TileAccumulator(map, wholeMap(map), { featherDeg });
  for (const frame of frames) tile.add(frame);
  return tile.finish();
}

/** A map made of its tiles, each read back from its file. */
function renderInTiles(frames: readonly MapFrame[], reverse: boolean) {
  const tiles = planTiles(grid).map((range) => {
    const accumulator = new TileAccumulator(grid, range, { featherDeg: 2 });
    const used = frames.filter((frame) => accumulator.add(frame) > 0);
    const record = { tile: accumulator.finish(), stepDeg: grid.stepDeg, missing: [] };
    const file = writeTile({ ...record, frames: used.map(tileFrame) });
    return openTile(memorySource(file), 'tile');
  });
  const map = new TiledMap(grid, reverse ? tiles.toReversed() : tiles, []);
  const rate = new Float32Array(grid.columns * grid.rows);
  const coverage = new Uint8Array(rate.length);
  for (const band of map.bands()) {
    rate.set(band.rate, band.firstRow * grid.columns);
    coverage.set(band.coverage, band.firstRow * grid.columns);
  }
  return { rate, coverage, frames: map.contents.frames };
}

const flat = scan.map((pointing, k) =>
  madeUpFrame(pointing, () => 256 * 37.5 * (k + 1), {
    name: `ib${String(k + 1).padStart(3, '0')}.fit`,
    exposureSeconds: k + 1,
  }),
);

function worstDeviation(values: Float32Array, expected: number): number {
  return values.reduce((worst, value) => Math.max(worst, Math.abs(value / expected - 1)), 0);
}

describe('a sky of one brightness', () => {
  const { rate, coverage } = renderWhole(flat);

  it('stays so across all seams, whatever the exposure times', () => {
    expect(rate.data.some(Number.isNaN)).toBe(false);
    expect(worstDeviation(rate.data, 37.5)).toBeLessThan(1e-6);
  });

  it('is covered at least once everywhere, and by all frames of the highest row at the zenith', () => {
    expect(
      coverage.data.reduce((least, count) => Math.min(least, count), 255),
    ).toBeGreaterThanOrEqual(1);
    expect(coverage.data[coverage.data.length - 1]).toBe(5);
  });

  it('comes out the same from frames of any binning, per pixel of the detector', () => {
    const mixed = [
      madeUpFrame({ azimuthDeg: 0, altitudeDeg: 32.5 }, () => 16 * 16 * 5),
      madeUpFrame({ azimuthDeg: 24, altitudeDeg: 32.5 }, () => 8 * 8 * 5, {
        width: 128,
        height: 128,
        binning: 8,
      }),
    ];
    const tile = renderWhole(mixed);
    const values = tile.rate.data.filter((value) => !Number.isNaN(value));
    expect(values.length).toBeGreaterThan(1000);
    expect(worstDeviation(values, 5)).toBeLessThan(1e-6);
  });
});

/** The small frames' camera as it might be measured, with every term of the law. */
const measuredLens = {
  kind: 'measured',
  camera: {
    width: 64,
    height: 64,
    focalLengthPx: 134.4,
    principalPoint: { x: 32.4, y: 31 },
    radial: [-0.152, -0.21, 0.05],
    decentering: [0.0021, -0.0013],
    affinity: [0.00035, -0.00022],
  },
} as const;

/** Smooth light that no symmetry of the grid hides. */
const light = (x: number, y: number): number => 100 + 3 * x - 2 * y;
const gradients = scan.map((pointing, k) =>
  madeUpFrame(pointing, (x, y) => light(x, y) + k, {
    name: `ib${String(k + 1).padStart(3, '0')}.fit`,
  }),
);

describe('a frame in the map', () => {
  it.each([{ kind: 'radial' }, { kind: 'cubic' }, measuredLens] as const)(
    'is found where its $kind lens says, to the last digit of bilinear interpolation',
    (lens) => {
      for (const pointing of scan) {
        const rollDeg = lens.kind === 'measured' ? 2.5 : 0;
        const frame = madeUpFrame(pointing, light, { lens, rollDeg });
        const { rate, coverage } = renderWhole([frame]);
        let found = 0;
        let misplaced = 0;
        let worst = 0;
        for (let row = 0; row < grid.rows; row += 3) {
          for (let column = 0; column < grid.columns; column += 5) {
            const pixel = framePixel(frame.model, cellDirection(grid, column, row));
            const at = row * grid.columns + column;
            const inside =
              pixel !== null && pixel.x >= 0 && pixel.x <= 63 && pixel.y >= 0 && pixel.y <= 63;
            if (coverage.data[at] !== (inside ? 1 : 0)) misplaced++;
            if (!inside) continue;
            found++;
            const off = rate.data[at] - light(pixel.x, pixel.y) / 256;
            worst = Math.max(worst, Math.abs(off));
          }
        }
        expect(found).toBeGreaterThan(60);
        expect(misplaced).toBe(0);
        expect(worst).toBeLessThan(1e-6);
      }
    },
  );

  it('turns with its azimuth, also through the seam at 180 deg', () => {
    const turned = (azimuthDeg: number): RenderedTile =>
      renderWhole([madeUpFrame({ azimuthDeg, altitudeDeg: 57.5 }, light)]);
    const north = turned(0);
    for (const azimuth of [180, -180, 168, 90, 540]) {
      const other = turned(azimuth);
      const shift = azimuth / grid.stepDeg;
      let worst = 0;
      for (let row = 0; row < grid.rows; row++) {
        for (let column = 0; column < grid.columns; column += 7) {
          const there = (column + shift + 10 * grid.columns) % grid.columns;
          const value = other.rate.data[row * grid.columns + there];
          const same = north.rate.data[row * grid.columns + column];
          if (Number.isNaN(same) !== Number.isNaN(value)) worst = Infinity;
          else if (!Number.isNaN(same)) worst = Math.max(worst, Math.abs(value - same));
        }
      }
      expect(worst, `at azimuth ${azimuth}`).toBeLessThan(1e-6);
    }
  });

  it('leaves out cells next to a pixel without data, and nothing more', () => {
    const pointing = { azimuthDeg: 10, altitudeDeg: 20 };
    const holed = madeUpFrame(pointing, (x, y) => (x === 30 && y === 40 ? Number.NaN : 7));
    const { coverage } = renderWhole([holed]);
    let wrong = 0;
    let lost = 0;
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const pixel = framePixel(holed.model, cellDirection(grid, column, row));
        const inside =
          pixel !== null && pixel.x >= 0 && pixel.x <= 63 && pixel.y >= 0 && pixel.y <= 63;
        const beside = inside && Math.abs(pixel.x - 30) < 1 && Math.abs(pixel.y - 40) < 1;
        if (beside) lost++;
        if (coverage.data[row * grid.columns + column] !== (inside && !beside ? 1 : 0)) wrong++;
      }
    }
    expect(wrong).toBe(0);
    expect(lost).toBeGreaterThan(0);
  });

  it('reaches no cell outside the span of a row', () => {
    let outside = 0;
    for (const pointing of scan.filter((_, k) => k % 7 === 0)) {
      const frame = madeUpFrame(pointing, light);
      for (let row = 0; row < grid.rows; row++) {
        const span = rowSpan(parallels, grid.columns, row, {
          longitudeDeg: frame.model.azimuthDeg,
          latitudeDeg: frame.model.altitudeDeg,
          radiusDeg: frame.model.fieldRadiusDeg,
        });
        for (let column = 0; column < grid.columns; column++) {
          const pixel = framePixel(frame.model, cellDirection(grid, column, row));
          if (pixel === null) continue;
          if (Math.max(Math.abs(pixel.x - 31.5), Math.abs(pixel.y - 31.5)) > 31.5) continue;
          const inside =
            span !== null &&
            [-grid.columns, 0, grid.columns].some(
              (turn) => column >= span.first + turn && column <= span.last + turn,
            );
          if (!inside) outside++;
        }
      }
    }
    expect(outside).toBe(0);
  });
});

describe('where frames overlap', () => {
  it('the mean is weighted by the distance to the edge, up to the feather', () => {
    const feather = 2;
    const one = madeUpFrame({ azimuthDeg: 0, altitudeDeg: 32.5 }, () => 256);
    const two = madeUpFrame({ azimuthDeg: 24, altitudeDeg: 32.5 }, () => 512);
    const { rate } = renderWhole([one, two], feather);
    const degreesPerPixel = 180 / Math.PI / one.model.pixelsPerUnitX;
    const weight = (frame: MapFrame, column: number, row: number): number => {
      const pixel = framePixel(frame.model, cellDirection(grid, column, row));
      if (pixel === null) return 0;
      const edge = Math.min(pixel.x, 63 - pixel.x, pixel.y, 63 - pixel.y) * degreesPerPixel;
      return edge < 0 ? 0 : Math.min(1, Math.max(1e-6, edge / feather));
    };
    let overlap = 0;
    let worst = 0;
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const [a, b] = [weight(one, column, row), weight(two, column, row)];
        if (a + b === 0) continue;
        if (a > 0 && b > 0) overlap++;
        const expected = (a + 2 * b) / (a + b);
        worst = Math.max(worst, Math.abs(rate.data[row * grid.columns + column] - expected));
      }
    }
    expect(worst).toBeLessThan(1e-6);
    expect(overlap).toBeGreaterThan(50);
  });

  it('a wider feather changes the map, so the parameter is in use', () => {
    const sharp = renderWhole(gradients, 0.1).rate.data;
    const soft = renderWhole(gradients, 10).rate.data;
    expect(sharp.filter((value, at) => value !== soft[at]).length).toBeGreaterThan(10_000);
  });
});

describe('tiles', () => {
  it('give the bytes of the map made at once, in whatever order they come', () => {
    const once = renderWhole(gradients);
    for (const reverse of [false, true]) {
      const map = renderInTiles(gradients, reverse);
      expect(Buffer.from(map.rate.buffer).equals(Buffer.from(once.rate.data.buffer))).toBe(true);
      expect(Buffer.from(map.coverage).equals(once.coverage.data)).toBe(true);
      expect(map.frames.map(({ name }) => name)).toEqual(gradients.map(({ name }) => name));
    }
  });

  it('are refused by a map of another step', () => {
    const range = { tile: 0, columnStart: 0, columnEnd: 2, rowStart: 0, rowEnd: 2 };
    const tile = new TileAccumulator(grid, range, { featherDeg: 2 }).finish();
    const file = writeTile({ tile, stepDeg: 1, frames: [], missing: [] });
    const together = (): TiledMap => new TiledMap(grid, [openTile(memorySource(file), 'tile')], []);
    expect(together).toThrow(/another map/);
  });

  it('have all planes in their files, whole or in bands of rows', () => {
    const range = { tile: 3, columnStart: 350, columnEnd: 470, rowStart: 60, rowEnd: 100 };
    const set = gradients
      .slice(15, 20)
      .map((frame, k) => ({ ...frame, middleJdUtc: 2461346.512345 + k / 1440 }));
    const sky = skyScan(() => 5, { sigma: 50, confusion: 80, middleJdUtc: 2461346.5 });
    for (const frames of [set, sky]) {
      const accumulator = new TileAccumulator(grid, range, { featherDeg: 2 });
      const used = frames.filter((frame) => accumulator.add(frame) > 0).map(tileFrame);
      const tile = accumulator.finish();
      const bytes = writeTile({ tile, stepDeg: 0.5, frames: used, missing: [] });
      const back = readTile(bytes, 'tile.fits');
      expect(back.tile).toEqual(tile);
      expect(back.frames).toEqual(used);
      expect(back.tile.timeZeroJdUtc).toBe(used[0].middleJdUtc);
      const open = openTile(memorySource(bytes), 'tile.fits');
      expect(open.range).toEqual(range);
      expect(open.frames).toEqual(used);
      expect(open.confusion === null).toBe(tile.confusion === null);
      for (const plane of ['rate', 'sigma', 'coverage', 'frame', 'time', 'flags'] as const) {
        const image = plane === 'frame' || plane === 'time' ? open.origin?.[plane] : open[plane];
        const band = image?.readRows(10, 3).subarray(0, 360) ?? [];
        expect([...band], plane).toEqual([
          ...Float32Array.from(tile[plane].data.subarray(1200, 1560)),
        ]);
      }
    }
  });

  it('have light in place, and do not say where from, when nobody asks', () => {
    const range = { tile: 3, columnStart: 350, columnEnd: 470, rowStart: 60, rowEnd: 100 };
    const accumulator = new TileAccumulator(grid, range, { featherDeg: 2 });
    const frames = gradients.filter((frame) => accumulator.add(frame) > 0).map(tileFrame);
    const room = new ByteRoom();
    const record = { tile: accumulator.finishInPlace(), stepDeg: 0.5, frames, missing: [] };
    const whole = writeTile(record).length;
    const bytes = writeTile({ ...record, withOrigin: false }, room);
    expect(bytes.buffer).toBe(room.bytes(0).buffer);
    expect(bytes.length).toBeLessThan(whole);
    const open = openTile(memorySource(bytes), 'tile.fits');
    expect(open.origin).toBeNull();
    expect([...open.rate.readRows(0, 40)]).toEqual([...record.tile.rate.data]);
    const map = new TiledMap(grid, [open], []);
    expect(() => [...map.bands()]).toThrow(/another map/);
    expect([...map.lightBands()].length).toBeGreaterThan(0);
    expect(() => readTile(bytes, 'tile.fits')).toThrow(/map tile/);
  });

  it('whose file lacks a plane are refused, with its name', () => {
    const range = { tile: 0, columnStart: 0, columnEnd: 2, rowStart: 0, rowEnd: 2 };
    const tile = new TileAccumulator(grid, range, { featherDeg: 2 }).finish();
    const file = readFits(writeTile({ tile, stepDeg: 0.5, frames: [], missing: [] }), 'tile.fits');
    const first = firstImage(file);
    const only = writeFits([{ header: first.header, shape: [2, 2], data: first.float32() }]);
    expect(() => readTile(only, 'tile.fits')).toThrow(/map tile/);
  });

  it('carry through their files what they were made without', () => {
    const range = { tile: 3, columnStart: 2, columnEnd: 4, rowStart: 5, rowEnd: 6 };
    const tile = new TileAccumulator(grid, range, { featherDeg: 2 }).finish();
    const missing = [
      { name: 'ib007.fit', reason: `the file is cut short, ${'long '.repeat(30)}story` },
    ];
    const frames = [
      {
        name: 'ib008.fit',
        exposureSeconds: 12.5,
        binningX: 2,
        binningY: 1,
        middleJdUtc: 2461256.5,
      },
    ];
    const back = readTile(writeTile({ tile, stepDeg: 0.5, frames, missing }), 'tile.fits');
    expect(back.missing).toEqual(missing);
    expect(back.frames).toEqual(frames);
    expect(back.tile.range).toEqual(range);
    expect(back.tile.rate.data.every(Number.isNaN)).toBe(true);
  });
});

it('sky no frame has seen has no data, down to the -6 deg edge and up to the zenith', () => {
  const low = madeUpFrame({ azimuthDeg: 0, altitudeDeg: 7.5 }, () => 1);
  const { rate } = renderWhole([low]);
  const middle = grid.columns / 2;
  const altitudes = Array.from({ length: grid.rows }, (_, row) => row)
    .filter((row) => !Number.isNaN(rate.data[row * grid.columns + middle]))
    .map((row) => rowAltitudeDeg(grid, row));
  expect(Math.min(...altitudes)).toBe(-5.75);
  // Half a frame of 13.4 deg (64 pixels less half a pixel at each side) above 7.5 deg.
  expect(Math.max(...altitudes)).toBeGreaterThan(20.4);
  expect(Math.max(...altitudes)).toBeLessThan(21.1);
  expect(rate.data[(grid.rows - 1) * grid.columns]).toBeNaN();
});
