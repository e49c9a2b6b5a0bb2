import { NightSkiesError } from '@nightskies/contracts';
import { Header, writeFits, type CardEntry } from '@nightskies/fits';
import { nanolambertCdM2, nanolambertsOfMag, vectorOfAnglesDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { groundMap, lightAbove, observedLight } from './given-light.js';
import type { GivenSkyMap, SkyGrid } from './given-sky-map.js';
import { readGivenSkyMap } from './read-given-sky-map.js';
import { sampleGrid } from './sample-grid.js';

const text = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(lines.join('\n'));

/** A FITS map of 36 x 18 cells of 10 deg, each holding column + 100 x row, with other cards on top. */
function fitsMap(cards: Readonly<Record<string, string | number | null>> = {}): Uint8Array {
  const usual = {
    CTYPE1: 'GLON-CAR',
    CTYPE2: 'GLAT-CAR',
    CRPIX1: 1,
    CRPIX2: 9.5,
    CRVAL1: 5,
    CRVAL2: 0,
    CDELT1: 10,
    CDELT2: 10,
    BUNIT: 'nL',
  };
  const entries = Object.entries({ ...usual, ...cards }).flatMap(([key, value]): CardEntry[] =>
    value === null ? [] : [[key, value]],
  );
  const data = Float32Array.from({ length: 648 }, (_, i) => (i % 36) + 100 * Math.floor(i / 36));
  return writeFits([{ header: Header.of(entries), shape: [36, 18], data }]);
}

function gridOf(map: GivenSkyMap): SkyGrid {
  if (map.kind === 'profile') throw new Error('a profile has no grid');
  return map.grid;
}

function refusal(read: () => unknown): NightSkiesError {
  try {
    read();
  } catch (error) {
    if (error instanceof NightSkiesError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('maps of a user', () => {
  it('in FITS are read by their axes: galactic, helioecliptic or as observed', () => {
    const kindOf = (CTYPE1: string, CTYPE2: string): string =>
      readGivenSkyMap(fitsMap({ CTYPE1, CTYPE2 }), 'map.fits').kind;
    expect(kindOf('GLON-CAR', 'GLAT-CAR')).toBe('galactic');
    expect(kindOf('GLON', 'GLAT')).toBe('galactic');
    expect(kindOf('HLON-CAR', 'HLAT-CAR')).toBe('ecliptic');
    expect(kindOf('AZ', 'ALT')).toBe('observed');
    expect(kindOf('AZ---CAR', 'ALT--CAR')).toBe('observed');
    expect(kindOf('ALON-CAR', 'ALAT-CAR')).toBe('observed');
  });

  it('in FITS give the value of a cell at its middle, whichever way the axes run', () => {
    const upright = gridOf(readGivenSkyMap(fitsMap(), 'map.fits'));
    expect(sampleGrid(upright, 125, -35)).toBeCloseTo(12 + 500, 4);
    expect(sampleGrid(upright, 125 - 360, -35)).toBeCloseTo(12 + 500, 4);
    const mirrored = gridOf(
      readGivenSkyMap(fitsMap({ CDELT1: -10, CRVAL1: 355, CDELT2: -10 }), 'map.fits'),
    );
    expect(sampleGrid(mirrored, 355 - 120, 35)).toBeCloseTo(12 + 500, 4);
  });

  it('are bilinear between middles, go round in longitude and reach the poles', () => {
    const grid = gridOf(readGivenSkyMap(fitsMap(), 'map.fits'));
    expect(sampleGrid(grid, 130, -30)).toBeCloseTo(12.5 + 550, 4);
    expect(sampleGrid(grid, 0, -85)).toBeCloseTo(17.5, 4);
    expect(sampleGrid(grid, 359.999, -85)).toBeCloseTo(17.5, 1);
    expect(sampleGrid(grid, 5, -90)).toBeCloseTo(0, 6);
    expect(sampleGrid(grid, 5, 90)).toBeCloseTo(1700, 4);
  });

  it.each([
    ['nL', 20, 20],
    ['cd/m2', 20 * nanolambertCdM2, 20],
    ['cd m-2', 20 * nanolambertCdM2, 20],
    ['mcd/m**2', 20e3 * nanolambertCdM2, 20],
    ['ucd m^-2', 20e6 * nanolambertCdM2, 20],
    ['mag/arcsec2', 22, nanolambertsOfMag(22)],
    ['mag arcsec-2', 22, nanolambertsOfMag(22)],
    ['S10', 60, 15.77],
    ['S10(V)', 60, 15.77],
  ])('may be in %s', (BUNIT, value, nanolamberts) => {
    const bytes = writeFits([
      {
        header: Header.of([
          ['CTYPE1', 'AZ'],
          ['CTYPE2', 'ALT'],
          ...[1, 2].flatMap((axis): CardEntry[] => [
            [`CRPIX${axis}`, 1],
            [`CRVAL${axis}`, 10],
            [`CDELT${axis}`, 20],
          ]),
          ['BUNIT', BUNIT],
        ]),
        shape: [2, 2],
        data: new Float32Array(4).fill(value),
      },
    ]);
    const grid = gridOf(readGivenSkyMap(bytes, 'map.fits'));
    expect(Math.abs(sampleGrid(grid, 15, 20) / nanolamberts - 1)).toBeLessThan(1e-3);
  });

  it('in a table are read by the names of their columns, in any order, with gaps and remarks', () => {
    const map = readGivenSkyMap(
      text(
        '# integrated starlight',
        'l_deg, b_deg, nl',
        ...[180, 0, 90, 270].flatMap((l) => [-90, 0, 90].map((b) => `${l},${b},${l / 10 + b}`)),
      ),
      'starlight.csv',
    );
    expect(map.kind).toBe('galactic');
    const grid = gridOf(map);
    expect(sampleGrid(grid, 45, 0)).toBeCloseTo(4.5, 5);
    expect(sampleGrid(grid, 315, 0)).toBeCloseTo(13.5, 5);
    expect(sampleGrid(grid, 90, 45)).toBeCloseTo(54, 5);
  });

  it('of zodiacal light may show one side of the Sun and of the ecliptic, and hold for all', () => {
    const lines = [0, 60, 120, 180].flatMap((l) =>
      [0, 30, 60, 90].map((b) => `${l},${b},${200 - l - b / 10}`),
    );
    const head = 'sun_longitude_deg,ecliptic_latitude_deg,nl';
    const map = readGivenSkyMap(text(head, ...lines), 'zodiacal.csv');
    if (map.kind !== 'ecliptic') throw new Error(map.kind);
    const light = lightAbove(map.kind, map.grid);
    for (const longitude of [-100, 100]) {
      for (const latitude of [-40, 40]) {
        expect(light(vectorOfAnglesDeg(longitude, latitude))).toBeCloseTo(96, 4);
      }
    }
    expect(light(vectorOfAnglesDeg(180, 0))).toBeCloseTo(20, 4);
  });

  it('may mark what is unknown by NaN, by an empty field or by -9999', () => {
    const head = 'azimuth_deg,altitude_deg,mag_arcsec2';
    const map = readGivenSkyMap(
      text(head, '0,10,-9999', '10,10,22', '0,20,nan', '10,20,22'),
      'map.csv',
    );
    expect([...gridOf(map).values].map(Number.isNaN)).toEqual([true, false, true, false]);
    const drawn = writeFits([
      {
        header: Header.of([
          ['CTYPE1', 'AZ'],
          ['CTYPE2', 'ALT'],
          ...[1, 2].flatMap((axis): CardEntry[] => [
            [`CRPIX${axis}`, 1],
            [`CRVAL${axis}`, 10],
            [`CDELT${axis}`, 20],
          ]),
          ['BUNIT', 'nL'],
        ]),
        shape: [2, 2],
        data: Float32Array.of(-9999, 5, NaN, 7),
      },
    ]);
    expect([...gridOf(readGivenSkyMap(drawn, 'map.fits')).values]).toEqual([NaN, 5, NaN, 7]);
  });

  it('by altitude alone are linear between points and held beyond them', () => {
    const map = readGivenSkyMap(text('altitude_deg,nl', '85,4', '45,6', '2,30', '\r'), 'adl.csv');
    const lightAt = observedLight(groundMap('diffuse', map));
    expect(lightAt(123, 65)).toBeCloseTo(5, 9);
    expect(lightAt(-10, 90)).toBe(4);
    expect(lightAt(0, 0)).toBe(30);
  });

  it('leave out unknown neighbours and know nothing outside', () => {
    const map = readGivenSkyMap(
      text('azimuth_deg,altitude_deg,nl', '0,10,5', '10,10,7', '0,20,', '10,20,9'),
      'map.csv',
    );
    const grid = gridOf(map);
    expect(sampleGrid(grid, 0, 12)).toBeCloseTo(5, 6);
    expect(sampleGrid(grid, 0, 19)).toBeNaN();
    expect(sampleGrid(grid, 40, 15)).toBeNaN();
    expect(sampleGrid(grid, 5, 60)).toBeNaN();
  });

  it.each([
    ['without axes', { CTYPE1: null, CTYPE2: null }, /CTYPE1/, /GLON-CAR/],
    [
      'by ecliptic longitude from the equinox',
      { CTYPE1: 'ELON-CAR', CTYPE2: 'ELAT-CAR' },
      /ELON/,
      /HLON/,
    ],
    ['in another projection', { CTYPE1: 'GLON-ZEA', CTYPE2: 'GLAT-ZEA' }, /ZEA/, /CAR/],
    ['without unit', { BUNIT: null }, /no BUNIT/, /BUNIT/],
    ['in an unknown unit', { BUNIT: 'MJy/sr' }, /MJy/, /BUNIT/],
    ['without scale', { CDELT2: null }, /CDELT2 undefined/, /CDELT/],
    ['that are turned', { CROTA2: 30 }, /CROTA2/, /CDELT/],
    ['in radians', { CUNIT1: 'rad' }, /rad/, /degrees/],
    ['beyond the pole', { CRVAL2: 40 }, /125/, /CRPIX2/],
  ])('in FITS %s are refused with what to add', (_, cards, found, hint) => {
    const { problem } = refusal(() => readGivenSkyMap(fitsMap(cards), 'given.fits'));
    expect(problem).toMatchObject({ code: 'sky-map-unreadable', file: 'given.fits' });
    expect(problem.found).toMatch(found);
    expect(problem.hint).toMatch(hint);
    expect(problem.expected).not.toBeNull();
  });

  it.each([
    ['nothing', [''], /first line/],
    ['prose', ['The zodiacal light is faint.'], /first line/],
    ['an unknown unit', ['altitude_deg,jansky', '10,1'], /jansky/],
    ['a word for a number', ['altitude_deg,nl', '5,4', '85,many'], /many/],
    ['too few fields', ['l_deg,b_deg,nl', '10,4'], /2 fields/],
    ['a profile of half the sky', ['altitude_deg,nl', '40,4', '90,3'], /40/],
    ['an altitude twice', ['altitude_deg,nl', '0,4', '0,5', '90,3'], /altitude 0 deg twice/],
    ['an uneven grid', ['l_deg,b_deg,nl', '0,0,1', '10,5,1', '25,10,1'], /3 different l_deg/],
    ['one point', ['l_deg,b_deg,nl', '0,0,1'], /1 different l_deg/],
    ['altitudes beyond the zenith', ['azimuth_deg,altitude_deg,nl', '0,80,1', '9,100,1'], /100/],
  ])('in a table with %s are refused', (_, lines, found) => {
    const { problem } = refusal(() => readGivenSkyMap(text(...lines), 'given.csv'));
    expect(problem).toMatchObject({ code: 'sky-map-unreadable', file: 'given.csv' });
    expect(problem.found).toMatch(found);
    expect(problem.hint).not.toBeNull();
  });

  it('among the stars are refused for light over the ground', () => {
    const map = readGivenSkyMap(fitsMap(), 'map.fits');
    expect(refusal(() => groundMap('airglow', map)).problem).toMatchObject({
      code: 'sky-map-unfit',
      message: expect.stringContaining('airglow') as unknown,
    });
  });
});
