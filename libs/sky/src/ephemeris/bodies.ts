import { degree } from '../angles.js';
import {
  equatorialOf,
  sphericalOf,
  type EquatorialDirection,
  type SphericalDirection,
} from '../coordinates/equatorial.js';
import { trueEcliptic } from '../coordinates/ecliptic.js';
import type { ObserverFrame } from '../coordinates/observer-frame.js';
import { aberrated } from '../coordinates/apparent-direction.js';
import { lengthOf, minus, plus, rotate, times, unit, type Vector3 } from '../coordinates/vector.js';
import { directionOf, type HorizontalDirection } from '../sphere.js';
import { lightAuPerDay, type EarthMotion } from './earth.js';
import { heliocentricPlace, type HeliocentricBody } from './heliocentric.js';
import { lunarVector } from './moon.js';

/** The bodies of the solar system that are seen in the sky. */
export type SkyBody = 'sun' | 'moon' | Exclude<HeliocentricBody, 'earth'>;

export const skyBodies: readonly SkyBody[] = [
  'sun',
  'moon',
  'mercury',
  'venus',
  'mars',
  'jupiter',
  'saturn',
  'uranus',
  'neptune',
];

/** Where a body is seen from the centre of the Earth and from the observer. */
export interface BodyPlace {
  /** From the centre of the Earth, true equator and equinox of date. */
  readonly geocentric: EquatorialDirection;
  /** From the centre of the Earth, ecliptic and true equinox of date. */
  readonly ecliptic: SphericalDirection;
  /** Distance from the centre of the Earth when the light left, au. */
  readonly geocentricDistanceAu: number;
  /** From the observer, true equator and equinox of date. */
  readonly topocentric: EquatorialDirection;
  /** Distance from the observer, au. */
  readonly distanceAu: number;
  /** Over the horizon of the observer, altitude apparent. */
  readonly horizontal: HorizontalDirection;
  readonly trueAltitudeDeg: number;
}

/**
 * From a place to a body as its light arrives, ICRS axes, au.
 *
 * @param from heliocentric place of the observer
 */
function received(body: SkyBody, jdTt: number, earth: EarthMotion, from: Vector3): Vector3 {
  let lightDays = 0;
  let vector = from;
  // Each round multiplies the error by v/c; three leave nothing.
  for (let round = 0; round < 3; round++) {
    vector = minus(emitted(body, jdTt, lightDays, earth), from);
    lightDays = lengthOf(vector) / lightAuPerDay;
  }
  return vector;
}

/** Heliocentric place of a body before a light time in days. */
function emitted(body: SkyBody, jdTt: number, lightDays: number, earth: EarthMotion): Vector3 {
  if (body === 'sun') return { x: 0, y: 0, z: 0 };
  if (body !== 'moon') return heliocentricPlace(body, jdTt - lightDays);
  const earthThen = minus(earth.place, times(lightDays, earth.velocity));
  return plus(earthThen, lunarVector(jdTt - lightDays));
}

/**
 * Apparent place of the Sun, the Moon or a planet (centre of the disc): light time, aberration,
 * parallax and refraction applied. Planets and Sun by truncated VSOP87, the Moon by Meeus ch. 47;
 * measured against ERFA and a second program: Sun 1 arcsec, Moon 10, planets within 0.01 deg.
 */
export function bodyPlace(body: SkyBody, frame: ObserverFrame): BodyPlace {
  const { jdTt } = frame.times;
  const { earth } = frame;
  const geocentric = received(body, jdTt, earth, earth.place);
  const fromCentre = aberrated(unit(geocentric), times(1 / lightAuPerDay, earth.velocity));
  const topocentric = received(body, jdTt, earth, frame.heliocentricPlaceAu);
  // Light of the solar system is bent by the Sun less than that of a star: left out, below 0.1 arcsec
  // for whatever stands 5 deg or more from the Sun.
  const fromSite = aberrated(unit(topocentric), frame.velocity);
  const overHorizon = rotate(frame.horizon, fromSite);
  const direction = directionOf({ east: overHorizon.x, north: overHorizon.y, up: overHorizon.z });
  return {
    geocentric: equatorialOf(rotate(frame.equatorOfDate, fromCentre)),
    ecliptic: sphericalOf(rotate(trueEcliptic(jdTt), fromCentre)),
    geocentricDistanceAu: lengthOf(geocentric),
    topocentric: equatorialOf(rotate(frame.equatorOfDate, fromSite)),
    distanceAu: lengthOf(topocentric),
    horizontal: frame.apparent(direction),
    trueAltitudeDeg: direction.altitudeDeg,
  };
}

/** The Moon's phase, seen from the centre of the Earth. */
export interface MoonPhase {
  /** Angle between Sun and Moon, degrees. */
  readonly elongationDeg: number;
  /** Angle Sun-Moon-Earth, degrees; 0 when full. */
  readonly phaseAngleDeg: number;
  /** Lit part of the disc, 0 to 1. */
  readonly illuminatedFraction: number;
}

/** Phase of the Moon seen from the centre of the Earth (Meeus, ch. 48, eq. 48.1 to 48.3). */
export function moonPhase(frame: ObserverFrame): MoonPhase {
  const { earth } = frame;
  const moon = received('moon', frame.times.jdTt, earth, earth.place);
  const sun = times(-1, earth.place);
  const motion = times(1 / lightAuPerDay, earth.velocity);
  const elongation = angleBetween(aberrated(unit(moon), motion), aberrated(unit(sun), motion));
  const phaseAngle = Math.atan2(
    lengthOf(sun) * Math.sin(elongation),
    lengthOf(moon) - lengthOf(sun) * Math.cos(elongation),
  );
  return {
    elongationDeg: elongation / degree,
    phaseAngleDeg: phaseAngle / degree,
    illuminatedFraction: (1 + Math.cos(phaseAngle)) / 2,
  };
}

/** Angle between unit vectors, radians. */
function angleBetween(u: Vector3, v: Vector3): number {
  return 2 * Math.atan2(lengthOf(minus(u, v)), lengthOf(plus(u, v)));
}
