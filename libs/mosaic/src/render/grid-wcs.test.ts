import { Header } from '@nightskies/fits';
import {
  allSkyGrid,
  cellDirections,
  degree,
  hammerCells,
  healpixCells,
  horizontalCells,
  icrsCells,
  zenithalEqualAreaCells,
  type CellGrid,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { wcsCards } from './grid-wcs.js';

const numbers = ['CRPIX1', 'CRPIX2', 'CRVAL1', 'CRVAL2', 'CDELT1', 'CDELT2'];

interface Case {
  readonly ctype: readonly [string, string];
  readonly numbers: readonly number[];
  /** Column, row (first 0), longitude, latitude. */
  readonly places: readonly (readonly [number, number, number, number])[];
}

// astropy 5.2.1, WCS(header).all_pix2world(x, y, 0) of headers with these very cards. All cells of
// these grids were compared so, and agree to 7e-13 deg.
const cases: readonly (readonly [string, CellGrid, Case])[] = [
  [
    'azimuth and altitude',
    horizontalCells(allSkyGrid(2)),
    {
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      numbers: [90.5, 3.5, 0, 0, 2, 2],
      places: [
        [0, 0, 181, -5],
        [100, 30, 21, 55],
      ],
    },
  ],
  [
    'right ascension and declination',
    icrsCells(2),
    {
      ctype: ['RA---CAR', 'DEC--CAR'],
      numbers: [90.5, 45.5, 180, 0, -2, 2],
      places: [
        [0, 0, 359, -89],
        [100, 30, 159, -29],
      ],
    },
  ],
  [
    'the zenithal map',
    zenithalEqualAreaCells(101),
    {
      ctype: ['ALON-ZEA', 'ALAT-ZEA'],
      numbers: [51, 51, 0, 90, 1.686299487795676, 1.686299487795676],
      places: [
        [50, 70, 0, 55.767093439],
        [30, 20, 146.309932474, 25.910221261],
      ],
    },
  ],
  [
    'the zenithal map of the northern sky',
    zenithalEqualAreaCells(100, 0, 'icrs'),
    {
      ctype: ['RA---ZEA', 'DEC--ZEA'],
      numbers: [50.5, 50.5, 0, 90, 1.6205693690827907, 1.6205693690827907],
      places: [
        [50, 70, 358.602818973, 56.284087955],
        [30, 20, 146.534620654, 29.986768988],
      ],
    },
  ],
  [
    'Hammer-Aitoff about the east',
    hammerCells(200, 90),
    {
      ctype: ['ALON-AIT', 'ALAT-AIT'],
      numbers: [100.5, 50.5, 90, 0, 1.620569369082791, 1.620569369082791],
      places: [
        [50, 70, 356.528326171, 31.09656749],
        [150, 20, 202.756817276, -44.212209082],
      ],
    },
  ],
  [
    'Hammer-Aitoff of the stars',
    hammerCells(200, 0, 'icrs'),
    {
      ctype: ['RA---AIT', 'DEC--AIT'],
      numbers: [100.5, 50.5, 0, 0, -1.620569369082791, 1.620569369082791],
      places: [
        [50, 70, 93.471673829, 31.09656749],
        [150, 20, 247.243182724, -44.212209082],
      ],
    },
  ],
];

describe('the coordinates in the header', () => {
  it.each(cases)('of %s are those astropy finds at the cells of the grid', (_, grid, expected) => {
    const header = Header.of(wcsCards(grid));
    expect([header.string('CTYPE1'), header.string('CTYPE2')]).toEqual(expected.ctype);
    for (const [k, keyword] of numbers.entries()) {
      expect(header.number(keyword), keyword).toBeCloseTo(expected.numbers[k], 12);
    }
    const out = cellDirections(1);
    for (const [column, row, longitude, latitude] of expected.places) {
      grid.directions(row, column, 1, out);
      const found = (Math.atan2(out.y[0], out.x[0]) / degree + 360) % 360;
      expect(found).toBeCloseTo(longitude, 8);
      expect(Math.asin(out.z[0]) / degree).toBeCloseTo(latitude, 8);
    }
  });

  it('say ICRS only of maps of the stars', () => {
    expect(Header.of(wcsCards(icrsCells(2))).string('RADESYS')).toBe('ICRS');
    expect(Header.of(wcsCards(allSkyGrid(2))).has('RADESYS')).toBe(false);
  });

  it('of HEALPix tell order and size', () => {
    const header = Header.of(wcsCards(healpixCells(8, 'icrs')));
    expect(header.string('ORDERING')).toBe('RING');
    expect(header.number('NSIDE')).toBe(8);
    expect(header.number('LASTPIX')).toBe(767);
    expect(header.string('COORDSYS')).toBe('C');
  });
});
