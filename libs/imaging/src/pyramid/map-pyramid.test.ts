import sharp from 'sharp';
import { luminanceOfMag } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { magnitudeColour, noDataColour } from '../colour/magnitude-palette.js';
import type { MapRows } from '../gis/map-rows.js';
import { coloursAbout } from '../test-support/colours-about.js';
import { pyramidDescriptor, pyramidTilePx, writeMapPyramid } from './map-pyramid.js';

/** A map of made-up values; rows count from the lowest. */
function mapOf(
  columns: number,
  rows: number,
  value: (column: number, row: number) => number,
): MapRows {
  return {
    ...{ columns, rows, stepDeg: 360 / columns, leftDeg: -180, bottomDeg: -6 },
    readRow(row, out) {
      for (let x = 0; x < columns; x++) out[x] = value(x, row);
    },
  };
}

async function pyramidOf(map: MapRows) {
  const tiles = new Map<string, Uint8Array>();
  const facts = await writeMapPyramid(map, ({ level, column, row }, png) => {
    expect(tiles.has(`${level}/${column}_${row}`)).toBe(false);
    tiles.set(`${level}/${column}_${row}`, png);
    return Promise.resolve();
  });
  return { facts, tiles };
}

async function pixelsOf(png: Uint8Array | undefined) {
  if (png === undefined) throw new Error('there is no such tile');
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x: number, y: number) => [
      ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
    ],
  };
}

describe('a pyramid of a map', () => {
  it('covers the map on every level, with tiles of 256 pixels, down to one pixel', async () => {
    const { facts, tiles } = await pyramidOf(mapOf(700, 300, () => luminanceOfMag(21)));
    expect(facts).toMatchObject({ widthPx: 700, heightPx: 300, levels: 11, tiles: tiles.size });
    let [width, height] = [700, 300];
    for (let level = 10; level >= 0; level--) {
      for (let row = 0; row * pyramidTilePx < height; row++) {
        for (let column = 0; column * pyramidTilePx < width; column++) {
          const tile = await pixelsOf(tiles.get(`${level}/${column}_${row}`));
          expect([tile.width, tile.height]).toEqual([
            Math.min(256, width - 256 * column),
            Math.min(256, height - 256 * row),
          ]);
          expect(tile.at(tile.width - 1, tile.height - 1)).toEqual([...magnitudeColour(21)]);
          tiles.delete(`${level}/${column}_${row}`);
        }
      }
      [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    }
    expect([...tiles.keys()]).toEqual([]);
  });

  it('has the highest altitude at the top and the first column at the left', async () => {
    const { tiles } = await pyramidOf(
      mapOf(300, 80, (x, row) => luminanceOfMag(row === 79 ? 15 : x === 0 ? 19 : 22)),
    );
    const tile = await pixelsOf(tiles.get('9/0_0'));
    expect(tile.at(40, 0)).toEqual([...magnitudeColour(15)]);
    expect(tile.at(0, 40)).toEqual([...magnitudeColour(19)]);
    expect(tile.at(1, 40)).toEqual([...magnitudeColour(22)]);
  });

  it('averages light, not magnitudes, and only what has data', async () => {
    const bright = luminanceOfMag(18);
    const { tiles } = await pyramidOf(
      mapOf(4, 2, (x, row) =>
        x < 2 ? (x + row === 2 ? bright : 0) : row === 0 && x === 2 ? bright : NaN,
      ),
    );
    const tile = await pixelsOf(tiles.get('1/0_0'));
    expect([tile.width, tile.height]).toEqual([2, 1]);
    // One of four cells has light: 2.5 log10 4 magnitudes fainter.
    for (const [column, mag] of [18 + 2.5 * Math.log10(4), 18].entries()) {
      const { least, most } = coloursAbout(mag);
      tile.at(column, 0).forEach((level, i) => {
        expect(level).toBeGreaterThanOrEqual(least[i] ?? NaN);
        expect(level).toBeLessThanOrEqual(most[i] ?? NaN);
      });
    }
  });

  it('shows places without data in their own grey', async () => {
    const { tiles } = await pyramidOf(mapOf(6, 2, () => NaN));
    expect((await pixelsOf(tiles.get('0/0_0'))).at(0, 0)).toEqual([...noDataColour]);
  });

  it('is described as viewers of Deep Zoom read it', () => {
    const facts = { widthPx: 700, heightPx: 300, levels: 11, tiles: 1 };
    expect(pyramidDescriptor(facts, 'a -- b')).toMatch(
      /^<\?xml [^]*<!-- a - - b -->[^]*Format="png" Overlap="0" TileSize="256"[^]*Width="700" Height="300"/,
    );
  });
});
