import { describe, expect, it } from 'vitest';
import { degree, magOfLuminance } from '@nightskies/sky';
import { airmass } from './photometry.js';
import { makeScene } from './scene.js';

describe('the invented sky', () => {
  const scene = makeScene({ kind: 'scene' }, 0.16);
  const towards = (azimuthDeg: number, altitudeDeg: number): number => {
    const flat = Math.cos(altitudeDeg * degree);
    return scene.luminance(
      flat * Math.sin(azimuthDeg * degree),
      flat * Math.cos(azimuthDeg * degree),
      Math.sin(altitudeDeg * degree),
    );
  };

  it('is about as bright as a dark site, with a dome towards a city', () => {
    const zenith = magOfLuminance(towards(0, 90));
    expect(zenith).toBeGreaterThan(21.3);
    expect(zenith).toBeLessThan(22.1);
    expect(magOfLuminance(towards(118, 4))).toBeLessThan(19.5);
  });

  it('has no joint at the zenith and none in the south', () => {
    for (let azimuth = 0; azimuth < 360; azimuth += 20) {
      expect(towards(azimuth, 89.999) / towards(0, 90)).toBeCloseTo(1, 3);
    }
    expect(towards(-179.999, 20) / towards(179.999, 20)).toBeCloseTo(1, 3);
  });

  it('is hidden by dark ground below the skyline', () => {
    for (let azimuth = 0; azimuth < 360; azimuth += 7) {
      expect(magOfLuminance(towards(azimuth, -1))).toBeGreaterThan(24.5);
      expect(magOfLuminance(towards(azimuth, 6))).toBeLessThan(22);
    }
  });
});

describe('airmass', () => {
  it('is that of Pickering: 38.75 at the horizon, 1 / sin high above it', () => {
    expect(airmass(0)).toBeCloseTo(38.75, 2);
    expect(airmass(10)).toBeCloseTo(5.5807, 4);
    expect(airmass(90)).toBeCloseTo(1, 4);
    expect(airmass(-3)).toBe(airmass(0));
  });
});
