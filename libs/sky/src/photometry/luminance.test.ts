import { expect, it } from 'vitest';
import { luminanceOfMag, magOfLuminance, magOfNanolamberts, nanolambertsOfMag } from '../index.js';

it.each([14, 17.5, 21.99, 24])('a surface brightness of %d comes back from its light', (mag) => {
  expect(magOfNanolamberts(nanolambertsOfMag(mag))).toBeCloseTo(mag, 12);
  expect(magOfLuminance(luminanceOfMag(mag))).toBeCloseTo(mag, 12);
});

it('a dark sky of 22 mag/arcsec2 has 54 nL and 0.17 mcd/m2, as the literature says', () => {
  expect(nanolambertsOfMag(22)).toBeCloseTo(54, 0);
  expect(luminanceOfMag(22) * 1000).toBeCloseTo(0.172, 3);
});

it('no light has no magnitude', () => {
  expect(magOfLuminance(0)).toBe(Infinity);
  expect(magOfLuminance(-1e-6)).toBeNaN();
});
