import { readFileSync } from 'node:fs';
import { magOfNanolamberts, nanolambertsOfMag } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { scatteredMoonlightNl } from './scattered-moonlight.js';
import { twilightNl } from './twilight-law.js';

const checks = sharedData.path('sky/skycalc_checks.csv');
const measured = sharedData.path('sky/twilight_patat2006.csv');

function rowsOf(path: string | null): string[][] {
  if (path === null) return [];
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  return lines.filter((line) => /^[A-Z0-9]+,/.test(line)).map((line) => line.split(','));
}

/** Extinction at Paranal (Patat et al. 2011, A&A 527, A91), mag/airmass. */
const extinction = { V: 0.13, B: 0.23 } as const;

// The data stand beside the checkout and are not part of it.
describe.skipIf(checks === null)('moonlight against ESO SkyCalc', () => {
  it.each(['V', 'B'] as const)(
    'a full Moon 45 deg up brightens the zenith in %s as there, within a quarter of the light',
    (band) => {
      const [dark, full] = rowsOf(checks)
        .filter((row) => row[1] === band)
        .map((row) => Number(row[2]));
      const moon = { altitudeDeg: 45, phaseAngleDeg: 0, relativeDistance: 1 };
      const light = scatteredMoonlightNl(moon, 90, 45, extinction[band], band);
      const mag = magOfNanolamberts(light + nanolambertsOfMag(dark));
      console.log(`zenith under a full Moon, ${band}: ${mag.toFixed(2)}, SkyCalc ${full}`);
      expect(Math.abs(mag - full)).toBeLessThan(2.5 * Math.log10(1.25));
    },
  );
});

describe.skipIf(measured === null)('twilight against the zenith of Paranal', () => {
  it.each(['V', 'B'] as const)(
    'follows every point in %s within 0.1 mag, night included',
    (band) => {
      const points = rowsOf(measured)
        .filter((row) => row[0] === band)
        .map(([, distance, mag]) => ({ depth: Number(distance) - 90, mag: Number(mag) }))
        .filter(({ depth }) => depth > 9);
      const night = nanolambertsOfMag(Math.max(...points.map(({ mag }) => mag)));
      const worst = points.reduce((most, { depth, mag }) => {
        const model = magOfNanolamberts(twilightNl(-depth, 90, 0, band) + night);
        return Math.max(most, Math.abs(model - mag));
      }, 0);
      console.log(`twilight in ${band}: ${points.length} points, worst ${worst.toFixed(3)} mag`);
      expect(points.length).toBeGreaterThan(9);
      expect(worst).toBeLessThan(0.1);
    },
  );
});
