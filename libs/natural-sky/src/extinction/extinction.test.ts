import { describe, expect, it } from 'vitest';
import { nanolambertsOfS10 } from '../components/band.js';
import { clampedAirmass } from './airmass.js';
import { effectiveExtinction } from './effective-extinction.js';
import { opticalDepths, rayleighDepth } from './optical-depths.js';

const site = { heightM: 1214 };

describe('airmass', () => {
  it.each([
    [60, 1.9943],
    [70, 2.9031],
    [80, 5.586],
    [85, 10.306],
    [88, 19.433],
    [89, 26.311],
    [90, 37.92],
  ])('at %d deg from the zenith it is %d', (z, airmass) => {
    expect(Math.abs(clampedAirmass(90 - z) / airmass - 1)).toBeLessThan(3e-5);
  });

  it('is held below the horizon', () => {
    expect(clampedAirmass(-5)).toBe(clampedAirmass(0));
  });
});

describe('what takes the light away', () => {
  it('air at sea level scatters 0.098 in V', () => {
    expect(rayleighDepth('V', 1013.5)).toBeCloseTo(0.098, 3);
    expect(rayleighDepth('B', 1013.5)).toBeCloseTo(0.242, 3);
  });

  it.each([0.02, 0.1, 0.163, 0.4])(
    'an extinction of %d mag is shared out, nothing below 0',
    (k) => {
      const { rayleigh, ozone, aerosol } = opticalDepths(k, 'V', 1214);
      expect(rayleigh + ozone + aerosol).toBeCloseTo(k / 1.085736, 6);
      expect(Math.min(rayleigh, ozone, aerosol)).toBeGreaterThanOrEqual(0);
    },
  );
});

describe('effective extinction', () => {
  it('by constants it is a fraction of that of a star', () => {
    const law = { law: 'constant', airglow: 0.6, zodiacal: 0.5, galactic: 0.9 } as const;
    const through = effectiveExtinction(law, { band: 'V', extinctionCoefficient: 0.2, site });
    const mag = (t: number): number => -2.5 * Math.log10(t);
    expect(mag(through.airglow(30))).toBeCloseTo(0.6 * 0.2 * clampedAirmass(30), 10);
    expect(mag(through.zodiacal(30)(20))).toBeCloseTo(0.5 * 0.2 * clampedAirmass(30), 10);
    expect(mag(through.galactic(30))).toBeCloseTo(0.9 * 0.2 * clampedAirmass(30), 10);
  });

  const noll = effectiveExtinction(
    { law: 'noll-2012' },
    { band: 'V', extinctionCoefficient: 0.163, site },
  );
  const { rayleigh, ozone, aerosol } = opticalDepths(0.163, 'V', site.heightM);

  it('by Noll 2012 airglow high up follows equations 24 and 25', () => {
    const path = Math.log10(1 / Math.sqrt(1 - 0.972 * 0.5));
    const depth = (1.669 * path - 0.146) * rayleigh + (1.732 * path - 0.318) * aerosol + ozone;
    expect(noll.airglow(45)).toBeCloseTo(Math.exp(-depth * clampedAirmass(45)), 10);
  });

  it('by Noll 2012 60 S10 of zodiacal light gain a little by scattering, 180 S10 lose half', () => {
    // f_R = -0.04 and 0.53, f_M = -0.13 and 0.40 (its equations 20 to 22).
    const depthOf = (s10: number): number =>
      -Math.log(noll.zodiacal(30)(s10 * nanolambertsOfS10.V)) / clampedAirmass(30);
    const expected = (s10: number, fR: number, fM: number): number =>
      Math.abs(depthOf(s10) - (fR * rayleigh + fM * aerosol + ozone));
    expect(expected(60, -0.04, -0.13)).toBeLessThan(0.001);
    expect(expected(180, 0.53, 0.4)).toBeLessThan(0.001);
  });

  it('by Noll 2012 no light gains without bound, and none loses more than all', () => {
    const faintest = noll.zodiacal(10)(56 * nanolambertsOfS10.V);
    expect(noll.zodiacal(10)(0.001)).toBeCloseTo(faintest, 10);
    const all = Math.exp(-(rayleigh + ozone + aerosol) * clampedAirmass(2));
    expect(noll.airglow(2)).toBeGreaterThan(1.5 * all);
    expect(noll.airglow(0)).toBeLessThan(0.5);
    expect(noll.zodiacal(2)(2000)).toBeGreaterThanOrEqual(all * (1 - 1e-12));
    expect(noll.galactic(2)).toBeGreaterThanOrEqual(all);
  });

  it('by Noll 2012 the Milky Way loses nine tenths of what a star loses, as the old constant has it', () => {
    const star = 0.163 / 1.085736;
    const part = -Math.log(noll.galactic(45)) / clampedAirmass(45) / star;
    expect(part).toBeGreaterThan(0.88);
    expect(part).toBeLessThan(0.95);
  });
});
