import { NightSkiesError } from '@nightskies/contracts';
import { Header, linearWcs, memorySource, writeFits } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import { allSkyGrid, luminanceOfMag, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureSky, readLuminanceMap, skySums, type LuminanceMap } from './index.js';

const grid = allSkyGrid(0.5);
const rad = Math.PI / 180;

function mapOf(
  at: (azimuthDeg: number, altitudeDeg: number) => number,
  on: MapGrid = grid,
): LuminanceMap {
  const data = Float32Array.from({ length: on.columns * on.rows }, (_, cell) =>
    at(
      on.azimuth0Deg + ((cell % on.columns) + 0.5) * on.stepDeg,
      rowAltitudeDeg(on, Math.floor(cell / on.columns)),
    ),
  );
  return { grid: on, map: image(on.columns, on.rows, data) };
}

const valueOf = (map: LuminanceMap, name: string): number | null | undefined =>
  measureSky(map, null).metrics.find((metric) => metric.name === name)?.value;

describe('a sky of one luminance L', () => {
  it.each([0.1, 0.2, 0.5, 1])('has illuminance pi L and mean L, at %d deg', (step) => {
    const sums = skySums(mapOf(() => 0.25, allSkyGrid(step)));
    expect(sums.meanLuminance).toBeCloseTo(0.25, 12);
    expect(sums.horizontalIlluminance).toBeCloseTo(Math.PI * 0.25, 10);
    expect(sums.zenithLuminance).toBeCloseTo(0.25, 12);
    expect(sums.coveredFraction).toBeCloseTo(1, 12);
  });

  it('of 21.6 mag/arcsec2 reads 21.6 at the zenith', () => {
    const map = mapOf(() => luminanceOfMag(21.6));
    expect(valueOf(map, 'zenith-brightness')).toBeCloseTo(21.6, 6);
    const milli = luminanceOfMag(21.6) * 1000;
    expect((valueOf(map, 'mean-luminance') ?? 0) / milli).toBeCloseTo(1, 6);
    expect((valueOf(map, 'horizontal-illuminance') ?? 0) / milli).toBeCloseTo(Math.PI, 6);
  });
});

describe('closed forms', () => {
  it('L = sin(altitude) has mean 1/2 and illuminance 2 pi / 3', () => {
    const sums = skySums(mapOf((_, altitude) => Math.sin(altitude * rad)));
    expect(sums.meanLuminance).toBeCloseTo(1 / 2, 4);
    expect(sums.horizontalIlluminance).toBeCloseTo((2 * Math.PI) / 3, 4);
  });

  it('the eastern half of the sky gives half the illuminance, as does the western', () => {
    const east = skySums(mapOf((azimuth) => (azimuth > 0 ? 1 : 0)));
    const west = skySums(mapOf((azimuth) => (azimuth < 0 ? 1 : 0)));
    expect(east.horizontalIlluminance).toBeCloseTo(Math.PI / 2, 10);
    expect(west.horizontalIlluminance).toBeCloseTo(Math.PI / 2, 10);
    expect(east.meanLuminance).toBeCloseTo(1 / 2, 10);
  });

  it('a band up to 30 deg gives pi / 4', () => {
    const sums = skySums(mapOf((_, altitude) => (altitude < 30 ? 1 : 0)));
    expect(sums.horizontalIlluminance).toBeCloseTo(Math.PI / 4, 10);
    expect(sums.meanLuminance).toBeCloseTo(1 / 2, 10);
  });
});

