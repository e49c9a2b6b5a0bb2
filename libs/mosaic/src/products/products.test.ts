import { firstImage, imageNamed, readFits, readLinearWcs } from '@nightskies/fits';
import { allSkyGrid, luminanceOfMag, magOfLuminance, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { MapAssembly, type AllSkyMap } from './all-sky-map.js';
import { luminanceOfUnitRate, surfaceBrightnessMag } from './brightness.js';
import { mapFiles, type MapFiles, type MapIdentity } from './map-files.js';
import { smallLinearMap, smallNsnsdMap } from './small-map.js';

const identity: MapIdentity = {
  night: 'TEST261101',
  set: 1,
  band: 'V',
  camera: 'SIM1',
  zeropointMag: 14.78,
  zeropointOrigin: 'filelist',
  zeropointUncertaintyMag: null,
  extinction: null,
  plateScaleArcsec: 96,
};
const grid = allSkyGrid(0.5);

/** A map of the whole sky made of one tile. */
function skyOf(rateAt: (column: number, row: number) => number, map: MapGrid = grid): AllSkyMap {
  const { columns, rows, stepDeg } = map;
  const data = Float32Array.from({ length: columns * rows }, (_, at) =>
    rateAt(at % columns, Math.floor(at / columns)),
  );
  const assembly = new MapAssembly(map);
  assembly.add({
    tile: {
      range: { tile: 0, columnStart: 0, columnEnd: columns, rowStart: 0, rowEnd: rows },
      rate: { width: columns, height: rows, data },
      sigma: { width: columns, height: rows, data: new Float32Array(data.length).fill(0.1) },
      confusion: null,
      coverage: { width: columns, height: rows, data: new Uint8Array(data.length).fill(1) },
      frame: { width: columns, height: rows, data: new Uint8Array(data.length).fill(1) },
      time: { width: columns, height: rows, data: new Float32Array(data.length) },
      flags: { width: columns, height: rows, data: new Uint8Array(data.length) },
      timeZeroJdUtc: null,
    },
    stepDeg,
    frames: [
      { name: 'ib001.fit', exposureSeconds: 12, binningX: 1, binningY: 1, middleJdUtc: null },
    ],
    missing: [{ name: 'ib002.fit', reason: 'shorter than its header says' }],
  });
  return assembly.finish();
}

/** All files of a map. */
function filesOf(...of: Parameters<typeof mapFiles>): Record<keyof MapFiles, Uint8Array> {
  const { map, skybright, skybrightmags, small } = mapFiles(...of);
  return { map: map(), skybright: skybright(), skybrightmags: skybrightmags(), small: small() };
}

const imageOf = (bytes: Uint8Array): ReturnType<typeof firstImage> =>
  firstImage(readFits(bytes, 'map.fits'));

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
  const files = filesOf(skyOf(rateAt), identity, 'none');

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
    for (const bytes of Object.values(files)) {
      const { header } = imageOf(bytes);
      expect(header.string('NIGHT')).toBe('TEST261101');
      expect(header.number('SET')).toBe(1);
      expect(header.string('BAND')).toBe('V');
      expect(header.number('ZEROPT')).toBe(14.78);
      expect(header.number('EXPTIME')).toBe(12);
      expect(header.number('PLTSCALE')).toBe(96);
      expect(header.number('NMISSING')).toBe(1);
      expect(header.texts('COMMENT').join('')).toContain('ib002.fit: shorter than its header');
    }
  });

  it('follow 9.9 with the DN, exposure time and plate scale of their own header when binned', () => {
    const sky = skyOf(() => 3);
    const binned = filesOf(
      { ...sky, frames: [{ name: 'a', exposureSeconds: 10, binningX: 2, binningY: 2 }] },
      identity,
      'none',
    );
    const hdu = imageOf(binned.skybright);
    const scale = hdu.header.requireNumber('PLTSCALE');
    const perSecond = hdu.float32()[0] / hdu.header.requireNumber('EXPTIME');
    const mag = 14.78 + 2.5 * Math.log10(scale ** 2) - 2.5 * Math.log10(perSecond);
    expect(imageOf(binned.skybrightmags).float32()[0]).toBeCloseTo(mag, 5);
  });

  it('are the same bytes each time', () => {
    const again = filesOf(skyOf(rateAt), identity, 'none');
    expect(Buffer.from(again.map).equals(files.map)).toBe(true);
    expect(Buffer.from(again.small).equals(files.small)).toBe(true);
  });
});

