import { degree } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { vanRhijn } from '../components/van-rhijn.js';
import { effectiveExtinction } from './effective-extinction.js';
import { opticalDepths } from './optical-depths.js';
import { scatteredOnce } from './single-scattering.js';
import { walkedLight } from './test-support/random-walk.js';

const site = { heightM: 1740 };
const aerosol = { aerosolAlbedo: 0.93, aerosolAsymmetry: 0.7 };
const airglow = (altitudeDeg: number): number => vanRhijn(altitudeDeg, 90, site.heightM);
const airglowBySine = (up: number): number => airglow(Math.asin(up) / degree);

describe('light scattered once', () => {
  const depths = opticalDepths(0.16, 'V', site.heightM);

  it.each([20, 45, 80])('at %d deg is that of photons walked through the air', (altitudeDeg) => {
    const air = { ...depths, ...aerosol, groundAlbedo: 0 };
    for (const [sky, bySine] of [
      [() => 1, () => 1],
      [airglow, airglowBySine],
    ] as const) {
      const { once } = walkedLight(air, altitudeDeg, bySine, 200_000);
      expect(Math.abs(scatteredOnce(sky, depths)(altitudeDeg) / once - 1)).toBeLessThan(0.03);
    }
  });

  it('is none without air', () => {
    const clear = { rayleigh: 0, aerosol: 0, ozone: 0.025 };
    expect(scatteredOnce(() => 1, clear)(10)).toBe(0);
  });
});

describe('airglow through the air', () => {
  it.each([
    ['V', 0.12, [6, 8, 12, 30]],
    ['V', 0.16, [6, 8, 12, 20, 30, 60]],
    ['V', 0.2, [6, 8, 12, 30]],
    ['V', 0.3, [8, 12, 30, 60]],
    ['B', 0.27, [8, 12, 30, 60]],
    ['B', 0.4, [12, 30, 60]],
  ] as const)(
    'in %s with %d mag/airmass, at %s deg, is that of a Monte Carlo to 7 percent',
    (band, k, altitudes) => {
      const depths = opticalDepths(k, band, site.heightM);
      const air = { ...depths, ...aerosol, groundAlbedo: 0.15 };
      const setting = { band, extinctionCoefficient: k, site };
      const through = effectiveExtinction({ law: 'noll-2012' }, setting);
      for (const altitudeDeg of altitudes) {
        const light = walkedLight(air, altitudeDeg, airglowBySine, 200_000);
        const walked = (light.direct + light.once + light.more) / airglow(altitudeDeg);
        const off = through.airglow(altitudeDeg) / walked - 1;
        console.log(`${band} ${k} at ${altitudeDeg} deg: ${(100 * off).toFixed(1)} %`);
        expect(Math.abs(off)).toBeLessThan(0.07);
      }
    },
  );
});
