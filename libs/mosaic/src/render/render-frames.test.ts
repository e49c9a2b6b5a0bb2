import { NightSkiesError, problem } from '@nightskies/contracts';
import { allSkyGrid, planTiles, type TileRange } from '@nightskies/sky';
import { NearestSums } from '@nightskies/pixels';
import { describe, expect, it, vi } from 'vitest';
import type { MapFrame } from '../frames/map-frame.js';
import { madeUpFrame, scan } from '../test-support/made-up-frames.js';
import { renderFrames } from './render-frames.js';
import { TileAccumulator, type RenderOptions, type RenderedTile } from './tile-accumulator.js';

const grid = allSkyGrid(0.25);
/** Low and across the seam of the first columns, and about the zenith. */
const ranges: readonly TileRange[] = [
  { tile: 0, columnStart: 0, columnEnd: 150, rowStart: 20, rowEnd: 120 },
  { tile: 1, columnStart: 700, columnEnd: 900, rowStart: 310, rowEnd: 384 },
];

/** Frames of a scan with overlaps all over the sky, of which some are turned. */
function frames(gap?: number): readonly MapFrame[] {
  return scan.map((pointing, k) =>
    madeUpFrame(
      pointing,
      (x, y) =>
        k === gap && Math.hypot(x - 120, y - 120) < 9 ? Number.NaN : 100 + 7 * k + x + y / 3,
      {
        ...{ name: `f${String(k).padStart(2, '0')}`, rollDeg: k % 3 === 0 ? 8 : 0, sigma: 2 + k },
        ...{
          width: 288,
          height: 280,
          binning: 4,
          ownStars: k % 5 !== 0,
          middleJdUtc: 2461346.5 + k / 1440,
        },
        flags: Uint8Array.from({ length: 288 * 280 }, (_, at) => (at % 97 === 0 ? 1 : 0)),
      },
    ),
  );
}

function plain(
  range: TileRange,
  set: readonly MapFrame[],
  options: RenderOptions,
): { tile: RenderedTile; frames: readonly MapFrame[] } {
  const tile = new TileAccumulator(grid, range, options);
  const used = set.filter((frame) => tile.add(frame) > 0);
  return { tile: tile.finish(), frames: used };
}

/** Whether all planes have the same bits. */
function isSame(one: RenderedTile, other: RenderedTile): boolean {
  return (['rate', 'sigma', 'coverage', 'frame', 'time', 'flags'] as const).every((plane) => {
    const [a, b] = [one[plane].data, other[plane].data].map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    );
    return a.equals(b);
  });
}

const nearest: RenderOptions = { featherDeg: 2, blend: 'nearest-axis' };

describe('a tile of frames known beforehand', () => {
  it.each(['bilinear', 'lanczos3', 'area'] as const)(
    'is the one of frames that come one by one, %s',
    (interpolation) => {
      const set = frames();
      const options = { ...nearest, interpolation };
      for (const range of ranges) {
        const make = (): TileAccumulator => new TileAccumulator(grid, range, options);
        expect(make().foresee(set)).toBe(true);
        const { tile, frames: used, faults } = renderFrames(make, set);
        expect(faults).toEqual([]);
        const copy = structuredClone(tile);
        const one = plain(range, set, options);
        expect(isSame(copy, one.tile)).toBe(true);
        expect(used).toEqual(one.frames);
      }
    },
  );

  it('is sampled less where frames overlap', () => {
    const set = frames();
    const [range] = ranges;
    let passed = 0;
    let taken = 0;
    const tile = new TileAccumulator(grid, range, nearest);
    tile.foresee(set);
    const pass = vi.spyOn(NearestSums.prototype, 'pass');
    for (const frame of set) taken += tile.add(frame);
    for (const [, count] of pass.mock.calls) passed += count;
    pass.mockRestore();
    tile.release();
    expect(passed / taken).toBeGreaterThan(0.1);
  });

  it('is the same where the deepest frame has a gap, or cannot be decoded at all', () => {
    const gappy = frames(20);
    const fault = new NightSkiesError(problem('frame-dark', 'no light'));
    const all = frames();
    const broken = all.map((frame, k) => ({
      ...frame,
      pixels: (...room: Parameters<MapFrame['pixels']>) => {
        if (k === 20) throw fault;
        return frame.pixels(...room);
      },
    }));
    for (const range of ranges) {
      const make = (): TileAccumulator => new TileAccumulator(grid, range, nearest);
      const withGap = structuredClone(renderFrames(make, gappy).tile);
      expect(isSame(withGap, plain(range, gappy, nearest).tile)).toBe(true);
      const without = renderFrames(make, broken);
      const copy = structuredClone(without.tile);
      const sound = broken.filter((_, k) => k !== 20);
      expect(isSame(copy, plain(range, sound, nearest).tile)).toBe(true);
      const reaches = plain(range, all, nearest).frames.some(({ name }) => name === 'f20');
      expect(without.faults).toEqual(reaches ? [{ frame: broken[20], error: fault }] : []);
    }
  });

  it('is as ever where all frames are averaged, and on cells too large to look ahead', () => {
    const set = frames();
    const mean = new TileAccumulator(grid, ranges[0], { featherDeg: 2 });
    expect(mean.foresee(set)).toBe(false);
    const coarse = allSkyGrid(1);
    expect(new TileAccumulator(coarse, planTiles(coarse)[0], nearest).foresee(set)).toBe(false);
  });
});