describe('the small map', () => {
  it.each([0.2, 0.25, 0.5, 1])('of one light is that light, from cells of %d deg', (step) => {
    const map = allSkyGrid(step);
    const sky = skyOf(() => 7, map);
    const { width, height, data } = smallLinearMap(sky.rate, map);
    expect([width, height]).toEqual([288, 72]);
    expect(data.every((value) => Math.abs(value / 7 - 1) < 1e-6)).toBe(true);
  });

  it('conserves the light of the hemisphere', () => {
    const map = allSkyGrid(0.25);
    const sky = skyOf((column, row) => 1 + (column % 7) + row / 50, map);
    const small = smallLinearMap(sky.rate, map);
    const rad = Math.PI / 180;
    const total = (data: Float32Array, width: number, step: number, top: boolean): number => {
      const rows = 90 / step;
      let sum = 0;
      for (let k = 0; k < rows; k++) {
        const area = Math.sin((k + 1) * step * rad) - Math.sin(k * step * rad);
        const row = top ? rows - 1 - k : k + 6 / step;
        for (let x = 0; x < width; x++) sum += area * step * data[row * width + x];
      }
      return sum;
    };
    const large = total(sky.rate.data, 1440, 0.25, false);
    expect(total(small.data, 288, 1.25, true) / large).toBeCloseTo(1, 6);
  });

  it('averages light, not magnitudes, unless the old way is asked for', () => {
    const map = allSkyGrid(0.25);
    const sky = skyOf((column) => (column % 5 === 0 ? 100 : 1), map);
    const modern = imageOf(filesOf(sky, identity, 'none').small).float32()[1000];
    const old = imageOf(filesOf(sky, identity, 'nsnsd').small).float32()[1000];
    expect(modern).toBeCloseTo(surfaceBrightnessMag((100 + 4) / 5, identity), 4);
    const faint = surfaceBrightnessMag(1, identity);
    expect(old).toBeCloseTo(faint - 5 / 5, 4);
  });

  it('has no data where less than half of a cell has; the old one averages -9999', () => {
    const map = allSkyGrid(0.25);
    const holes = (count: number) => (column: number) => (column % 5 < count ? Number.NaN : 4);
    expect(smallLinearMap(skyOf(holes(2), map).rate, map).data.every((v) => v === 4)).toBe(true);
    expect(smallLinearMap(skyOf(holes(3), map).rate, map).data.every(Number.isNaN)).toBe(true);
    const sky = skyOf(holes(1), map);
    const old = smallNsnsdMap(map, (cell) => (Number.isNaN(sky.rate.data[cell]) ? Number.NaN : 21));
    expect(old.data[0]).toBeCloseTo((4 * 21 - 9999) / 5, 2);
  });

  it('begins at the zenith in the south', () => {
    const sky = skyOf((column, row) => row * 1000 + column);
    const { data } = smallLinearMap(sky.rate, grid);
    expect(data[0]).toBeGreaterThan(data[288]);
    expect(data[0]).toBeLessThan(data[1]);
  });
});

it('zenith light of the map files gives the brightness back', () => {
  const files = filesOf(
    skyOf(() => 8),
    identity,
    'none',
  );
  const luminance = imageOf(files.map).float32()[0];
  expect(magOfLuminance(luminance)).toBeCloseTo(imageOf(files.skybrightmags).float32()[0], 4);
});
