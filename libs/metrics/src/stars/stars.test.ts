import { allSkyGrid, degree, luminanceOfMag, magOfLuminance } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../luminance-map.js';
import { measureOldWay } from '../nsnsd/index.js';
import { mapOf, measureMade, valueOf, valuesOf, type OfSky } from '../test-support/made-skies.js';
import { starsOverDesert } from '../test-support/stars-over-desert.js';
import { airmassAt } from './airmass.js';
import {
  faintestVisibleMag,
  limitingMagnitude,
  oldLimitingMagnitude,
} from './limiting-magnitude.js';
import { planetMagnitude, planetsAbove } from './planets.js';
import { starsAbove } from './stars-above.js';
import { sqmResponse, sqmSolidAngleSr, starlightOfMeter } from './synthetic-sqm.js';

describe("the eye's limit", () => {
  it.each([
    [12, 1.478],
    [14, 2.507],
    [16, 3.989],
    [18, 5.278],
    [19, 5.785],
    [20, 6.23],
    [21, 6.673],
    [21.5, 6.922],
    [22, 7.208],
    [22.5, 7.548],
    [23, 7.959],
    [24, 9.082],
    [25, 10.765],
  ])('against %d mag/arcsec2 is %d mag by the polynomial', (background, limit) => {
    expect(Math.abs(oldLimitingMagnitude(background) - limit)).toBeLessThan(5.5e-4);
  });

  it('stays where it is outside 12 to 23.5 mag/arcsec2, where the polynomial runs away', () => {
    expect(limitingMagnitude(25)).toBe(limitingMagnitude(23.5));
    expect(limitingMagnitude(5)).toBe(limitingMagnitude(12));
    expect(limitingMagnitude(21)).toBe(oldLimitingMagnitude(21));
    expect(faintestVisibleMag).toBeCloseTo(8.463, 3);
  });
});

describe('airmass', () => {
  it.each([
    [60, 1.9943],
    [70, 2.9031],
    [80, 5.586],
    [85, 10.306],
    [88, 19.433],
    [89, 26.311],
    [90, 37.92],
  ])('%d deg from the zenith is %d', (zenithDeg, airmass) => {
    expect(Math.abs(airmassAt(90 - zenithDeg) / airmass - 1)).toBeLessThan(5e-5);
  });
});

describe('planets', () => {
  it('are as bright as their distances say', () => {
    // The Earth stands where the planet is opposite the Sun.
    const at = (observer: number, sun: number) => ({
      observer,
      sun,
      observerToSun: sun - observer,
    });
    expect(planetMagnitude('jupiter', at(4.2, 5.2))).toBeCloseTo(-2.71, 2);
    expect(planetMagnitude('mars', at(0.52, 1.52))).toBeCloseTo(-1.86, 2);
    expect(planetMagnitude('saturn', at(8.5, 9.5))).toBeCloseTo(0.58, 2);
  });
});

describe('a meter', () => {
  it('counts half at 10 deg, 3 mag less at 20 and 5 mag less at 40 deg', () => {
    expect(sqmResponse(0)).toBe(1);
    expect(sqmResponse(10)).toBeCloseTo(0.5, 12);
    expect(-2.5 * Math.log10(sqmResponse(20))).toBeCloseTo(3.01, 2);
    expect(-2.5 * Math.log10(sqmResponse(40))).toBeCloseTo(5, 10);
    expect(sqmResponse(61)).toBe(0);
  });

  it('sees a star as its light over the sky the meter sees', () => {
    const arcsec2 = sqmSolidAngleSr() * (3600 / degree) ** 2;
    const light = starlightOfMeter([[0, 0]]);
    expect(magOfLuminance(light)).toBeCloseTo(2.5 * Math.log10(arcsec2), 6);
    expect(starlightOfMeter([[10, 0]]) / light).toBeCloseTo(0.5, 5);
    expect(starlightOfMeter([])).toBe(0);
  });
});

