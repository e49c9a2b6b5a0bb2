import { NightSkiesError, type FramePlacement, type SetAstrometry } from '@nightskies/contracts';
import { allSkyGrid, healpixCells, icrsCells, planTiles } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { TileAccumulator } from '../render/tile-accumulator.js';
import { skyAt, skyFrame, smallCamera } from '../test-support/known-sky.js';
import { scan } from '../test-support/made-up-frames.js';
import { mayReach, placementOf } from './set-placements.js';

const sky = skyAt(2461346.7);
const stemOf = (k: number): string => `ib${String(k + 1).padStart(3, '0')}`;

const placements = scan.map((direction, k): FramePlacement => {
  const { raDeg, decDeg } = sky.altAzToIcrs(direction);
  return {
    frame: stemOf(k),
    status: k === 3 ? 'predicted' : 'solved',
    reason: null,
    commanded: direction,
    pose: { ...direction, rollDeg: 1.5 },
    sigmaDeg: { along: 0.01, altitude: 0.01, roll: 0.01 },
    centre: { ...direction, raDeg, decDeg },
    matchedStars: 50,
    rmsPixels: 0.1,
  };
});

const set: SetAstrometry = {
  format: 1,
  ...{ night: 'TEST261101', set: 1, band: 'V', compat: 'none' },
  camera: smallCamera,
  ...{ cameraTerms: [], mountTerms: [], mountScatterDeg: null },
  frames: placements,
};

describe('the place of a frame', () => {
  it('is that of the set, through its camera, with whether its own stars tell', () => {
    expect(placementOf(set, 'ib001.fit')).toEqual({
      pose: placements[0].pose,
      lens: { kind: 'measured', camera: smallCamera },
      ownStars: true,
    });
    expect(placementOf(set, 'ib004.fit').ownStars).toBe(false);
    expect(placementOf({ ...set, camera: null }, 'ib001.fit').lens.kind).toBe('radial');
    expect(() => placementOf(set, 'ib099.fit')).toThrow(NightSkiesError);
  });
});

describe('frames that are not read for a tile', () => {
  const frames = scan
    .filter((_, k) => k % 5 === 0)
    .map((direction, k) => skyFrame(direction, () => 1, { name: `${stemOf(5 * k)}.fit`, sky }));

  it.each([
    ['of azimuth and altitude', allSkyGrid(1)],
    ['among the stars', icrsCells(1)],
  ] as const)('have no pixels in it: maps %s', (_, grid) => {
    let spared = 0;
    let lost = 0;
    for (const range of planTiles(grid)) {
      const wanted = mayReach(set, grid, range);
      const tile = new TileAccumulator(grid, range, { featherDeg: 2 });
      for (const frame of frames) {
        if (wanted(frame.name)) continue;
        spared++;
        if (tile.add(frame) > 0) lost++;
      }
    }
    expect(lost).toBe(0);
    expect(spared).toBeGreaterThan(0.5 * frames.length * planTiles(grid).length);
  });

  it('are none where the set does not know enough', () => {
    const grid = allSkyGrid(1);
    const [range] = planTiles(grid);
    expect(mayReach(set, grid, range)('ib099.fit')).toBe(true);
    expect(mayReach({ ...set, camera: null }, grid, range)('ib045.fit')).toBe(true);
    expect(mayReach(set, healpixCells(8), range)('ib045.fit')).toBe(true);
    const timeless = placements.map((placement) => ({
      ...placement,
      centre: { ...placement.centre, raDeg: null, decDeg: null },
    }));
    const unsure = mayReach({ ...set, frames: timeless }, icrsCells(1), range);
    expect(unsure('ib045.fit')).toBe(true);
  });
});
