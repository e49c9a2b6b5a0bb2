import { allSkyGrid, cellDirection } from '@nightskies/sky';
import { expect, test } from 'vitest';
import { glowMap } from './glow-map.js';
import { GlowLaw, townDirection, usualGlow, zenithFarGlow } from './glow-model.js';
import { naturalOfCell } from './natural-model.js';
import { naturalNames } from './parameters.js';

const glow = Float64Array.of(3.2, 3.4, 0.4, 0.1, 1.9, 0.35, 1.9, -1.1, 1.7, 6.8, 4.4, -0.6, 2, 4);

function directionAt(altitudeDeg: number, azimuthDeg: number) {
  const cosAltitude = Math.cos((altitudeDeg * Math.PI) / 180);
  const azimuth = (azimuthDeg * Math.PI) / 180;
  return {
    altitudeDeg,
    azimuthDeg,
    north: cosAltitude * Math.cos(azimuth),
    east: cosAltitude * Math.sin(azimuth),
  };
}

test.each([
  [6, 100],
  [14, 250],
  [40, 10],
  [85, 300],
])(
  'the glow at altitude %d, azimuth %d changes with its numbers as stated',
  (altitude, azimuth) => {
    const direction = directionAt(altitude, azimuth);
    const towns = townDirection(glow);
    const row = new Float64Array(glow.length);
    const value = new GlowLaw(glow, towns).towards(direction, row);
    glow.forEach((number, i) => {
      const step = 1e-5;
      const shifted = (by: number): number => {
        const parts = new GlowLaw(glow.with(i, number + by), towns).towards(direction);
        return parts.far + parts.domes;
      };
      const slope = (shifted(step) - shifted(-step)) / (2 * step);
      expect(Math.abs(row[i] - slope)).toBeLessThan(1e-6 * (value.far + value.domes));
    });
  },
);

test('a dome is brightest at its middle on the horizon, and no light is negative', () => {
  const towns = townDirection(glow);
  const middle = new GlowLaw(glow, towns).towards(directionAt(0, (1.9 * 180) / Math.PI)).domes;
  expect(middle).toBeGreaterThan(Math.exp(6.8));
  for (let altitude = 0; altitude <= 90; altitude += 9) {
    for (let azimuth = 0; azimuth < 360; azimuth += 30) {
      const { far, domes } = new GlowLaw(glow, towns).towards(directionAt(altitude, azimuth));
      expect(far).toBeGreaterThan(0);
      expect(domes).toBeGreaterThanOrEqual(0);
      expect(domes).toBeLessThanOrEqual(middle);
    }
  }
});

test('the far glow at the zenith is what the glow is there, from whatever side', () => {
  const towns = townDirection(glow);
  expect(new GlowLaw(glow, towns).towards(directionAt(90, 0)).far).toBeCloseTo(
    zenithFarGlow(glow),
    9,
  );
  expect(new GlowLaw(glow, towns).towards(directionAt(90, 210)).far).toBeCloseTo(
    zenithFarGlow(glow),
    9,
  );
  expect(usualGlow(90)).toBeCloseTo(1, 12);
  expect(usualGlow(10)).toBeGreaterThan(5);
});

test('no domes, no light', () => {
  const nothing = new Float64Array(0);
  const towns = townDirection(nothing);
  expect(new GlowLaw(nothing, towns).towards(directionAt(5, 50))).toEqual({ far: 0, domes: 0 });
});

test('natural light changes with its numbers as stated', () => {
  const cell = {
    airglow: 1.7,
    zodiacal: 25,
    galactic: 12,
    diffuse: 9,
    airmass: 2.4,
    north: 0.5,
    east: -0.6,
    hours: 0.3,
  };
  const vector = Float64Array.of(36, 0.05, -0.03, 0.1, 1.1, 0.95, 1.05, 0.02, -0.01, 0.015);
  const row = new Float64Array(naturalNames.length);
  const unused = new Float64Array(naturalNames.length);
  naturalOfCell(cell, vector, row);
  vector.forEach((number, i) => {
    const step = 1e-5;
    const up = naturalOfCell(cell, vector.with(i, number + step), unused);
    const down = naturalOfCell(cell, vector.with(i, number - step), unused);
    expect(row[i]).toBeCloseTo((up - down) / (2 * step), 5);
  });
});

test('a map of the glow has the light of every direction, to the last bit', () => {
  const grid = allSkyGrid(2);
  const map = glowMap(grid, glow);
  const towns = townDirection(glow);
  const expected = Float32Array.from(map, (_, cell) => {
    const row = Math.floor(cell / grid.columns);
    const { altitudeDeg, azimuthDeg } = cellDirection(grid, cell % grid.columns, row);
    if (altitudeDeg < 0) return NaN;
    const cosAltitude = Math.cos(altitudeDeg * (Math.PI / 180));
    const north = cosAltitude * Math.cos(azimuthDeg * (Math.PI / 180));
    const east = cosAltitude * Math.sin(azimuthDeg * (Math.PI / 180));
    const light = new GlowLaw(glow, towns).towards({ altitudeDeg, azimuthDeg, north, east });
    return light.far + light.domes;
  });
  expect(map).toEqual(expected);
  expect([...glowMap(grid, new Float64Array(0))].at(-1)).toBe(0);
});
