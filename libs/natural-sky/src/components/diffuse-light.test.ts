import { describe, expect, it } from 'vitest';
import { clampedAirmass } from '../extinction/airmass.js';
import { effectiveExtinction } from '../extinction/effective-extinction.js';
import { magOfDepth } from '../extinction/optical-depths.js';
import { defaultDiffuseFactor, diffuseProfile, scatteredLight } from './diffuse-light.js';
import { vanRhijn } from './van-rhijn.js';

const constants = { law: 'constant', airglow: 0.6, zodiacal: 0.6, galactic: 0.9 } as const;
const noll = { law: 'noll-2012' } as const;
const site = { heightM: 1000 };

describe('atmospheric diffuse light', () => {
  it.each([
    [0.12, [3.2, 3.7, 4.5, 6.1, 8.5, 10.6, 14.2, 21.0, 27.3, 30.4]],
    [0.15, [4.0, 4.6, 5.5, 7.4, 10.2, 12.6, 16.6, 23.4, 28.8, 30.7]],
    [0.2, [5.2, 5.9, 7.1, 9.5, 12.8, 15.6, 19.8, 26.2, 30.0, 30.8]],
  ])('by constants at k = %d is single scattering of a sky of 65 nL', (k, expected) => {
    const profile = diffuseProfile(constants, { band: 'V', extinctionCoefficient: k, site }, 20);
    const found = [0, 30, 45, 60, 70, 75, 80, 85, 88, 90].map((z) => profile(90 - z));
    found.forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(0.06);
    });
  });

  it('has the factor 1.2 of the old pipeline with its constants, and 1 with the law of Noll', () => {
    expect(defaultDiffuseFactor(constants)).toEqual({ factor: 1.2, sigma: 0.48 });
    expect(defaultDiffuseFactor(noll)).toEqual({ factor: 1, sigma: 0.4 });
  });

  it('by the law of Noll is scattered starlight alone, more when the Milky Way is up', () => {
    const setting = { band: 'V', extinctionCoefficient: 0.15, site } as const;
    const poor = diffuseProfile(noll, setting, 10);
    const rich = diffuseProfile(noll, setting, 30);
    const all = diffuseProfile(constants, setting, 30);
    for (const altitude of [5, 20, 45, 90]) {
      expect(rich(altitude) / poor(altitude)).toBeCloseTo((30 + 9.2) / (10 + 9.2), 3);
      expect(rich(altitude)).toBeLessThan(0.65 * all(altitude));
    }
  });

  it('is counted once: either in the transmission of Noll or as a component, to 2 nL from 20 deg up', () => {
    const k = 0.15;
    const setting = { band: 'V', extinctionCoefficient: k, site } as const;
    const through = effectiveExtinction(noll, setting);
    // An even sky: 25 nL of airglow at the zenith, 30 nL of zodiacal light, 15 of galactic light.
    const [airglow, zodiacal, galactic] = [25, 30, 15];
    const starlight = diffuseProfile(noll, setting, galactic);
    let worst = 0;
    for (const altitude of [20, 30, 45, 60, 75, 90]) {
      const layer = airglow * vanRhijn(altitude, 90, site.heightM);
      const asNoll =
        layer * through.airglow(altitude) +
        zodiacal * through.zodiacal(altitude)(zodiacal) +
        galactic * through.galactic(altitude) +
        starlight(altitude);
      const direct = Math.exp((-k / magOfDepth) * clampedAirmass(altitude));
      // Everything scattered: the hemisphere's mean of the layer is 2.3 times its zenith.
      const mean = 2.3 * airglow + zodiacal + galactic + 9.2;
      const apart =
        (layer + zodiacal + galactic) * direct + scatteredLight(mean, k / magOfDepth, altitude);
      worst = Math.max(worst, Math.abs(asNoll - apart));
      const twice = asNoll + scatteredLight(mean, k / magOfDepth, altitude);
      expect(Math.abs(asNoll - apart)).toBeLessThan(Math.abs(twice - apart));
    }
    console.log(`greatest difference of both ways ${worst.toFixed(2)} nL`);
    expect(worst).toBeLessThan(2);
  });
});
