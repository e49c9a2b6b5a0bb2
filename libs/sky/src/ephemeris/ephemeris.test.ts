import { describe, expect, it } from 'vitest';
import {
  bodyPlace,
  equatorialVector,
  julianDate,
  moonPhase,
  observerFrame,
  separationDeg,
  skyBodies,
  taiMinusUtcS,
  wrapDeg,
  type EquatorialDirection,
  type SkyBody,
} from '../index.js';
import { lunarPlace } from './moon.js';

const arcsecond = 1 / 3600;

function apart(a: EquatorialDirection, b: EquatorialDirection): number {
  return separationDeg(equatorialVector(a), equatorialVector(b));
}

function frameAtTt(jdTt: number) {
  return frameAtUtc(jdTt - (taiMinusUtcS(jdTt) + 32.184) / 86400);
}

function frameAtUtc(jdUtc: number) {
  return observerFrame({
    jdUtc,
    longitudeDeg: -105.6,
    latitudeDeg: 40.3,
    heightM: 2800,
    refraction: null,
  });
}

describe('Sun, Moon and planets', () => {
  it('the Sun of Meeus, example 25.b: 1992 October 13.0', () => {
    const { ecliptic, geocentricDistanceAu } = bodyPlace('sun', frameAtTt(2448908.5));
    expect(Math.abs(ecliptic.longitudeDeg - 199.9060606)).toBeLessThan(0.7 * arcsecond);
    expect(Math.abs(ecliptic.latitudeDeg - 0.721 * arcsecond)).toBeLessThan(0.7 * arcsecond);
    expect(geocentricDistanceAu).toBeCloseTo(0.99760853, 5);
  });

  it('Venus of Meeus, example 33.a: 1992 December 20.0', () => {
    const { geocentric, geocentricDistanceAu } = bodyPlace('venus', frameAtTt(2448976.5));
    expect(apart(geocentric, { raDeg: 316.17291, decDeg: -18.88801 })).toBeLessThan(arcsecond);
    expect(geocentricDistanceAu).toBeCloseTo(0.910947, 5);
  });

  it('the Moon of Meeus, example 47.a: 1992 April 12.0', () => {
    const { longitudeDeg, latitudeDeg, distanceKm } = lunarPlace(2448724.5);
    // Meeus' longitude contains light time; ours gets it later.
    expect(wrapDeg(longitudeDeg, 0) - 0.744 * arcsecond).toBeCloseTo(133.162655, 5);
    expect(latitudeDeg).toBeCloseTo(-3.229126, 5);
    expect(distanceKm).toBeCloseTo(368409.7, 1);
    const { geocentric } = bodyPlace('moon', frameAtTt(2448724.5));
    expect(apart(geocentric, { raDeg: 134.68847, decDeg: 13.768368 })).toBeLessThan(arcsecond);
  });

  it('the lit part of the Moon of Meeus, example 48.a: 1992 April 12.0', () => {
    const phase = moonPhase(frameAtTt(2448724.5));
    expect(phase.phaseAngleDeg).toBeCloseTo(69.0756, 2);
    expect(phase.illuminatedFraction).toBeCloseTo(0.6786, 3);
  });

  it.each<[SkyBody, number, number, number]>([
    // Astropy 5.2.1, built-in ephemeris, topocentric; Jupiter there errs by up to 50 arcsec.
    ['venus', 294.7651656, -18.6351545, 10],
    ['jupiter', 332.9270657, -12.227423, 60],
    ['moon', 249.8412817, -24.0324546, 5],
  ])('%s where astropy sees it from the Rocky Mountains', (body, raDeg, decDeg, bound) => {
    const frame = observerFrame({
      jdUtc: 2459580.25,
      longitudeDeg: -105.6,
      latitudeDeg: 40.3,
      heightM: 2800,
      refraction: null,
    });
    const { topocentric } = bodyPlace(body, frame);
    expect(apart(topocentric, { raDeg, decDeg })).toBeLessThan(bound * arcsecond);
  });

  it('the horizon and the equator tell of one and the same place', () => {
    const frame = frameAtTt(2460588.7);
    for (const body of skyBodies) {
      const { horizontal, topocentric, trueAltitudeDeg } = bodyPlace(body, frame);
      const star = frame.icrsToAltAz(frame.apparentToIcrs(topocentric));
      expect(horizontal.altitudeDeg).toBe(trueAltitudeDeg);
      expect(Math.abs(star.altitudeDeg - horizontal.altitudeDeg)).toBeLessThan(1e-6);
    }
  });

  it('the Moon is lower from the ground than from the centre of the Earth, the planets barely', () => {
    const frame = frameAtTt(2459580.25);
    const shift = (body: SkyBody) => {
      const { geocentric, topocentric } = bodyPlace(body, frame);
      return apart(geocentric, topocentric);
    };
    expect(shift('moon')).toBeGreaterThan(0.2);
    expect(shift('neptune')).toBeLessThan(arcsecond);
  });

  it.each<[string, SkyBody, number]>([
    // Least distance from the centre of the Sun seen from that of the Earth, arcseconds
    // (Espenak, Six Millennium Catalog of Venus Transits, Seven Century Catalog of Mercury Transits).
    ['2004-06-08T08:19:44', 'venus', 626.9],
    ['2012-06-06T01:29:36', 'venus', 554.4],
    ['2016-05-09T14:57:26', 'mercury', 318.5],
    ['2019-11-11T15:19:48', 'mercury', 75.9],
  ])('at %s %s passes the Sun at the published distance, to 2 arcsec', (utc, planet, expected) => {
    const distances = [-180, -120, -60, 0, 60, 120, 180].map((seconds) => {
      const frame = frameAtUtc(julianDate(utc) + seconds / 86400);
      const sun = bodyPlace('sun', frame).geocentric;
      return apart(sun, bodyPlace(planet, frame).geocentric) * 3600;
    });
    expect(Math.abs(Math.min(...distances) - expected)).toBeLessThan(2);
  });

  it('Jupiter and Saturn meet within 6.1 arcmin on 2020 December 21', () => {
    const frame = frameAtUtc(julianDate('2020-12-21T18:20:00'));
    const [jupiter, saturn] = [bodyPlace('jupiter', frame), bodyPlace('saturn', frame)];
    expect(Math.abs(apart(jupiter.geocentric, saturn.geocentric) * 60 - 6.1)).toBeLessThan(0.05);
  });

  it('Mars comes as near as 0.37272 au on 2003 August 27', () => {
    const frame = frameAtUtc(julianDate('2003-08-27T09:51:00'));
    expect(bodyPlace('mars', frame).geocentricDistanceAu).toBeCloseTo(0.372719, 4);
  });
});
