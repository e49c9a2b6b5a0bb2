import { allSkyGrid, columnAzimuthDeg, degree } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import type { SoughtStar } from './horizon-strip.js';
import { proposeMask } from './propose-mask.js';
import type { TerrainMask } from './terrain-mask.js';
import {
  madeUpStrip,
  randomNumbers,
  skylineError,
  type MadeUpHorizon,
} from './test-support/made-up-horizon.js';

const grid = allSkyGrid(0.1);

/** Hills of 0.6 to 5.4 deg. */
const hills = (azimuth: number): number =>
  3 + 1.6 * Math.sin(azimuth * degree * 3) + 0.8 * Math.sin(azimuth * degree * 17 + 1);

/** A sky that darkens to the horizon, with the light dome of a town in the east. */
const sky = (azimuth: number, altitude: number): number =>
  60 * (1 - 0.4 * Math.exp(-Math.max(0, altitude) / 3)) +
  200 * Math.exp(-((azimuth - 90) ** 2) / 300) * Math.exp(-altitude / 6);

const usual: MadeUpHorizon = {
  ...{ sky, ground: () => 5.5, skylineDeg: hills, noise: 1.5, stars: 3 },
};
const propose = (made: Partial<MadeUpHorizon>, stars: readonly SoughtStar[] = []): TerrainMask =>
  proposeMask(madeUpStrip({ ...usual, ...made }), stars, grid);

/** Dark ground that ends at the horizon. */
const noTerrain = (): number => 0;

describe('terrain in front of the sky', () => {
  it('is found to a fraction of a cell, surely', () => {
    const mask = propose({});
    const { rms, worst } = skylineError(mask, hills);
    console.log(`hills: rms ${rms.toFixed(4)}, worst ${worst.toFixed(3)} deg`);
    expect(rms).toBeLessThan(0.06);
    expect(mask.overallConfidence).toBeGreaterThan(0.9);
    expect(mask.origin).toBe('proposed');
  });

  it('up to 40 deg high, with cliffs, is found as well', () => {
    const canyon = (azimuth: number): number =>
      Math.abs(azimuth) < 60 ? 25 + 12 * Math.cos(azimuth * degree * 4) : 4;
    const mask = propose({ skylineDeg: canyon, topDeg: 42 });
    const { rms } = skylineError(mask, canyon, (azimuth) => Math.abs(Math.abs(azimuth) - 60) > 0.2);
    console.log(`canyon: rms ${rms.toFixed(4)} deg`);
    expect(rms).toBeLessThan(0.1);
  });

  it('that is a wall beside stars stays a wall', () => {
    const walls = (azimuth: number): number => (Math.abs(azimuth) % 20 < 8 ? 14 : 2);
    const stars = Array.from({ length: 900 }, (_, k) => {
      const azimuthDeg = ((k * 137.508) % 360) - 180;
      return { azimuthDeg, altitudeDeg: walls(azimuthDeg) + 0.2 + (k % 9), seen: true };
    });
    const mask = propose({ skylineDeg: walls, topDeg: 20 }, stars);
    const { rms } = skylineError(mask, walls, (azimuth) => {
      const within = Math.abs(azimuth) % 20;
      return Math.min(within, Math.abs(within - 8), 20 - within) > 0.2;
    });
    console.log(`walls: rms ${rms.toFixed(4)} deg`);
    expect(rms).toBeLessThan(0.1);
  });

  it('keeps its outline but for 0.3 deg where a star is wrongly taken for seen', () => {
    const mask = propose({}, [{ azimuthDeg: 40, altitudeDeg: 1, seen: true }]);
    const wrong = mask.skylineDeg.filter(
      (altitude, column) => Math.abs(altitude - hills(columnAzimuthDeg(grid, column))) > 0.5,
    );
    expect(wrong.length).toBeLessThanOrEqual(3);
  });

  it('of lit snow, brighter than the sky behind it, is terrain too', () => {
    const mask = propose({
      sky: () => 60,
      ground: (azimuth) => (azimuth > 0 ? 95 : 5.5),
    });
    expect(skylineError(mask, hills).rms).toBeLessThan(0.08);
  });

  it('reaches to the far bright ridge, not only to the dark one before it', () => {
    const near = (azimuth: number): number => hills(azimuth) - 1;
    const mask = propose({
      ground: (azimuth, altitude) => (altitude > near(azimuth) ? 35 : 5.5),
      sky: () => 60,
    });
    expect(skylineError(mask, hills).rms).toBeLessThan(0.1);
  });

  it('with lamps on it is not lower for them', () => {
    const { uniform } = randomNumbers(7);
    const lamps = Array.from({ length: 400 }, () => [360 * uniform() - 180, 2.2 * uniform() - 1]);
    const mask = propose({
      ground: (azimuth, altitude) =>
        lamps.some(([a = 0, b = 0]) => Math.abs(azimuth - a) < 0.1 && Math.abs(altitude - b) < 0.1)
          ? 3000
          : 5.5,
    });
    expect(skylineError(mask, hills).rms).toBeLessThan(0.08);
  });

  it('with trees on it follows their tops', () => {
    const { uniform } = randomNumbers(3);
    const heights = Array.from({ length: 720 }, () => 0.5 * uniform());
    const wood = (azimuth: number): number =>
      hills(azimuth) + (heights[Math.floor((azimuth + 180) * 2)] ?? 0);
    expect(skylineError(propose({ skylineDeg: wood }), wood).rms).toBeLessThan(0.15);
  });

  it('is found under a dark sky through a B filter, where a cell is hardly brighter than its noise', () => {
    const mask = propose({ sky: () => 2.2, ground: () => 0.2, noise: 0.8 });
    const { rms } = skylineError(mask, hills);
    console.log(`dark: rms ${rms.toFixed(4)} deg, confidence ${mask.overallConfidence.toFixed(2)}`);
    expect(rms).toBeLessThan(0.15);
  });

  it('is one line around the horizon, also where the map begins', () => {
    const mask = propose({});
    const ends = Math.abs((mask.skylineDeg[0] ?? 0) - (mask.skylineDeg.at(-1) ?? 9));
    expect(ends).toBeLessThan(0.15);
  });
});

