import { observedMetricsSchema } from '@nightskies/contracts';
import { allSkyGrid, luminanceOfMag } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { mapOf, measureMade, nl, regionIn, valueOf } from './test-support/made-skies.js';
import { starsOverDesert } from './test-support/stars-over-desert.js';
import { measureObserved, measureSeparated, measureSky, rowsOf } from './index.js';

const rad = Math.PI / 180;

describe('a sky of 100 nL everywhere', () => {
  const uniform = (step: number) =>
    measureMade({ observed: () => nl(100), grid: allSkyGrid(step) });

  it.each([[0.1], [0.5], [2]])(
    'has the illuminances of the closed forms, in cells of %d deg',
    (step) => {
      const measurement = uniform(step);
      const expected = {
        horizon: { scalar: 2, horizontal: 1, vertical: 0.5 },
        za80: { scalar: 1.6527, horizontal: 0.96985, vertical: 0.39001 },
        za70: { scalar: 1.31596, horizontal: 0.88302, vertical: 0.28659 },
      } as const;
      for (const cap of ['horizon', 'za80', 'za70'] as const) {
        const { illuminance } = regionIn(measurement, 'all', cap);
        const { scalar, horizontal, vertical } = expected[cap];
        expect(Math.abs(valueOf(illuminance.scalar) / scalar - 1)).toBeLessThan(1e-5);
        expect(Math.abs(valueOf(illuminance.horizontal) / horizontal - 1)).toBeLessThan(1e-5);
        for (const value of illuminance.vertical.profile.values) {
          expect(Math.abs((value ?? 0) / vertical - 1)).toBeLessThan(2e-5);
        }
      }
    },
  );

  it('has every luminance alike, and no azimuth of its own', () => {
    const { luminance, illuminance } = regionIn(uniform(0.5));
    const all = [
      luminance.mean,
      luminance.median,
      luminance.minimum,
      luminance.maximum,
      ...luminance.percentiles.map(({ value }) => value),
      ...luminance.brightest.map(({ value }) => value),
    ];
    for (const one of all) expect(Math.abs(valueOf(one) / (nl(100) * 1000) - 1)).toBeLessThan(1e-3);
    expect(illuminance.vertical.maximumAzimuth.uncertainty).toBeNull();
    expect(illuminance.vertical.maximumAzimuth.reason).toContain('all sides');
  });
});

describe('a small patch of light', () => {
  it.each([
    [30, 20],
    [60, 123.4],
    [80, 271],
  ])('at zenith angle %d, azimuth %d, lights planes by its cosines', (zenithDeg, azimuthDeg) => {
    const grid = allSkyGrid(0.2);
    const size = 1.2;
    const measurement = measureMade({
      grid,
      observed: (azimuth, altitude) =>
        Math.abs(altitude - 90 + zenithDeg) < size &&
        Math.abs(((azimuth - azimuthDeg + 540) % 360) - 180) < size / Math.sin(zenithDeg * rad)
          ? 1
          : 0,
    });
    const { illuminance } = regionIn(measurement);
    const scalar = valueOf(illuminance.scalar);
    expect(valueOf(illuminance.horizontal) / scalar).toBeCloseTo(Math.cos(zenithDeg * rad), 3);
    const { vertical } = illuminance;
    expect(Math.abs(valueOf(vertical.maximum) / scalar - Math.sin(zenithDeg * rad))).toBeLessThan(
      3e-3,
    );
    expect(Math.abs(valueOf(vertical.maximumAzimuth) - azimuthDeg)).toBeLessThan(0.2);
    vertical.profile.values.forEach((value, i) => {
      const facing = Math.max(0, Math.cos((i * 5 - azimuthDeg) * rad));
      expect(Math.abs((value ?? 0) / scalar - Math.sin(zenithDeg * rad) * facing)).toBeLessThan(
        0.025,
      );
    });
  });
});

