import { describe, expect, it } from 'vitest';
import {
  bearingDeg,
  eclipticToIcrs,
  equatorialOf,
  equatorialVector,
  galacticToIcrs,
  greatCircleDistanceDeg,
  helioecliptic,
  icrsToEcliptic,
  icrsToGalactic,
  layeredRefraction,
  meanEcliptic,
  northEclipticPole,
  northGalacticPole,
  observerFrame,
  positionAngleDeg,
  rasterUpPositionAngleDeg,
  separationDeg,
  starDirection,
  sunGcrs,
  timeScales,
  trueEcliptic,
  type EquatorialDirection,
  type Observation,
} from '../index.js';

const arcsecond = 1 / 3600;

function apart(a: EquatorialDirection, b: EquatorialDirection): number {
  return separationDeg(equatorialVector(a), equatorialVector(b));
}

// Azimuth, altitude and topocentric apparent places by astropy 5.2.1 with pyerfa 2.0.0.1 (IAU
// 2006/2000A, IERS-B), pressure 0.
const rockies: Observation = {
  jdUtc: 2459580.25,
  longitudeDeg: -105.6,
  latitudeDeg: 40.3,
  heightM: 2800,
  refraction: null,
  ut1MinusUtcS: -0.11049865,
  polarMotionArcsec: [0.0550065, 0.2767305],
};
const sidingSpring: Observation = {
  jdUtc: 2453371.8,
  longitudeDeg: 149.07,
  latitudeDeg: -31.28,
  heightM: 1160,
  refraction: null,
  ut1MinusUtcS: -0.50388924,
  polarMotionArcsec: [0.1489494, 0.2378201],
};
const recorded = [
  [rockies, 101.287155, -16.716116, 323.5234428, -62.3286451, 101.5356379, -16.7392583],
  [rockies, 279.234735, 38.783689, 92.8511917, 78.6335966, 279.4095794, 38.8018225],
  [rockies, 37.95456, 89.264109, 0.5317375, 39.8066146, 45.0937609, 89.3603691],
  [sidingSpring, 201.298248, -11.161319, 211.4287162, -42.0334527, 201.3607683, -11.1865946],
  [sidingSpring, 219.902058, -60.833993, 199.1808344, 8.2525095, 219.9864176, -60.8519548],
] as const;