describe('a sky without terrain', () => {
  it('gets no mask: all above the horizon is sky', () => {
    const mask = propose({ skylineDeg: noTerrain });
    expect(mask.skylineDeg.every((altitude) => altitude === 0)).toBe(true);
    const horizon = 60 * grid.columns;
    expect(mask.sky.subarray(0, horizon).every((value) => value === 0)).toBe(true);
    expect(mask.sky.subarray(horizon).every((value) => value === 255)).toBe(true);
    expect(mask.overallConfidence).toBeGreaterThan(0.9);
  });

  it('gets none, and no confidence, where nothing at all is seen at the horizon', () => {
    const mask = propose({ skylineDeg: () => -2 });
    expect(mask.skylineDeg.filter((altitude) => altitude > 0).length).toBeLessThan(0.05 * 3600);
    expect(mask.overallConfidence).toBeLessThan(0.4);
  });

  it('under a bright Moon low down gets none', () => {
    const moon = (azimuth: number, altitude: number): number =>
      sky(azimuth, altitude) + (Math.hypot(azimuth - 30, altitude - 12) < 0.4 ? 4000 : 0);
    expect(Math.max(...propose({ skylineDeg: noTerrain, sky: moon }).skylineDeg)).toBe(0);
  });

  it('over a sea that is darker than it, with its edge below the horizon, gets none either', () => {
    const mask = propose({ skylineDeg: () => -0.3, ground: () => 20 });
    expect(Math.max(...mask.skylineDeg)).toBeLessThan(0.05);
  });

  it('with a cloud bank low down gets none', () => {
    const bank = (azimuth: number, altitude: number): number => {
      const top = 4 + 1.5 * Math.sin(azimuth * degree * 5);
      const cloud = 1 / (1 + Math.exp((altitude - top) / 0.3));
      return sky(azimuth, altitude) * (1 - 0.6 * cloud);
    };
    const mask = propose({ skylineDeg: noTerrain, sky: bank });
    expect(mask.skylineDeg.filter((altitude) => altitude > 0).length).toBeLessThan(0.01 * 3600);
  });

  it('with a cloud edge as sharp as a ridge gets none where stars are seen through it', () => {
    const top = (azimuth: number): number => 4 + 1.5 * Math.sin(azimuth * degree * 5);
    const sharp = (azimuth: number, altitude: number): number =>
      sky(azimuth, altitude) * (altitude < top(azimuth) ? 0.6 : 1);
    const stars = Array.from({ length: 400 }, (_, k) => ({
      ...{ azimuthDeg: (k * 137.508) % 360, altitudeDeg: 0.5 + (k % 12) * 0.1, seen: true },
    }));
    const without = propose({ skylineDeg: noTerrain, sky: sharp });
    expect(without.skylineDeg.filter((altitude) => altitude > 1).length).toBeGreaterThan(3000);
    const mask = propose({ skylineDeg: noTerrain, sky: sharp }, stars);
    expect(mask.skylineDeg.filter((altitude) => altitude > 1).length).toBeLessThan(0.05 * 3600);
  });

  it('is not masked at the trail of a satellite, nor where frames meet', () => {
    const mask = propose({
      skylineDeg: noTerrain,
      sky: (azimuth, altitude) => {
        const line = 8 + azimuth * 0.03;
        const level = altitude > 12 ? 1.08 : 1;
        return sky(azimuth, altitude) * level + (Math.abs(altitude - line) < 0.06 ? 80 : 0);
      },
      frame: (_, altitude) => (altitude > 12 ? 2 : 1),
    });
    expect(Math.max(...mask.skylineDeg)).toBe(0);
  });
});

describe('where frames are missing', () => {
  const gap = (azimuth: number): boolean => azimuth > 20 && azimuth < 44;
  const mask = propose({ missing: (azimuth) => gap(azimuth) });

  it('nothing is known: sky, with confidence 0', () => {
    for (let column = 0; column < grid.columns; column++) {
      if (!gap(columnAzimuthDeg(grid, column))) continue;
      expect(mask.skylineDeg[column]).toBe(0);
      expect(mask.confidence[column]).toBe(0);
    }
  });

  it('the rest is as it would be', () => {
    const elsewhere = (azimuth: number): boolean => azimuth < 19.5 || azimuth > 44.5;
    expect(skylineError(mask, hills, elsewhere).rms).toBeLessThan(0.06);
  });
});

describe('the mask of a skyline', () => {
  it('is soft at its edge and as high as the skyline on average', () => {
    const mask = propose({ noise: 0.2, stars: 0 });
    let soft = 0;
    for (let column = 0; column < grid.columns; column++) {
      let height = 0;
      for (let row = 60; row < grid.rows; row++) {
        const value = mask.sky[row * grid.columns + column] ?? 0;
        height += (1 - value / 255) * grid.stepDeg;
        if (value > 0 && value < 255) soft++;
      }
      expect(height).toBeCloseTo(mask.skylineDeg[column] ?? 0, 2);
    }
    expect(soft).toBeGreaterThan(1000);
  });
});
