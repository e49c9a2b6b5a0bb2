import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSkyGrid, icrsCells, planTiles } from '@nightskies/sky';
import { cellStepOfPixels, tilesOfMap } from './tiles.js';
import { usableFrame } from './test-support/made-up-set.js';

const rad = Math.PI / 180;

/** A direction at some distance (deg) from another, towards some bearing. */
function displaced(
  azimuthDeg: number,
  altitudeDeg: number,
  distanceDeg: number,
  bearingDeg: number,
): { azimuthDeg: number; altitudeDeg: number } {
  const [alt, d, b] = [altitudeDeg * rad, distanceDeg * rad, bearingDeg * rad];
  const sinAlt = Math.sin(alt) * Math.cos(d) + Math.cos(alt) * Math.sin(d) * Math.cos(b);
  const turn = Math.atan2(
    Math.sin(b) * Math.sin(d) * Math.cos(alt),
    Math.cos(d) - Math.sin(alt) * sinAlt,
  );
  const azimuth = azimuthDeg + turn / rad;
  return {
    azimuthDeg: ((((azimuth + 180) % 360) + 360) % 360) - 180,
    altitudeDeg: Math.asin(Math.max(-1, Math.min(1, sinAlt))) / rad,
  };
}

describe('the tiles of a map', () => {
  it('know every frame that may reach them, across north, south and zenith, with 3 deg to spare', () => {
    const direction = fc.record({
      azimuthDeg: fc.double({ min: -360, max: 360, noNaN: true }),
      altitudeDeg: fc.double({ min: 0, max: 90, noNaN: true }),
      // Half the diagonal of 1024 px of 96.07 arcsec is 19.3 deg.
      distanceDeg: fc.double({ min: 0, max: 22, noNaN: true }),
      bearingDeg: fc.double({ min: 0, max: 360, noNaN: true }),
    });
    fc.assert(
      fc.property(direction, ({ azimuthDeg, altitudeDeg, distanceDeg, bearingDeg }) => {
        const frame = usableFrame('ib001.fit', { azimuthDeg, altitudeDeg });
        const point = displaced(azimuthDeg, altitudeDeg, distanceDeg, bearingDeg);
        fc.pre(point.altitudeDeg > -6 && point.altitudeDeg < 90);
        const column = Math.min(719, Math.floor((point.azimuthDeg + 180) / 0.5));
        const row = Math.floor((point.altitudeDeg + 6) / 0.5);
        const tile = tilesOfMap([frame], [], allSkyGrid(0.5), 96.07).find(
          ({ range }) =>
            column >= range.columnStart &&
            column < range.columnEnd &&
            row >= range.rowStart &&
            row < range.rowEnd,
        );
        expect(tile?.frames.has('ib001')).toBe(true);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('are only those some frame touches', () => {
    const frame = usableFrame('ib001.fit');
    const all = planTiles(allSkyGrid(0.5)).length;
    const touched = tilesOfMap([frame], [], allSkyGrid(0.5), 96.07);
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.length).toBeLessThan(all / 2);
    expect(tilesOfMap([], [], allSkyGrid(0.5), 96.07)).toEqual([]);
  });

  it('reckon with binning: half as many pixels of twice the size reach as far', () => {
    const binned = { width: 512, height: 512, binningX: 2, binningY: 2 };
    const numbers = (changes: object): number[] =>
      tilesOfMap([usableFrame('ib001.fit', changes)], [], allSkyGrid(0.5), 96.07).map(
        ({ range }) => range.tile,
      );
    expect(numbers(binned)).toEqual(numbers({}));
    expect(numbers({ width: 64, height: 64 }).length).toBeLessThan(numbers({}).length);
  });

  it('refuse a step that leaves a part of a cell over', () => {
    expect(() => tilesOfMap([usableFrame('ib001.fit')], [], allSkyGrid(0.07), 96.07)).toThrow(
      expect.objectContaining({ code: 'bad-parameter' }),
    );
  });

  it('name the missing frames they would have had', () => {
    const frames = ['ib001.fit', 'ib020.fit'].map((name) => usableFrame(name));
    const missing = [{ number: 2, stem: 'ib002', reason: 'refused: fits-truncated' }];
    const named = tilesOfMap(frames, missing, allSkyGrid(0.5), 96.07).filter((tile) =>
      tile.missing.has('ib002'),
    );
    expect(named.length).toBeGreaterThan(0);
  });
});

describe('cells of binned frames', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 12, 16])(
    'are whole on every map and no smaller than their pixels, binned by %d',
    (binning) => {
      const step = cellStepOfPixels(0.02, binning);
      expect(allSkyGrid(step).columns).toBe(Math.round(360 / step));
      expect(icrsCells(step).columns).toBe(Math.round(360 / step));
      const pixels = step / (binning * (360 / 13_800));
      expect(pixels).toBeGreaterThan(1 - 1e-9);
      expect(pixels).toBeLessThan(1.05);
    },
  );
});
