import { describe, expect, it } from 'vitest';
import { greatCircleDistanceDeg, observerFrame } from '@nightskies/sky';
import { starCatalogue } from '../test-support/catalogue.js';
import { StarrySky, type SeenStar } from './stars.js';

const jd = 2_461_351.65;
const station = {
  latitudeDeg: 38.4,
  longitudeEastDeg: -110.1,
  elevationM: 1740,
  temperatureF: 45.5,
  humidityPercent: 31,
};
const zenith = { azimuthDeg: 0, altitudeDeg: 90 };

const sky = new StarrySky(starCatalogue, station, 5, jd);
const seenAt = (when: number, towards = zenith, reachDeg = 90): SeenStar[] =>
  sky.seen(sky.frameAt(when, 'V'), towards, reachDeg);

describe('stars', () => {
  it('turn about the pole: Polaris stands within a degree of the altitude of the pole', () => {
    const polaris = seenAt(jd).find(({ star }) => star.hip === 11767);
    expect(Math.abs((polaris?.altitudeDeg ?? NaN) - 38.4)).toBeLessThan(0.8);
    expect(Math.abs(polaris?.vector.east ?? NaN)).toBeLessThan(0.0175);
  });

  it('are those of half the sky, all above the horizon', () => {
    const seen = seenAt(jd);
    const all = starCatalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, limitV: 5 }).count;
    expect(seen.length / all).toBeGreaterThan(0.4);
    expect(seen.length / all).toBeLessThan(0.6);
    for (const { altitudeDeg } of seen) expect(altitudeDeg).toBeGreaterThanOrEqual(0);
  });

  it('are none but those near the direction asked for', () => {
    const towards = { azimuthDeg: 200, altitudeDeg: 20 };
    const near = seenAt(jd, towards, 15);
    const away = (star: SeenStar): number => greatCircleDistanceDeg(star, towards);
    const wanted = seenAt(jd).filter((star) => away(star) < 15);
    expect(wanted.length).toBeGreaterThan(10);
    const rows = new Set(near.map(({ star }) => star.row));
    for (const { star } of wanted) expect(rows.has(star.row)).toBe(true);
    for (const star of near) expect(away(star)).toBeLessThan(17);
  });

  it('are lifted by the thin air of the site, 4.3 minutes of arc at an altitude of 10 deg', () => {
    const airless = observerFrame({
      jdUtc: jd,
      latitudeDeg: station.latitudeDeg,
      longitudeDeg: station.longitudeEastDeg,
      heightM: station.elevationM,
      refraction: null,
    });
    const low = seenAt(jd).filter(({ altitudeDeg }) => Math.abs(altitudeDeg - 10) < 0.5);
    expect(low.length).toBeGreaterThan(0);
    for (const { place, altitudeDeg } of low) {
      const liftArcmin = (altitudeDeg - airless.icrsVectorToAltAz(place).altitudeDeg) * 60;
      expect(liftArcmin).toBeGreaterThan(4.1);
      expect(liftArcmin).toBeLessThan(4.6);
    }
  });

  it('set in the west', () => {
    const later = new Map(seenAt(jd + 0.02).map((seen) => [seen.star.row, seen]));
    for (const { star, vector } of seenAt(jd)) {
      const after = later.get(star.row);
      if (after !== undefined && vector.east < -0.5 && vector.up < 0.5) {
        expect(after.vector.up).toBeLessThan(vector.up);
      }
    }
  });
});
