import { allSkyGrid, cellDirection, rowAltitudeDeg, unitVector } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { effectiveExtinction } from '../extinction/effective-extinction.js';
import type { ObservedSky } from '../observed-sky.js';
import { airglowShapes, uniformAirglow } from './airglow.js';
import { vanRhijn } from './van-rhijn.js';

const site = { longitudeDeg: 0, latitudeDeg: 40, heightM: 1500 };
const grid = allSkyGrid(6);
const sky: ObservedSky = {
  grid,
  site,
  startJdUtc: 2_461_000.75,
  seconds: new Float32Array(grid.columns * grid.rows).map((_, cell) => (cell % 7) * 300),
};
const extinction = effectiveExtinction(
  { law: 'constant', airglow: 0.6, zodiacal: 0.6, galactic: 0.9 },
  { band: 'V', extinctionCoefficient: 0.15, site },
);

describe('airglow', () => {
  it.each([
    [90, 30, 1.149],
    [90, 45, 1.395],
    [90, 60, 1.922],
    [90, 70, 2.66],
    [90, 75, 3.283],
    [90, 80, 4.19],
    [90, 85, 5.344],
    [90, 90, 6.015],
    [110, 60, 1.906],
    [110, 80, 3.992],
    [110, 90, 5.454],
  ])('a layer at %d km is seen from sea level at %d deg from the zenith as %d', (h, z, factor) => {
    expect(Math.abs(vanRhijn(90 - z, h, 0) - factor)).toBeLessThan(0.0006);
  });

  it('is 1 at the zenith from any site, and nothing is mirrored below the horizon', () => {
    expect(vanRhijn(90, 87, 3000)).toBeCloseTo(1, 12);
    expect(vanRhijn(-0.01, 90, 0)).toBeNaN();
    expect(vanRhijn(0, 90, 4000)).toBeGreaterThan(vanRhijn(0, 90, 0));
  });

  it('is seen in every azimuth alike, through the air, and not below the horizon', () => {
    const map = uniformAirglow(sky, 90, extinction);
    for (let row = 0, cell = 0; row < grid.rows; row++) {
      const altitudeDeg = rowAltitudeDeg(grid, row);
      for (let column = 0; column < grid.columns; column++, cell++) {
        if (altitudeDeg < 0) {
          expect(map[cell]).toBeNaN();
          continue;
        }
        const expected = vanRhijn(altitudeDeg, 90, 1500) * extinction.airglow(altitudeDeg);
        expect(map[cell]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('leans to any azimuth and drifts by sums of three shapes', () => {
    const airglow = uniformAirglow(sky, 90, extinction);
    const { north, east, perHour } = airglowShapes(airglow, sky);
    const towards = 205 * (Math.PI / 180);
    for (const [column, row] of [
      [3, 4],
      [40, 9],
      [59, 15],
    ]) {
      const cell = row * grid.columns + column;
      const direction = cellDirection(grid, column, row);
      const sinZ = Math.cos(direction.altitudeDeg * (Math.PI / 180));
      const lean = sinZ * Math.cos(direction.azimuthDeg * (Math.PI / 180) - towards);
      const sum = Math.cos(towards) * north[cell] + Math.sin(towards) * east[cell];
      expect(sum).toBeCloseTo(airglow[cell] * lean, 5);
      expect(unitVector(direction).north * airglow[cell]).toBeCloseTo(north[cell], 5);
      expect(perHour[cell]).toBeCloseTo((airglow[cell] * ((cell % 7) * 300 - 900)) / 3600, 5);
    }
  });
});
