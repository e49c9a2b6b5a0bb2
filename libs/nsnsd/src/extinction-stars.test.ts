import { describe, expect, it } from 'vitest';
import { writeExtinctionStars, type ExtinctionStar } from './extinction-stars.js';

const star: ExtinctionStar = {
  frame: '001.fit',
  hip: 88,
  magnitude: 5.71,
  elevationDeg: 12.3456,
  bv: 0.911,
  x: 511.54,
  y: 7.06,
  sigma: 0.875,
  psfFlux: 3456.5,
  apertureFlux: 12345.5,
};

describe('the list of extinction stars', () => {
  it('is printed as the old program did, digits and blanks', () => {
    expect(writeExtinctionStars([star, { ...star, hip: 118322, bv: -0.04, sigma: -1.2 }])).toBe(
      [
        '# File    Star   Magnitude Elevation   B-V   X      Y      sigma   PSF_flux  Aper_flux',
        '001.fit       88    5.71     12.35    0.91   511.5    7.1  0.88     3456    12346',
        '001.fit   118322    5.71     12.35   -0.04   511.5    7.1 -1.20     3456    12346',
        '',
      ].join('\n'),
    );
  });

  it('of no star is its header', () => {
    expect(writeExtinctionStars([]).split('\n')).toHaveLength(2);
  });
});