describe('a star over the horizon', () => {
  it.each(recorded)(
    'is where astropy sees it (%#), and back',
    (at, ra, dec, az, alt, raSeen, decSeen) => {
      const frame = observerFrame(at);
      const icrs = { raDeg: ra, decDeg: dec };
      const direction = frame.icrsToAltAz(icrs);
      const expected = { azimuthDeg: az, altitudeDeg: alt };
      expect(greatCircleDistanceDeg(direction, expected)).toBeLessThan(0.03 * arcsecond);
      const seen = frame.icrsToApparent(icrs);
      expect(apart(seen, { raDeg: raSeen, decDeg: decSeen })).toBeLessThan(0.03 * arcsecond);
      expect(apart(frame.altAzToIcrs(direction), icrs)).toBeLessThan(1e-4 * arcsecond);
      expect(apart(frame.apparentToIcrs(seen), icrs)).toBeLessThan(1e-4 * arcsecond);
    },
  );

  it('is within 3 arcsec of the old pipeline without any Earth orientation given', () => {
    const frame = observerFrame({
      jdUtc: 2460588.7,
      longitudeDeg: -105.6,
      latitudeDeg: 40.3,
      heightM: 2800,
      refraction: null,
    });
    const star = frame.icrsToAltAz({ raDeg: 82.5, decDeg: 20 });
    expect(
      greatCircleDistanceDeg(star, { azimuthDeg: 67.07212, altitudeDeg: 4.07786 }),
    ).toBeLessThan(3 * arcsecond);
    const centre = frame.altAzToIcrs({ azimuthDeg: 48, altitudeDeg: 7.5 });
    expect(apart(centre, { raDeg: 94.43805, decDeg: 36.19391 })).toBeLessThan(3 * arcsecond);
  });

  it('has the apparent place of Meeus, example 23.a: theta Persei, 2028 November 13.19', () => {
    const jdTt = 2462088.69;
    const frame = observerFrame({
      jdUtc: jdTt - 69.184 / 86400,
      longitudeDeg: 0,
      latitudeDeg: 0,
      heightM: 0,
      refraction: null,
    });
    const star = {
      raDeg: 41.0499416667,
      decDeg: 49.2284666667,
      properMotionRaMas: 0.03425 * 15000 * Math.cos((49.22846667 * Math.PI) / 180),
      properMotionDecMas: -89.5,
    };
    const seen = frame.icrsToApparent(equatorialOf(starDirection(star, jdTt)));
    const meeus = { raDeg: (2 + 46 / 60 + 14.39 / 3600) * 15, decDeg: 49 + 21 / 60 + 7.45 / 3600 };
    // Diurnal aberration, which Meeus leaves out, is 0.3 arcsec.
    expect(apart(seen, meeus)).toBeLessThan(0.4 * arcsecond);
  });

  it('stands higher through the air than without, in the same azimuth', () => {
    const refraction = layeredRefraction({
      pressureHpa: 720,
      temperatureC: 4,
      relativeHumidity: 0.4,
      wavelengthUm: 0.55,
      latitudeDeg: 40.3,
      heightM: 2800,
    });
    const airless = observerFrame({ ...rockies });
    const aired = observerFrame({ ...rockies, refraction });
    const star = airless.altAzToIcrs({ azimuthDeg: 123, altitudeDeg: 7.5 });
    const seen = aired.icrsToAltAz(star);
    expect(seen.azimuthDeg).toBeCloseTo(123, 9);
    expect(seen.altitudeDeg - 7.5).toBeGreaterThan(0.08);
    expect(seen.altitudeDeg - 7.5).toBeLessThan(0.1);
    expect(apart(aired.altAzToIcrs(seen), star)).toBeLessThan(1e-4 * arcsecond);
  });

  it('is refused a site that is not on the Earth', () => {
    expect(() => observerFrame({ ...rockies, latitudeDeg: 97 })).toThrow(
      expect.objectContaining({ code: 'bad-site' }),
    );
    expect(() => observerFrame({ ...rockies, longitudeDeg: Number.NaN })).toThrow(
      expect.objectContaining({ code: 'bad-site' }),
    );
  });
});

describe('star motion', () => {
  const barnard = {
    raDeg: 269.45207696,
    decDeg: 4.69336497,
    properMotionRaMas: -798.58,
    properMotionDecMas: 10328.12,
    parallaxMas: 548.31,
    radialVelocityKmS: -110.51,
  };

  it("brings Barnard's star where astropy 5.2.1 has it after 27 years", () => {
    const moved = equatorialOf(starDirection(barnard, 2461545));
    const astropy = { raDeg: 269.4459721666717, decDeg: 4.772045220371239 };
    expect(apart(moved, astropy)).toBeLessThan(0.001 * arcsecond);
  });

  it('shifts a star towards the Sun by its parallax, seen from the Earth', () => {
    const still = starDirection(barnard, 2451545);
    const seen = starDirection(barnard, 2451545, { x: 0, y: 0, z: 1 });
    const expected = (0.54831 * Math.cos((4.69336497 * Math.PI) / 180)) / 3600;
    expect(separationDeg(still, seen)).toBeCloseTo(expected, 9);
    expect(seen.z).toBeLessThan(still.z);
  });
});

describe('galactic places', () => {
  it('have the pole, the centre and the old anchor where they belong', () => {
    expect(icrsToGalactic(northGalacticPole).latitudeDeg).toBeCloseTo(90, 5);
    const centre = icrsToGalactic({ raDeg: 266.405, decDeg: -28.936 });
    expect(Math.abs(centre.latitudeDeg)).toBeLessThan(0.0002);
    const anchor = icrsToGalactic({ raDeg: 82.5, decDeg: 20 });
    expect(anchor.longitudeDeg).toBeCloseTo(185.69587, 4);
    expect(anchor.latitudeDeg).toBeCloseTo(-7.75897, 4);
  });

  it('come back', () => {
    const place = { raDeg: 311.1, decDeg: -71.3 };
    expect(apart(galacticToIcrs(icrsToGalactic(place)), place)).toBeLessThan(1e-10);
  });
});