describe('closed forms', () => {
  it('L = sin(altitude) has mean 1/2 and illuminance 2 pi / 3', () => {
    const region = regionIn(measureMade({ observed: (_, altitude) => Math.sin(altitude * rad) }));
    expect(valueOf(region.luminance.mean) / 1000).toBeCloseTo(1 / 2, 4);
    expect(valueOf(region.illuminance.horizontal) / 1000).toBeCloseTo((2 * Math.PI) / 3, 4);
  });

  it('a sky brighter to the east by 1 + cos(azimuth - 90) lights planes by (pi / 4) (2 + pi / 2 cos)', () => {
    const { illuminance } = regionIn(
      measureMade({ observed: (azimuth) => 1 + Math.cos((azimuth - 90) * rad) }),
    );
    const { vertical } = illuminance;
    // The integral of cos2 over altitude, pi / 4, times that of (1 + cos) cos over azimuth, 2 + pi / 2.
    const facing = (Math.PI / 4) * (2 + Math.PI / 2) * 1000;
    expect(valueOf(vertical.maximum) / facing).toBeCloseTo(1, 4);
    expect(valueOf(vertical.maximumAzimuth)).toBeCloseTo(90, 3);
    expect(valueOf(vertical.minimum) / ((Math.PI / 4) * (2 - Math.PI / 2) * 1000)).toBeCloseTo(
      1,
      3,
    );
    expect(valueOf(vertical.minimumAzimuth)).toBeCloseTo(270, 2);
    expect(valueOf(vertical.mean) / ((Math.PI / 2) * 1000)).toBeCloseTo(1, 4);
  });

  it('percentiles of a sky whose luminance grows with the sky below it are the percents', () => {
    // sin(altitude) is uniform over solid angle.
    const { luminance } = regionIn(
      measureMade({ grid: allSkyGrid(0.1), observed: (_, altitude) => Math.sin(altitude * rad) }),
    );
    for (const { percent, value } of luminance.percentiles) {
      // Rows are 0.1 deg: 0.0017 of sin at the horizon.
      expect(Math.abs(valueOf(value) / 1000 - percent / 100)).toBeLessThan(1.8e-3);
    }
    const [quarter, whole] = luminance.brightest;
    const sky = 2 * Math.PI * (180 / Math.PI) ** 2;
    expect(valueOf(quarter?.value) / 1000).toBeCloseTo(1 - 0.25 / sky, 3);
    expect(valueOf(whole?.value) / 1000).toBeCloseTo(1 - 1 / sky, 3);
  });

  it('zones share a uniform sky by their solid angles', () => {
    const { sky } = measureMade({ observed: () => 1, grid: allSkyGrid(2) });
    const edges = [0, 20, 40, 60, 80, 90];
    sky.zones.forEach(({ sharePercent, mean, fromZenithDeg, toZenithDeg }, i) => {
      expect([fromZenithDeg, toZenithDeg]).toEqual([edges[i], edges[i + 1]]);
      const share = Math.cos(fromZenithDeg * rad) - Math.cos(toZenithDeg * rad);
      expect(valueOf(sharePercent)).toBeCloseTo(100 * share, 8);
      expect(valueOf(mean)).toBeCloseTo(1000, 8);
    });
    expect(sky.zones).toHaveLength(5);
  });

  it('zones may have edges in the middle of cells', () => {
    const { sky } = measureMade({
      ...{ observed: () => 1, grid: allSkyGrid(2) },
      options: { zoneEdgesDeg: [0, 33.3, 90] },
    });
    expect(valueOf(sky.zones[0]?.sharePercent)).toBeCloseTo(100 * (1 - Math.cos(33.3 * rad)), 8);
  });
});

describe('a sky whose all light was measured before', () => {
  it('has, to the byte, the numbers of one measured at once', () => {
    const observed = rowsOf(
      mapOf((azimuth, altitude) =>
        altitude > 40 && azimuth > 179 ? Number.NaN : nl(300 - altitude),
      ),
      mapOf(() => nl(4)).map,
    );
    const { grid } = observed;
    const terrain = Float32Array.from({ length: grid.columns }, (_, k) => (k % 90 < 9 ? 0.2 : 1));
    const maps = {
      observed,
      artificial: rowsOf(mapOf((azimuth) => nl(20 + azimuth / 9))),
      natural: {
        grid,
        luminance: mapOf(() => nl(70)).map.data,
        sigma: mapOf(() => nl(6)).map.data,
        followsZeropoint: true,
      },
      mask: { grid, row: (row: number) => (row < 60 ? terrain : null) },
    };
    const input = { ...maps, systematicFraction: 0.02, stars: starsOverDesert };
    const atOnce = measureSky(input);
    const { sky, stars } = measureObserved(input);
    const document = { night: '', set: 1, band: 'V', metrics: [], sky, stars };
    const stored = JSON.stringify(document);
    const read = observedMetricsSchema.parse(JSON.parse(stored));
    expect(JSON.stringify(read)).toBe(stored);
    expect(JSON.stringify(measureSeparated(maps, read))).toBe(JSON.stringify(atOnce));
    expect(atOnce.sky.visibleStars?.fraction.value).toBeGreaterThan(0.1);
  });
});