describe('stars over a desert', () => {
  const stars = starsOverDesert;

  it('stand where the observer sees them, one by one', () => {
    const above = starsAbove(stars, 3);
    const all = stars.catalogue.cone({
      ...{ raDeg: 0, decDeg: 90, radiusDeg: 180, limitV: 3 },
      epochJd: stars.frame.times.jdTt,
    });
    const alone = Array.from({ length: all.count }, (_, i) =>
      stars.frame.icrsVectorToAltAz({ x: all.x[i], y: all.y[i], z: all.z[i] }),
    ).filter(({ altitudeDeg }) => altitudeDeg > 0);
    expect(above.count).toBe(alone.length);
    alone.forEach(({ azimuthDeg, altitudeDeg }, i) => {
      expect(Math.abs(above.altitudeDeg[i] - altitudeDeg)).toBeLessThan(1e-3);
      expect(Math.cos((above.azimuthDeg[i] - azimuthDeg) * degree)).toBeCloseTo(1, 6);
    });
  });

  const measured = (mag: number, more: Partial<Parameters<typeof measureMade>[0]> = {}) =>
    measureMade({
      observed: () => luminanceOfMag(mag),
      natural: () => luminanceOfMag(22),
      naturalSigma: () => 0.05 * luminanceOfMag(22),
      ...{ systematicFraction: 0.02, stars },
      ...more,
    }).sky;

  it('are seen in a number that counting by hand gives', () => {
    const { visibleStars } = measured(21);
    const above = starsAbove(stars, 9);
    const limit = limitingMagnitude(21);
    const seen = above.v.filter((v, i) => v + 0.15 * above.airmass[i] < limit).length;
    expect(valueOf(visibleStars?.visible)).toBe(seen);
    expect(valueOf(visibleStars?.flatHorizon)).toBe(above.v.filter((v) => v < 7.9).length);
    expect(valueOf(visibleStars?.limitingMagnitude)).toBeCloseTo(limit, 4);
    const fraction = visibleStars?.fraction;
    expect(valueOf(fraction)).toBeLessThan(0.7);
    expect(fraction?.uncertainty).toBeGreaterThan(0);
  });

  it('are all there is under a natural sky, and fewer where terrain hides them', () => {
    expect(valueOf(measured(22).visibleStars?.fraction)).toBe(1);
    const half = measured(22, { mask: (azimuth) => (azimuth > 0 ? 1 : 0) }).visibleStars;
    const all = measured(22).visibleStars;
    expect(valueOf(half?.unobstructed)).toBeLessThan(0.7 * valueOf(all?.unobstructed));
    expect(valueOf(half?.flatHorizon)).toBe(valueOf(all?.flatHorizon));
  });

  it('do not count where the map has no data behind them', () => {
    const gappy = measured(22, {
      observed: (azimuth) => (azimuth > 0 && azimuth < 120 ? Number.NaN : luminanceOfMag(22)),
    }).visibleStars;
    expect(valueOf(gappy?.visible)).toBeLessThan(0.9 * valueOf(measured(22).visibleStars?.visible));
  });

  it('raise the reading of a meter a little above the sky between them', () => {
    const { syntheticSqm } = measured(21.8);
    expect(valueOf(syntheticSqm?.skyOnly)).toBeCloseTo(21.8, 4);
    const raised = 21.8 - valueOf(syntheticSqm?.reading);
    expect(raised).toBeGreaterThan(0.02);
    expect(raised).toBeLessThan(0.25);
    expect(syntheticSqm?.reading.uncertainty).toBeGreaterThan(0.015);
    expect(syntheticSqm?.planets).toEqual(planetsAbove(stars.frame).map(({ name }) => name));
  });

  it('are counted the old way with its defects: no data are seen through', () => {
    const grid = allSkyGrid(1);
    const old = (observed: OfSky) =>
      measureOldWay({
        ...{ observed: rowsOf(mapOf(observed, grid)), mask: null, stars, albedo: 0.2, coarser: 16 },
        natural: { grid, luminance: valuesOf(() => luminanceOfMag(22), grid) },
      }).values;
    const whole = old(() => luminanceOfMag(20));
    const half = old((azimuth) => (azimuth > 0 ? Number.NaN : luminanceOfMag(20)));
    expect(half['Nstar_vis_polluted']).toBeGreaterThan(1.3 * (whole['Nstar_vis_polluted'] ?? 0));
    expect(whole['Nstar_vis_natsky']).toBeGreaterThan(whole['Nstar_vis_polluted'] ?? 0);
    expect(whole['Nstar_flat_horizon']).toBe(starsAbove(stars, 7.9).count);
    // A sky of 20 mag/arcsec2, the stars over a cap of 8717 deg2 with it.
    expect(whole['SQM_synthetic']).toBeLessThan(20);
    expect(whole['SQM_synthetic']).toBeGreaterThan(19.9);
    expect(whole['allsky_mag']).toBeCloseTo(20 - 2.5 * Math.log10(20627 * 3600 ** 2), 1);
    expect(whole['scalar_illum']).toBeCloseTo(
      (0.00254 * 10 ** (-0.4 * (whole['allsky_mag'] ?? 0)) * 0.2) / 4,
      9,
    );
  });
});
