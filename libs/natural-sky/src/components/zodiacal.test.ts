import { magOfNanolamberts, vectorOfAnglesDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { nanolambertsOfS10 } from './band.js';
import {
  zodiacalColour,
  zodiacalDistanceFactor,
  zodiacalError,
  zodiacalNanolamberts,
  zodiacalS10,
} from './zodiacal.js';
import { zodiacalTable } from './zodiacal-table.js';

describe('zodiacal light', () => {
  it('is 202 S10, 53.10 nL, 22.018 mag/arcsec2 at 90 deg from the Sun in the ecliptic', () => {
    expect(zodiacalS10(90, 0)).toBeCloseTo(202, 9);
    expect(Math.abs(202 * nanolambertsOfS10.V - 53.1)).toBeLessThan(0.02);
    expect(Math.abs(magOfNanolamberts(202 * nanolambertsOfS10.V) - 22.018)).toBeLessThan(0.001);
  });

  it('is 60 S10, 15.77 nL, 23.336 mag/arcsec2 at the pole, from whatever longitude', () => {
    for (const longitude of [-180, -17, 0, 44, 180]) {
      expect(zodiacalS10(longitude, 90)).toBeCloseTo(60, 9);
      expect(zodiacalS10(longitude, -90)).toBeCloseTo(60, 9);
    }
    expect(Math.abs(60 * nanolambertsOfS10.V - 15.77)).toBeLessThan(0.01);
    expect(Math.abs(magOfNanolamberts(60 * nanolambertsOfS10.V) - 23.336)).toBeLessThan(0.001);
  });

  it('gives every number of the table back at its place, on all four sides', () => {
    let seen = 0;
    zodiacalTable.s10.forEach((row, i) => {
      row.forEach((value, j) => {
        if (value === null) return;
        const longitude = zodiacalTable.longitudesDeg[i];
        const latitude = zodiacalTable.latitudesDeg[j];
        const found = zodiacalS10(longitude, latitude);
        expect(found).toBeCloseTo(value, 8);
        expect(zodiacalS10(-longitude, -latitude)).toBe(found);
        seen++;
      });
    });
    expect(seen).toBe(201);
  });

  it('is bilinear in the logarithm between the numbers', () => {
    const corners = [395, 345, 264, 248].map(Math.log10);
    const mean = 10 ** (corners.reduce((sum, value) => sum + value) / 4);
    expect(zodiacalS10(67.5, 2.5)).toBeCloseTo(mean, 9);
  });

  it('is not told within 14 deg of the Sun, and is told from 18.5 deg on', () => {
    for (let longitude = 0; longitude <= 40; longitude++) {
      for (let latitude = 0; latitude <= 40; latitude++) {
        const { x } = vectorOfAnglesDeg(longitude, latitude);
        const elongation = Math.acos(x) * (180 / Math.PI);
        const known = Number.isFinite(zodiacalS10(longitude, latitude));
        if (elongation < 14.1) expect(known).toBe(false);
        if (elongation > 18.5) expect(known).toBe(true);
      }
    }
  });

  it('is faintest at latitude 75 and longitude 150 to 180, and has a counterglow opposite the Sun', () => {
    let least = { s10: Infinity, longitude: 0, latitude: 0 };
    for (let longitude = 90; longitude <= 180; longitude += 2.5) {
      for (let latitude = 0; latitude <= 90; latitude += 2.5) {
        const s10 = zodiacalS10(longitude, latitude);
        if (s10 < least.s10) least = { s10, longitude, latitude };
      }
    }
    expect(least.s10).toBeCloseTo(56, 8);
    expect(least.latitude).toBe(75);
    expect(least.longitude).toBeGreaterThanOrEqual(150);
    expect(zodiacalS10(180, 0)).toBeGreaterThan(1.25 * zodiacalS10(142, 0));
  });

  it('is redder than the Sun: steeper below 500 nm than above, most of all near the Sun', () => {
    expect(zodiacalColour('V', Math.cos(0.3))).toBeCloseTo(1 + 0.8 * Math.log10(1.1), 12);
    expect(zodiacalColour('V', -0.5)).toBeCloseTo(1 + 0.6 * Math.log10(1.1), 12);
    expect(zodiacalColour('B', 1)).toBeCloseTo(1 + 1.2 * Math.log10(0.88), 12);
    expect(zodiacalColour('B', 0)).toBeCloseTo(1 + 0.9 * Math.log10(0.88), 12);
    expect(zodiacalColour('V', 0.5)).toBeCloseTo(1 + 0.7 * Math.log10(1.1), 12);
  });

  it('has B - V of the Sun made redder by the colour of the dust', () => {
    const place = vectorOfAnglesDeg(120, 20);
    const v = zodiacalNanolamberts('V', place, 1);
    const b = zodiacalNanolamberts('B', place, 1);
    const colour = magOfNanolamberts(b) - magOfNanolamberts(v);
    expect(colour).toBeCloseTo(0.65 + 2.5 * Math.log10(1.02484 / 0.95), 3);
  });

  it('is 8 % brighter when the Earth is nearest to the Sun than when it is farthest', () => {
    expect(zodiacalDistanceFactor(1)).toBe(1);
    expect(zodiacalDistanceFactor(0.9833) / zodiacalDistanceFactor(1.0167)).toBeCloseTo(1.0798, 3);
  });

  it('states 9 % and the 3 S10 of the pole as its error', () => {
    expect(zodiacalError('V', 0)).toBeCloseTo(3 * nanolambertsOfS10.V, 12);
    expect(zodiacalError('V', 100)).toBeCloseTo(Math.hypot(9, 3 * nanolambertsOfS10.V), 12);
  });
});
