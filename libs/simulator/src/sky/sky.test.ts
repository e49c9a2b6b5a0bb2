import { describe, expect, it } from 'vitest';
import { degree, magOfLuminance } from '@nightskies/sky';
import { airmass } from './photometry.js';
import { makeScene } from './scene.js';
import { starsAbove, starsOfNight } from './stars.js';

const jd = 2_461_351.65;
const site = { latitudeDeg: 38.4, longitudeEastDeg: -110.1, refractionFactor: 0.8 };

function seenFrom(latitudeDeg: number) {
  return starsAbove(starsOfNight(jd), { ...site, latitudeDeg }, jd);
}

describe('stars', () => {
  it('turn about the pole: Polaris stands within a degree of the altitude of the pole', () => {
    const polaris = seenFrom(38.4).find(({ star }) => star.hip === 11767);
    expect(Math.abs(Math.asin(polaris?.up ?? NaN) / degree - 38.4)).toBeLessThan(0.8);
    expect(Math.abs(Math.atan2(polaris?.east ?? NaN, polaris?.north ?? NaN) / degree)).toBeLessThan(
      1,
    );
  });

  it('are seen on the unit sphere, above the horizon, about half of them', () => {
    const seen = seenFrom(38.4);
    for (const { east, north, up } of seen) {
      expect(Math.hypot(east, north, up)).toBeCloseTo(1, 9);
      expect(up).toBeGreaterThan(-0.005);
    }
    expect(seen.length / starsOfNight(jd).length).toBeGreaterThan(0.4);
    expect(seen.length / starsOfNight(jd).length).toBeLessThan(0.6);
  });

  it('are lifted by refraction, 5.4 minutes of arc at an altitude of 10 deg', () => {
    const stars = starsOfNight(jd);
    const straight = new Map(
      starsAbove(stars, { ...site, refractionFactor: 0 }, jd).map((seen) => [seen.star.hip, seen]),
    );
    let compared = 0;
    for (const seen of starsAbove(stars, { ...site, refractionFactor: 1 }, jd)) {
      const before = straight.get(seen.star.hip);
      const altitude = Math.asin(seen.up) / degree;
      if (before === undefined || Math.abs(altitude - 10) > 0.5) continue;
      const liftArcmin = (altitude - Math.asin(before.up) / degree) * 60;
      expect(liftArcmin).toBeGreaterThan(5);
      expect(liftArcmin).toBeLessThan(5.7);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('set in the west', () => {
    const later = new Map(
      starsAbove(starsOfNight(jd), site, jd + 0.02).map((seen) => [seen.star.hip, seen]),
    );
    for (const { star, east, up } of seenFrom(38.4)) {
      const after = later.get(star.hip);
      if (after !== undefined && east < -0.5 && up < 0.5) expect(after.up).toBeLessThan(up);
    }
  });
});

describe('the invented sky', () => {
  const scene = makeScene({ kind: 'scene' });
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
  it('is that of Kasten and Young', () => {
    expect(airmass(30)).toBeCloseTo(1.9943, 4);
    expect(airmass(5)).toBeCloseTo(10.306, 2);
    expect(airmass(-3)).toBe(airmass(0));
  });
});
