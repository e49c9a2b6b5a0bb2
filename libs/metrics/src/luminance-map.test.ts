import { NightSkiesError } from '@nightskies/contracts';
import { Header, linearWcs, memorySource, writeFits } from '@nightskies/fits';
import { allSkyGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureSky, openLuminanceMap, readLuminanceMap } from './index.js';

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
    expect([...map.data].every((value) => value === 0.5)).toBe(true);
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

  it('of a map brings its random errors when it has them', () => {
    const header = (name: string | null): Header =>
      Header.of([
        ...(name === null ? [] : [['EXTNAME', name] as const]),
        ['BUNIT', 'cd/m2'],
        ...linearWcs({
          ...{ ctype: ['ALON-CAR', 'ALAT-CAR'], crval: [0, 0], cdelt: [1, 1] },
          crpix: [180.5, 6.5],
        }),
      ]);
    const data = new Float32Array(360 * 96);
    const file = writeFits([
      { header: header(null), shape: [360, 96], data: data.slice().fill(1e-4) },
      { header: header('UNCERT'), shape: [360, 96], data: data.slice().fill(1e-5) },
    ]);
    const observed = openLuminanceMap(memorySource(file), 'map.fits');
    expect(observed.uncertainty?.(40)[7]).toBeCloseTo(1e-5, 12);
    const { sky } = measureSky({
      ...{
        observed,
        artificial: null,
        natural: null,
        mask: null,
        systematicFraction: 0,
        stars: null,
      },
      options: { correlatedPatchDeg2: 0 },
    });
    // Independent errors of cells: the root of the summed squares of their solid angles.
    const mean = sky.regions[0]?.luminance.mean;
    expect((mean?.parts?.random ?? 0) / 1e-2).toBeGreaterThan(1 / Math.sqrt(360 * 90));
    expect((mean?.parts?.random ?? 0) / 1e-2).toBeLessThan(1.5 / Math.sqrt(360 * 90));
  });
});