describe('what counts', () => {
  it('is nothing below the horizon', () => {
    const region = regionIn(measureMade({ observed: (_, altitude) => (altitude < 0 ? 1000 : 1) }));
    expect(valueOf(region.luminance.mean) / 1000).toBeCloseTo(1, 9);
    expect(valueOf(region.illuminance.horizontal) / 1000).toBeCloseTo(Math.PI, 9);
  });

  it('at the zenith is five degrees about it, or as many as one says', () => {
    const zenith = (radiusDeg?: number): number => {
      const { sky } = measureMade({
        observed: (_, altitude) => (altitude > 89 ? 2 : 7),
        ...(radiusDeg === undefined ? {} : { options: { zenithRadiusDeg: radiusDeg } }),
      });
      return valueOf(sky.zenith[0]?.luminance) / 1000;
    };
    expect(zenith(1)).toBeCloseTo(2, 9);
    expect(zenith()).toBeCloseTo(7 - 5 * ((1 - Math.cos(rad)) / (1 - Math.cos(5 * rad))), 9);
  });

  it('is light, not magnitudes', () => {
    const { metrics } = measureMade({
      observed: (azimuth) => luminanceOfMag(azimuth < 0 ? 20 : 22),
    });
    const zenith = metrics.find(({ name }) => name === 'zenith-brightness')?.value ?? 0;
    const mean = (luminanceOfMag(20) + luminanceOfMag(22)) / 2;
    expect(luminanceOfMag(zenith) / mean).toBeCloseTo(1, 6);
  });

  it('is free sky apart from the hemisphere, when a mask says which it is', () => {
    const measurement = measureMade({
      observed: (azimuth) => (azimuth > 90 ? 9 : 1),
      mask: (azimuth) => (azimuth > 90 ? 0 : 1),
    });
    const free = regionIn(measurement, 'all', 'horizon', 'free');
    expect(valueOf(free.luminance.mean)).toBeCloseTo(1000, 6);
    expect(free.solidAngleSr).toBeCloseTo(1.5 * Math.PI, 6);
    expect(valueOf(free.luminance.maximum)).toBe(1000);
    expect(valueOf(regionIn(measurement).luminance.mean)).toBeCloseTo(3000, 6);
  });

  it('at the edge of terrain is sky from half a cell on, and shared in larger cells', () => {
    const grey = measureMade({
      observed: () => 1,
      mask: (azimuth) => (azimuth < 0 ? 0.5 : 0.49),
      natural: () => 1,
      naturalGrid: allSkyGrid(2),
    });
    expect(regionIn(grey, 'all', 'horizon', 'free').solidAngleSr).toBeCloseTo(Math.PI, 6);
    const stripes = measureMade({
      observed: () => 1,
      mask: (azimuth) => (Math.floor(azimuth * 2) % 2 === 0 ? 1 : 0),
      natural: () => 1,
      naturalGrid: allSkyGrid(2),
    });
    const natural = regionIn(stripes, 'natural', 'horizon', 'free');
    expect(natural.solidAngleSr).toBeCloseTo(Math.PI, 5);
    expect(valueOf(natural.illuminance.horizontal)).toBeCloseTo((Math.PI / 2) * 1000, 2);
  });

  it('is refused when the maps do not belong together', () => {
    const observed = rowsOf(mapOf(() => 1));
    const artificial = rowsOf(mapOf(() => 1, allSkyGrid(1)));
    expect(() =>
      measureSky({
        observed,
        artificial,
        natural: null,
        mask: null,
        systematicFraction: 0,
        stars: null,
      }),
    ).toThrow(/other cells/);
  });
});
