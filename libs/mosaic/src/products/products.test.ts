import {
  firstImage,
  imageNamed,
  memorySource,
  readFits,
  readLinearWcs,
  type ImageHdu,
} from '@nightskies/fits';
import {
  allSkyGrid,
  icrsCells,
  luminanceOfMag,
  magOfLuminance,
  planTiles,
  type MapGrid,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { openTile, writeTile, type TileFrame } from '../render/tile-file.js';
import { MemoryFile } from '../../../../tools/testing/memory-file.js';
import { luminanceOfUnitRate, surfaceBrightnessMag } from './brightness.js';
import { writeEquatorialMap } from './equatorial-file.js';
import { writeFullMap } from './full-file.js';
import { TiledMap } from './map-bands.js';
import type { MapIdentity } from './map-identity.js';
import { SmallLinearMap, SmallNsnsdMap } from './small-map.js';
import { writeStarFreeMap } from './star-free-files.js';

const identity: MapIdentity = {
  night: 'TEST261101',
  set: 1,
  band: 'V',
  camera: 'SIM1',
  zeropointMag: 14.78,
  zeropointOrigin: 'filelist',
  zeropointUncertaintyMag: 0.01,
  extinction: null,
  plateScaleArcsec: 96,
  plateScaleUncertaintyArcsec: 0.048,
  flat: { value: 0.003, origin: 'overlaps of the frames' },
  matching: 'factor',
};
const grid = allSkyGrid(0.5);
const rateError = 0.1;
const confusionError = 0.2;

interface MadeUpSky {
  readonly rateAt: (column: number, row: number) => number;
  readonly map?: MapGrid;
  readonly binning?: number;
  readonly withStars?: boolean;
}

/** A map of the whole sky made of its tiles, two frames in each, one missing. */
function skyOf({ rateAt, map = grid, binning = 1, withStars = false }: MadeUpSky): TiledMap {
  const frame = (name: string, middleJdUtc: number): TileFrame => ({
    ...{ name, exposureSeconds: 12, binningX: binning, binningY: binning, middleJdUtc },
  });
  const tiles = planTiles(map).map((range) => {
    const width = range.columnEnd - range.columnStart;
    const height = range.rowEnd - range.rowStart;
    const cells = width * height;
    const floats = (value: number) => ({
      width,
      height,
      data: new Float32Array(cells).fill(value),
    });
    const bytes = (value: number) => ({ width, height, data: new Uint8Array(cells).fill(value) });
    const data = Float32Array.from({ length: cells }, (_, at) =>
      rateAt(range.columnStart + (at % width), range.rowStart + Math.floor(at / width)),
    );
    const written = writeTile({
      tile: {
        range,
        rate: { width, height, data },
        sigma: floats(rateError),
        confusion: withStars ? null : floats(confusionError),
        coverage: bytes(2),
        // The tile's own second frame, a minute after its first.
        frame: bytes(2),
        time: floats(60),
        flags: bytes(16),
        timeZeroJdUtc: 2_460_000.5 + range.tile / 1440,
      },
      stepDeg: map.stepDeg,
      frames: [
        frame('ib001.fit', 2_460_000.5),
        frame(`ib${String(range.tile + 2).padStart(3, '0')}.fit`, 2_460_000.6),
      ],
      missing: [{ name: 'ib045.fit', reason: 'shorter than its header says' }],
    });
    return openTile(memorySource(written), `tile ${range.tile}`);
  });
  return new TiledMap(map, tiles.toReversed(), []);
}

type StarFreeFiles = Record<'map' | 'origin' | 'skybright' | 'skybrightmags' | 'small', Uint8Array>;

/** All files of a star-free map. */
function filesOf(sky: MadeUpSky, compat: 'none' | 'nsnsd' = 'none'): StarFreeFiles {
  const sinks = {
    map: new MemoryFile(),
    origin: new MemoryFile(),
    skybright: new MemoryFile(),
    skybrightmags: new MemoryFile(),
  };
  const small = writeStarFreeMap(skyOf(sky), sky.map ?? grid, identity, { compat, sinks });
  return {
    map: sinks.map.bytes,
    origin: sinks.origin.bytes,
    skybright: sinks.skybright.bytes,
    skybrightmags: sinks.skybrightmags.bytes,
    small,
  };
}

const imageOf = (bytes: Uint8Array): ImageHdu => firstImage(readFits(bytes, 'map.fits'));

describe('surface brightness', () => {
  it('of 150 DN in 12 s, 96 arcsec, zeropoint 14.78 is 21.949081', () => {
    // image-stages 13.3
    expect(surfaceBrightnessMag(150 / 12, identity)).toBeCloseTo(21.949081, 6);
  });

  it('does not exist for no light', () => {
    expect(surfaceBrightnessMag(0, identity)).toBeNaN();
    expect(surfaceBrightnessMag(-1, identity)).toBeNaN();
    expect(surfaceBrightnessMag(Number.NaN, identity)).toBeNaN();
  });

  it('and luminance tell the same light, to 5e-5 from 14 to 24 mag', () => {
    for (let rate = 0.5; rate < 20_000; rate *= 1.7) {
      const mag = surfaceBrightnessMag(rate, identity);
      const ratio = (rate * luminanceOfUnitRate(identity)) / luminanceOfMag(mag);
      expect(Math.abs(ratio - 1)).toBeLessThan(5e-5);
    }
  });
});

describe('the files of a map', () => {
  // Light that tells row from column, with a hole at one place.
  const rateAt = (column: number, row: number): number =>
    column === 100 && row === 150 ? Number.NaN : 5 + column / 100 + row / 10;
  const files = filesOf({ rateAt });

  it('hold luminance from the lowest row upwards', () => {
    const { shape, float32 } = {
      shape: imageOf(files.map).shape,
      float32: imageOf(files.map).float32(),
    };
    expect(shape).toEqual([720, 192]);
    expect(float32[0]).toBeCloseTo(5 * luminanceOfUnitRate(identity), 10);
    expect(float32[150 * 720 + 100]).toBeNaN();
    expect(imageNamed(readFits(files.map, 'map'), 'COVERAGE')?.shape).toEqual([720, 192]);
  });

  it('hold DN and magnitudes from the zenith downwards, as the old grids', () => {
    const dn = imageOf(files.skybright).float32();
    const mags = imageOf(files.skybrightmags).float32();
    expect(dn[0]).toBeCloseTo(12 * rateAt(0, 191), 3);
    expect(dn[191 * 720 + 7]).toBeCloseTo(12 * rateAt(7, 0), 3);
    expect(mags[(191 - 20) * 720 + 33]).toBeCloseTo(
      surfaceBrightnessMag(rateAt(33, 20), identity),
      5,
    );
    expect(dn[(191 - 150) * 720 + 100]).toBeNaN();
    expect(mags[(191 - 150) * 720 + 100]).toBeNaN();
  });

  it.each(['map', 'skybright', 'skybrightmags', 'small'] as const)(
    '%s says with its WCS where each pixel is',
    (name) => {
      const hdu = imageOf(files[name]);
      const wcs = readLinearWcs(hdu.header);
      if (wcs === undefined) throw new Error('a WCS');
      expect(wcs.projection).toBe('CAR');
      const at = (axis: 0 | 1, pixel: number): number =>
        wcs.crval[axis] + wcs.cdelt[axis] * (pixel - wcs.crpix[axis]);
      const step = Math.abs(wcs.cdelt[0]);
      const [width, height] = hdu.shape;
      expect(at(0, 0.5)).toBeCloseTo(-180, 9);
      expect(at(0, width + 0.5)).toBeCloseTo(180, 9);
      const [first, last] = [at(1, 1), at(1, height)];
      expect(Math.max(first, last)).toBeCloseTo(90 - step / 2, 9);
      expect(Math.min(first, last)).toBeCloseTo((name === 'small' ? 0 : -6) + step / 2, 9);
      expect(first < last).toBe(name === 'map');
    },
  );

  it('say whose they are, how they were scaled, and what is missing', () => {
    for (const [name, bytes] of Object.entries(files)) {
      const header = readFits(bytes, name).hdus[0].header;
      expect(header.string('NIGHT')).toBe('TEST261101');
      expect(header.number('SET')).toBe(1);
      expect(header.string('BAND')).toBe('V');
      expect(header.number('ZEROPT')).toBe(14.78);
      expect(header.number('EXPTIME')).toBe(12);
      expect(header.number('PLTSCALE')).toBe(96);
      expect(header.number('ZEROPERR')).toBe(0.01);
      expect(header.number('EXPTERR')).toBe(0);
      expect(header.number('PLTSCERR')).toBe(0.048);
      expect(header.number('FLATERR')).toBe(0.003);
      expect(header.string('MATCHING')).toBe('factor');
      // 0.4 ln 10 0.01, 2 x 0.048 / 96 and 0.003 in quadrature.
      expect(header.number('SYSERR')).toBeCloseTo(Math.hypot(0.00921, 0.001, 0.003), 5);
      expect(header.number('NMISSING')).toBe(1);
      expect(header.texts('COMMENT').join('')).toContain('ib045.fit: shorter than its header');
    }
  });

  it('follow 9.9 with the DN, exposure time and plate scale of their own header when binned', () => {
    const binned = filesOf({ rateAt: () => 3, binning: 2 });
    const hdu = imageOf(binned.skybright);
    const scale = hdu.header.requireNumber('PLTSCALE');
    const perSecond = hdu.float32()[0] / hdu.header.requireNumber('EXPTIME');
    const mag = 14.78 + 2.5 * Math.log10(scale ** 2) - 2.5 * Math.log10(perSecond);
    expect(imageOf(binned.skybrightmags).float32()[0]).toBeCloseTo(mag, 5);
  });

  it('are the same bytes each time', () => {
    const again = filesOf({ rateAt });
    expect(Buffer.from(again.map).equals(files.map)).toBe(true);
    expect(Buffer.from(again.small).equals(files.small)).toBe(true);
  });
});

describe('the errors of a map', () => {
  const files = filesOf({ rateAt: () => 8 });

  it('are photons, readout and star confusion together, in the unit of each file', () => {
    const total = Math.hypot(rateError, confusionError);
    const uncertOf = (name: keyof StarFreeFiles): number =>
      imageNamed(readFits(files[name], name), 'UNCERT')?.float32()[1000] ?? Number.NaN;
    const light = imageOf(files.map).float32()[1000];
    expect(uncertOf('map') / light).toBeCloseTo(total / 8, 6);
    expect(uncertOf('skybright')).toBeCloseTo(12 * total, 5);
    expect(uncertOf('skybrightmags')).toBeCloseTo((1.085736 * total) / 8, 6);
  });

  it('tell the part of the stars, the frame and the time of each cell', () => {
    const file = readFits(files.origin, 'origin.fits');
    const plane = (name: string): number => imageNamed(file, name)?.float32().at(-1) ?? Number.NaN;
    expect(plane('CONFUSN')).toBeCloseTo(confusionError * luminanceOfUnitRate(identity), 9);
    const { header } = file.hdus[0];
    expect(header.string(`FRAM${String(plane('FRAME')).padStart(3, '0')}`)).toBe('ib016.fit');
    // The last of 15 tiles counts from 14 minutes after the first frame.
    expect(header.number('TIMEZERO')).toBe(2_460_000.5);
    expect(plane('TIME')).toBeCloseTo(14 * 60 + 60, 2);
  });

  it('come with the flags and what they mean', () => {
    const flags = imageNamed(readFits(files.map, 'map.fits'), 'FLAGS');
    expect(flags?.values()[77]).toBe(16);
    expect(flags?.header.card('FLAG16')?.comment).toContain('disagree');
  });
});

describe('the map with stars', () => {
  const sink = new MemoryFile();
  const map = allSkyGrid(0.4);
  const rateAt = (column: number, row: number): number => 5 + column / 100 + row / 10;
  writeFullMap(skyOf({ rateAt, map, withStars: true }), map, identity, sink);
  const file = readFits(sink.bytes, 'skytopomags.fits');

  it('holds magnitudes from the zenith downwards, with error, coverage and flags', () => {
    const [columns, rows] = [900, 240];
    expect(firstImage(file).shape).toEqual([columns, rows]);
    const at = (rows - 1 - 100) * columns + 33;
    const rate = rateAt(33, 100);
    expect(firstImage(file).float32()[at]).toBeCloseTo(surfaceBrightnessMag(rate, identity), 5);
    expect(imageNamed(file, 'UNCERT')?.float32()[at]).toBeCloseTo((1.085736 * rateError) / rate, 6);
    expect(imageNamed(file, 'COVERAGE')?.values()[at]).toBe(2);
    expect(imageNamed(file, 'FLAGS')?.values()[at]).toBe(16);
    expect(firstImage(file).header.number('ZEROPT')).toBe(14.78);
  });

  it('has no magnitude and no error of one where noise makes light negative', () => {
    const dark = new MemoryFile();
    writeFullMap(
      skyOf({ rateAt: (column) => (column === 33 ? -0.5 : 5), map, withStars: true }),
      map,
      identity,
      dark,
    );
    const images = readFits(dark.bytes, 'skytopomags.fits');
    expect(firstImage(images).float32()[33]).toBeNaN();
    expect(imageNamed(images, 'UNCERT')?.float32()[33]).toBeNaN();
    expect(imageNamed(images, 'UNCERT')?.float32()[34]).toBeGreaterThan(0);
  });
});

describe('the map among the stars', () => {
  it('holds luminance with its error, and a WCS of right ascension and declination', () => {
    const cells = icrsCells(1);
    const tiles = planTiles(cells).map((range) => {
      const [width, height] = [range.columnEnd - range.columnStart, range.rowEnd - range.rowStart];
      const floats = (value: number) => ({
        ...{ width, height, data: new Float32Array(width * height).fill(value) },
      });
      const bytes = { width, height, data: new Uint8Array(width * height).fill(1) };
      const tile = writeTile({
        tile: {
          ...{ range, rate: floats(8), sigma: floats(rateError), confusion: null },
          ...{ coverage: bytes, frame: bytes, time: floats(0), flags: bytes, timeZeroJdUtc: null },
        },
        ...{ stepDeg: 1, frames: [], missing: [] },
      });
      return openTile(memorySource(tile), 'tile');
    });
    const sink = new MemoryFile();
    writeEquatorialMap(new TiledMap({ ...cells, stepDeg: 1 }, tiles, []), cells, identity, sink);
    const file = readFits(sink.bytes, 'equatorial.fits');
    const { header } = firstImage(file);
    expect([header.string('CTYPE1'), header.string('CTYPE2')]).toEqual(['RA---CAR', 'DEC--CAR']);
    expect(header.requireNumber('CDELT1')).toBe(-1);
    const light = firstImage(file).float32()[0];
    expect(light).toBeCloseTo(8 * luminanceOfUnitRate(identity), 9);
    const error = imageNamed(file, 'UNCERT')?.float32()[0] ?? Number.NaN;
    expect(error / light).toBeCloseTo(rateError / 8, 6);
  });
});

/** The small map of light given cell by cell. */
function smallOf(map: MapGrid, rateAt: MadeUpSky['rateAt']) {
  const sums = new SmallLinearMap(map);
  for (let row = 0; row < map.rows; row++) {
    sums.add(
      row,
      Float32Array.from({ length: map.columns }, (_, column) => rateAt(column, row)),
    );
  }
  return sums.finish();
}

describe('the small map', () => {
  it.each([0.2, 0.25, 0.5, 1])('of one light is that light, from cells of %d deg', (step) => {
    const { width, height, data } = smallOf(allSkyGrid(step), () => 7);
    expect([width, height]).toEqual([288, 72]);
    expect(data.every((value) => Math.abs(value / 7 - 1) < 1e-6)).toBe(true);
  });

  it('conserves the light of the hemisphere', () => {
    const map = allSkyGrid(0.25);
    const rateAt = (column: number, row: number): number => 1 + (column % 7) + row / 50;
    const rad = Math.PI / 180;
    const total = (columns: number, step: number, at: (column: number, k: number) => number) => {
      let sum = 0;
      for (let k = 0; k < 90 / step; k++) {
        const area = Math.sin((k + 1) * step * rad) - Math.sin(k * step * rad);
        for (let column = 0; column < columns; column++) sum += area * step * at(column, k);
      }
      return sum;
    };
    const small = smallOf(map, rateAt).data;
    const large = total(1440, 0.25, (column, k) => rateAt(column, k + 24));
    expect(total(288, 1.25, (column, k) => small[(71 - k) * 288 + column]) / large).toBeCloseTo(
      1,
      6,
    );
  });

  it('averages light, not magnitudes, unless the old way is asked for', () => {
    const sky = { rateAt: (column: number) => (column % 5 === 0 ? 100 : 1), map: allSkyGrid(0.25) };
    const modern = imageOf(filesOf(sky).small).float32()[1000];
    const old = imageOf(filesOf(sky, 'nsnsd').small).float32()[1000];
    expect(modern).toBeCloseTo(surfaceBrightnessMag((100 + 4) / 5, identity), 4);
    const faint = surfaceBrightnessMag(1, identity);
    expect(old).toBeCloseTo(faint - 5 / 5, 4);
  });

  it('averages the rows of its own cells in the old way too', () => {
    const map = allSkyGrid(0.25);
    const rateAt = (_: number, row: number): number => 10 ** (-0.4 * 0.01 * row);
    const data = imageOf(filesOf({ rateAt, map }, 'nsnsd').small).float32();
    for (let block = 0; block < 72; block++) {
      const middleRow = map.rows - 3 - 5 * block;
      expect(data[block * 288]).toBeCloseTo(
        surfaceBrightnessMag(1, identity) + 0.01 * middleRow,
        4,
      );
    }
  });

  it('has no data where less than half of a cell has; the old one averages -9999', () => {
    const map = allSkyGrid(0.25);
    const holes = (count: number) => (column: number) => (column % 5 < count ? Number.NaN : 4);
    expect(smallOf(map, holes(2)).data.every((value) => value === 4)).toBe(true);
    expect(smallOf(map, holes(3)).data.every(Number.isNaN)).toBe(true);
    const mags = new SmallNsnsdMap(map);
    const row = Float32Array.from({ length: map.columns }, (_, k) => (k % 5 < 1 ? Number.NaN : 21));
    for (let k = 0; k < map.rows; k++) mags.add(k, row);
    expect(mags.finish().data[0]).toBeCloseTo((4 * 21 - 9999) / 5, 2);
  });

  it('begins at the zenith in the south', () => {
    const { data } = smallOf(grid, (column, row) => row * 1000 + column);
    expect(data[0]).toBeGreaterThan(data[288]);
    expect(data[0]).toBeLessThan(data[1]);
  });
});

it('zenith light of the map files gives the brightness back', () => {
  const files = filesOf({ rateAt: () => 8 });
  const luminance = imageOf(files.map).float32()[0];
  expect(magOfLuminance(luminance)).toBeCloseTo(imageOf(files.skybrightmags).float32()[0], 4);
});