describe('ecliptic places', () => {
  const { jdTt } = timeScales(2459580.25);
  const place = { raDeg: 82.5, decDeg: 20 };

  it('of date agree with astropy 5.2.1, with nutation and without', () => {
    const mean = icrsToEcliptic(place, meanEcliptic(jdTt));
    expect(mean.longitudeDeg).toBeCloseTo(83.25055445, 6);
    expect(mean.latitudeDeg).toBeCloseTo(-3.25287777, 6);
    const seen = icrsToEcliptic(place, trueEcliptic(jdTt));
    expect(seen.longitudeDeg).toBeCloseTo(83.24655701, 5);
    expect(seen.latitudeDeg).toBeCloseTo(-3.25287777, 6);
  });

  it('come back, at any date', () => {
    const axes = meanEcliptic(jdTt);
    expect(apart(eclipticToIcrs(icrsToEcliptic(place, axes), axes), place)).toBeLessThan(1e-10);
    expect(apart(eclipticToIcrs(icrsToEcliptic(place)), place)).toBeLessThan(1e-10);
  });

  it('have their pole near 18 h, +66.56 deg', () => {
    const pole = northEclipticPole(2451545);
    expect(pole.raDeg).toBeCloseTo(270, 3);
    expect(pole.decDeg).toBeCloseTo(66.5607, 4);
  });

  it('count from the Sun: the Sun itself is at 0, the anti-Sun at 180', () => {
    const place = helioecliptic(jdTt);
    const sun = sunGcrs(jdTt);
    expect(sun.raDeg).toBeCloseTo(280.84682, 3);
    expect(sun.decDeg).toBeCloseTo(-23.061973, 3);
    expect(Math.abs(place(sun).longitudeDeg)).toBeLessThan(0.007);
    const opposite = place({ raDeg: sun.raDeg - 180, decDeg: -sun.decDeg });
    expect(Math.abs(opposite.longitudeDeg)).toBeGreaterThan(179.99);
    // Astropy: star at 83.25055, Sun at 280.27803 in the mean ecliptic of date.
    const star = place({ raDeg: 82.5, decDeg: 20 });
    expect(Math.abs(star.longitudeDeg - (83.250554 - 280.278026 + 360))).toBeLessThan(0.006);
    expect(Math.abs(star.latitudeDeg + 3.252878)).toBeLessThan(0.006);
  });

  it('repeat the ingredients of the old helioecliptic longitude', () => {
    const then = timeScales(2460588.7).jdTt;
    expect(icrsToEcliptic(place, trueEcliptic(then)).longitudeDeg).toBeCloseTo(83.28835, 4);
    expect(sunGcrs(then).raDeg).toBeCloseTo(191.12621, 3);
  });
});

describe('bearings', () => {
  it.each([
    [0, 0, 10, 10, 44.561451],
    [20, -82.5, 27.1283, 167.1405, 302.637659],
    [7.5, 350, 40, 10, 25.74414],
    [0, 0, 0, 10, 90],
    [0, 0, 0, -10, 270],
    [0, 0, -10, 0, 180],
  ])('from (%d, %d) to (%d, %d) is %d', (lat1, lon1, lat2, lon2, expected) => {
    expect(bearingDeg(lat1, lon1, lat2, lon2)).toBeCloseTo(expected, 6);
  });

  it('position angles count from north through east', () => {
    const from = { raDeg: 10, decDeg: 20 };
    expect(positionAngleDeg(from, { raDeg: 10, decDeg: 30 })).toBeCloseTo(0, 9);
    expect(positionAngleDeg(from, { raDeg: 10.001, decDeg: 20 })).toBeCloseTo(90, 2);
  });

  it.each([0, 30, 90, 200, 350])('a picture whose up is at %d deg says so', (q) => {
    const scale = 96 / 3600;
    const c = scale * Math.cos((q * Math.PI) / 180);
    const s = scale * Math.sin((q * Math.PI) / 180);
    const topDown = rasterUpPositionAngleDeg({ cd11: -c, cd22: -c, cd21: s, cd12: -s });
    expect(Math.cos(((topDown - q) * Math.PI) / 180)).toBeCloseTo(1, 12);
    // The same picture mirrored left to right keeps its up.
    const mirrored = rasterUpPositionAngleDeg({ cd11: c, cd22: -c, cd21: -s, cd12: -s });
    expect(Math.cos(((mirrored - q) * Math.PI) / 180)).toBeCloseTo(1, 12);
  });
});