describe('what counts', () => {
  it('is nothing below the horizon', () => {
    const sums = skySums(mapOf((_, altitude) => (altitude < 0 ? 1000 : 1)));
    expect(sums.meanLuminance).toBeCloseTo(1, 12);
    expect(sums.horizontalIlluminance).toBeCloseTo(Math.PI, 10);
  });

  it('at the zenith is one degree, and no more', () => {
    const inside = skySums(mapOf((_, altitude) => (altitude > 89 ? 2 : 7)));
    const outside = skySums(mapOf((_, altitude) => (altitude > 88.5 ? 2 : 7)));
    const closer = skySums(mapOf((_, altitude) => (altitude > 89.5 ? 2 : 7)));
    expect(inside.zenithLuminance).toBe(2);
    expect(outside.zenithLuminance).toBe(2);
    // A quarter of the area, to second order.
    expect(closer.zenithLuminance).toBeCloseTo(7 - 5 / 4, 3);
  });

  it('is light, not magnitudes', () => {
    const map = mapOf((azimuth) => luminanceOfMag(azimuth < 0 ? 20 : 22));
    const mean = (luminanceOfMag(20) + luminanceOfMag(22)) / 2;
    const zenith = valueOf(map, 'zenith-brightness') ?? Number.NaN;
    expect(luminanceOfMag(zenith) / mean).toBeCloseTo(1, 6);
  });

  it('leaves cells without data out, and says how many', () => {
    const map = mapOf((azimuth) => (azimuth < -90 ? Number.NaN : 3));
    const { metrics, coveredFraction } = measureSky(map, null);
    expect(coveredFraction).toBeCloseTo(0.75, 10);
    expect(valueOf(map, 'mean-luminance')).toBeCloseTo(3000, 6);
    for (const { uncertainty, reason } of metrics) {
      expect(uncertainty).toBeNull();
      expect(reason).toContain('25.00 %');
    }
  });

  it('at the zenith is known, whatever is missing elsewhere', () => {
    const low = mapOf((azimuth, altitude) => (azimuth < -90 && altitude < 30 ? Number.NaN : 3));
    const [zenith, mean] = measureSky(low, 0.01).metrics;
    expect(zenith).toMatchObject({ uncertainty: 0.01, reason: null });
    expect(mean?.uncertainty).toBeNull();
    const high = mapOf((azimuth, altitude) => (azimuth < -90 && altitude > 80 ? Number.NaN : 3));
    const [lacking] = measureSky(high, 0.01).metrics;
    expect(lacking?.uncertainty).toBeNull();
    expect(lacking?.reason).toContain('25.00 % of the sky within 1 deg of the zenith');
  });

  it('is known as well as the zeropoint is', () => {
    const map = mapOf(() => luminanceOfMag(21.6));
    const [zenith, mean] = measureSky(map, 0.01).metrics;
    expect(zenith).toMatchObject({ name: 'zenith-brightness', uncertainty: 0.01, reason: null });
    expect((mean?.uncertainty ?? 0) / (mean?.value ?? 1)).toBeCloseTo(0.00921, 5);
  });

  it('of a map without any data is null, with the reason', () => {
    for (const { value, reason } of measureSky(
      mapOf(() => Number.NaN),
      0.01,
    ).metrics) {
      expect(value).toBeNull();
      expect(reason).toContain('100.00 %');
    }
  });
});

describe('a file', () => {
  const fileOf = (unit: string, cdelt: readonly [number, number]): Uint8Array =>
    writeFits([
      {
        header: Header.of([
          ['BUNIT', unit],
          ...linearWcs({
            ctype: ['ALON-CAR', 'ALAT-CAR'],
            crpix: [180.5, 6.5],
            crval: [0, 0],
            cdelt,
          }),
        ]),
        shape: [360, 96],
        data: new Float32Array(360 * 96).fill(0.5),
      },
    ]);

  it('of a map has its grid in its WCS', () => {
    const { grid: found, map } = readLuminanceMap(
      memorySource(fileOf('cd/m2', [1, 1])),
      'map.fits',
    );
    expect(found).toEqual(allSkyGrid(1));
    expect(skySums({ grid: found, map }).horizontalIlluminance).toBeCloseTo(Math.PI / 2, 10);
  });

  it('of a map is read in larger cells, means in linear light of what has data', () => {
    const data = Float32Array.from({ length: 360 * 96 }, (_, at) => (at % 2 === 0 ? 1 : 3));
    data[0] = Number.NaN;
    data.fill(Number.NaN, 2, 4);
    data.fill(Number.NaN, 362, 364);
    const header = Header.of([
      ['BUNIT', 'cd/m2'],
      ...linearWcs({
        ...{ ctype: ['ALON-CAR', 'ALAT-CAR'], crval: [0, 0], cdelt: [1, 1] },
        crpix: [180.5, 6.5],
      }),
    ]);
    const file = memorySource(writeFits([{ header, shape: [360, 96], data }]));
    const { grid: found, map } = readLuminanceMap(file, 'map.fits', () => 2);
    expect(found).toEqual({ ...allSkyGrid(1), columns: 180, rows: 48, stepDeg: 2 });
    expect(map.data[0]).toBeCloseTo(7 / 3, 6);
    expect(map.data[1]).toBeNaN();
    expect(map.data[2]).toBe(2);
  });

  it('of something else is refused by name', () => {
    expect(() => readLuminanceMap(memorySource(fileOf('DN', [1, 1])), 'dn.fits')).toThrow(
      NightSkiesError,
    );
    expect(() => readLuminanceMap(memorySource(fileOf('cd/m2', [1, -1])), 'dn.fits')).toThrow(
      NightSkiesError,
    );
  });
});
