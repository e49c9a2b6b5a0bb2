import { luminanceOfMag, magOfLuminance } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureMade, regionIn, valueOf, type OfSky } from '../test-support/made-skies.js';
import { v2SamplePoints } from './v2-samples.js';

const v2Of = (observed: OfSky) => {
  const { v2Photometry } = measureMade({ observed, systematicFraction: 0.02 }).sky;
  if (v2Photometry === null) throw new Error('no photometry');
  return v2Photometry;
};

describe('samples every two degrees', () => {
  it('stand for 4 deg2 each, the hemisphere in all', () => {
    const { altitudeDeg } = v2SamplePoints();
    const hemisphere = 2 * Math.PI * (180 / Math.PI) ** 2;
    expect(Math.abs((altitudeDeg.length * 4) / hemisphere - 1)).toBeLessThan(1e-3);
  });

  it('of a sky of 21 mag/arcsec2 have its brightness, and the magnitude of all of it', () => {
    const v2 = v2Of(() => luminanceOfMag(21));
    for (const one of [v2.zenith, v2.brightest, v2.faintest]) {
      expect(valueOf(one)).toBeCloseTo(21, 4);
    }
    const arcsec2 = 2 * Math.PI * ((180 / Math.PI) * 3600) ** 2;
    expect(valueOf(v2.allSky)).toBeCloseTo(21 - 2.5 * Math.log10(arcsec2), 2);
    expect(valueOf(v2.za70) - valueOf(v2.allSky)).toBeCloseTo(
      -2.5 * Math.log10(1 - Math.cos((70 * Math.PI) / 180)),
      2,
    );
    expect(v2.allSky.uncertainty).toBeCloseTo(0.0217, 3);
  });

  it('agree with the integral over the map', () => {
    const observed: OfSky = (azimuth, altitude) =>
      luminanceOfMag(21) *
      (2 + Math.cos((azimuth * Math.PI) / 180)) *
      (1 + Math.exp(-altitude / 15));
    const scalar = valueOf(regionIn(measureMade({ observed })).illuminance.scalar);
    expect(Math.abs(valueOf(v2Of(observed).scalarIlluminance) / scalar - 1)).toBeLessThan(5e-3);
  });

  it('know the brightest, and the faintest but two percent high in the sky', () => {
    const v2 = v2Of((azimuth, altitude) =>
      altitude > 46 ? (azimuth > 0 ? 1e-4 : 2e-4) : azimuth > 170 && altitude < 4 ? 1e-2 : 5e-4,
    );
    expect(valueOf(v2.brightest)).toBeCloseTo(magOfLuminance(1e-2), 4);
    expect(valueOf(v2.faintest)).toBeCloseTo(magOfLuminance(1e-4), 4);
  });
});
