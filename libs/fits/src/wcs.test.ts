import { describe, expect, it } from 'vitest';
import { FitsError, Header, linearWcs, readLinearWcs } from './index.js';

describe('linear WCS keywords', () => {
  it.each(['CAR', 'ZEA', 'TAN'])('come back as written for %s', (projection) => {
    const wcs = {
      ctype: [`ALON-${projection}`, `ALAT-${projection}`],
      crpix: [3600.5, 121],
      crval: [0, projection === 'CAR' ? 0 : 90],
      cdelt: [0.05, 0.05],
    } as const;
    expect(readLinearWcs(Header.of(linearWcs(wcs)))).toStrictEqual({
      ...wcs,
      projection,
      cunit: ['deg', 'deg'],
      matrix: [
        [0.05, 0],
        [0, 0.05],
      ],
    });
  });

  it('turn CROTA2, PC and CD into the same matrix', () => {
    const half = Math.SQRT1_2;
    const base = [
      ['CTYPE1', 'RA---TAN'],
      ['CTYPE2', 'DEC--TAN'],
    ] as const;
    const cdelt = [
      ['CDELT1', -2],
      ['CDELT2', 2],
    ] as const;
    const forms = [
      Header.of([...base, ...cdelt, ['CROTA2', 45]]),
      Header.of([
        ...base,
        ...cdelt,
        ['PC1_1', half],
        ['PC1_2', half],
        ['PC2_1', -half],
        ['PC2_2', half],
      ]),
      Header.of([
        ...base,
        ['CD1_1', -2 * half],
        ['CD1_2', -2 * half],
        ['CD2_1', -2 * half],
        ['CD2_2', 2 * half],
      ]),
    ];
    for (const header of forms) {
      const matrix = readLinearWcs(header)?.matrix.flat() ?? [];
      [-2 * half, -2 * half, -2 * half, 2 * half].forEach((element, i) => {
        expect(matrix[i]).toBeCloseTo(element, 14);
      });
    }
  });

  it('are not found where there are none, or of another projection', () => {
    expect(readLinearWcs(Header.empty)).toBeUndefined();
    const header = Header.of([
      ['CTYPE1', 'RA---SIN'],
      ['CTYPE2', 'DEC--SIN'],
    ]);
    expect(readLinearWcs(header)).toBeUndefined();
  });

  it('refuse a CAR map whose reference latitude would tilt it', () => {
    const tilted = {
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      crpix: [1, 1],
      crval: [0, 45],
      cdelt: [1, 1],
    } as const;
    expect(() => linearWcs(tilted)).toThrow(FitsError);
    expect(() => linearWcs({ ...tilted, crval: [0, 0], cdelt: [0, 1] })).toThrow(FitsError);
  });

  it('refuse a matrix that cannot be inverted', () => {
    const header = Header.of([
      ['CTYPE1', 'RA---TAN'],
      ['CTYPE2', 'DEC--TAN'],
      ['CD1_1', 1],
      ['CD1_2', 1],
      ['CD2_1', 1],
      ['CD2_2', 1],
    ]);
    expect(() => readLinearWcs(header)).toThrow(expect.objectContaining({ code: 'fits-bad-wcs' }));
  });
});
