import { NightSkiesError, problem } from '@nightskies/contracts';
import { degree, wrapDeg } from '../angles.js';
import { auKm, earthMotion, lightAuPerDay, type EarthMotion } from '../ephemeris/earth.js';
import type { Refraction } from '../refraction/refraction.js';
import { directionOf, unitVector, type HorizontalDirection, type UnitVector } from '../sphere.js';
import { greenwichApparentSiderealDeg } from '../time/sidereal.js';
import { timeScales, type TimeScales } from '../time/scales.js';
import { aberrated, deflected, undeflected } from './apparent-direction.js';
import { equatorialOf, equatorialVector, type EquatorialDirection } from './equatorial.js';
import { nutationOf } from './nutation.js';
import { equatorOfDate } from './precession.js';
import { geocentricPlaceKm, type Site } from './site.js';
import {
  axesAboutX,
  axesAboutY,
  axesAboutZ,
  plus,
  product,
  rotate,
  rotateBack,
  times,
  type Matrix3,
  type Vector3,
} from './vector.js';

/** What fixes the sky over an observer. */
export interface Observation extends Site {
  /** Julian date in UTC. */
  readonly jdUtc: number;
  /** The air that bends the light, or null for a place without air: then apparent is true. */
  readonly refraction: Refraction | null;
  /** UT1 - UTC in seconds; from the built-in table when absent. */
  readonly ut1MinusUtcS?: number;
  /** Pole coordinates x, y of the IERS in arcseconds; 0, 0 when absent (error up to 0.6 arcsec). */
  readonly polarMotionArcsec?: readonly [number, number];
}

/** The turning of the Earth, radians per day of UT1. */
const turnPerDay = 2 * Math.PI * 1.00273781191135448;

/**
 * The sky over one place at one moment. Everything that does not depend on the direction (precession,
 * nutation, sidereal time, the observer's motion) is computed once; a star then costs a rotation, an
 * aberration and a refraction.
 */
export class ObserverFrame {
  readonly times: TimeScales;
  readonly site: Site;
  readonly refraction: Refraction | null;
  /** Local apparent sidereal time, degrees. */
  readonly siderealTimeDeg: number;
  readonly earth: EarthMotion;
  /** From the centre of the Earth to the observer, ICRS axes, au. */
  readonly geocentricPlaceAu: Vector3;
  /** Of the observer, ICRS axes, in units of the speed of light, the turning of the Earth included. */
  readonly velocity: Vector3;
  /** ICRS axes to the true equator and equinox of date. */
  readonly equatorOfDate: Matrix3;
  /** ICRS axes to east, north and zenith. */
  readonly horizon: Matrix3;
  /** From the Sun to the observer, au. */
  readonly heliocentricPlaceAu: Vector3;

  constructor(observation: Observation) {
    checkSite(observation);
    const { longitudeDeg, latitudeDeg, heightM } = observation;
    this.site = { longitudeDeg, latitudeDeg, heightM };
    this.refraction = observation.refraction;
    this.times = timeScales(observation.jdUtc, observation.ut1MinusUtcS);
    const { jdTt } = this.times;
    const nutation = nutationOf(jdTt);
    this.equatorOfDate = equatorOfDate(jdTt, nutation);
    const greenwichDeg = greenwichApparentSiderealDeg(this.times, nutation);
    this.siderealTimeDeg = wrapDeg(greenwichDeg + longitudeDeg, 0);

    const [poleX, poleY] = observation.polarMotionArcsec ?? [0, 0];
    const terrestrial = product(
      axesAboutX(-poleY * (degree / 3600)),
      axesAboutY(-poleX * (degree / 3600)),
      axesAboutZ(greenwichDeg * degree),
      this.equatorOfDate,
    );
    this.horizon = product(horizonOfSite(this.site), terrestrial);

    const place = geocentricPlaceKm(this.site);
    const speed = turnPerDay / auKm / lightAuPerDay;
    this.earth = earthMotion(jdTt);
    this.geocentricPlaceAu = times(1 / auKm, rotateBack(terrestrial, place));
    this.heliocentricPlaceAu = plus(this.earth.place, this.geocentricPlaceAu);
    this.velocity = plus(
      times(1 / lightAuPerDay, this.earth.velocity),
      rotateBack(terrestrial, { x: -speed * place.y, y: speed * place.x, z: 0 }),
    );
  }

  /** Unit vector (ICRS axes) at which the observer sees a distant source, air apart. */
  seen(source: Vector3): Vector3 {
    return aberrated(deflected(source, this.heliocentricPlaceAu), this.velocity);
  }

  /** The way back of `seen`. */
  natural(seen: Vector3): Vector3 {
    const still = aberrated(seen, times(-1, this.velocity));
    return undeflected(still, this.heliocentricPlaceAu);
  }

  /** True (airless) direction over the horizon of a distant source, a unit vector in ICRS axes. */
  trueHorizonVector(source: Vector3): UnitVector {
    const v = rotate(this.horizon, this.seen(source));
    return { east: v.x, north: v.y, up: v.z };
  }

  /** Azimuth and apparent altitude of a distant source, a unit vector in ICRS axes. */
  icrsVectorToAltAz(source: Vector3): HorizontalDirection {
    return this.apparent(directionOf(this.trueHorizonVector(source)));
  }

  /** Azimuth and apparent altitude of a star. */
  icrsToAltAz(star: EquatorialDirection): HorizontalDirection {
    return this.icrsVectorToAltAz(equatorialVector(star));
  }

  /** Unit vector (ICRS axes) towards what is seen at an azimuth and an apparent altitude. */
  altAzToIcrsVector(direction: HorizontalDirection): Vector3 {
    const { east, north, up } = unitVector(this.airless(direction));
    return this.natural(rotateBack(this.horizon, { x: east, y: north, z: up }));
  }

  /** ICRS place of what is seen at an azimuth and an apparent altitude. */
  altAzToIcrs(direction: HorizontalDirection): EquatorialDirection {
    return equatorialOf(this.altAzToIcrsVector(direction));
  }

  /** Topocentric apparent place: true equator and equinox of date, of a star in ICRS. */
  icrsToApparent(star: EquatorialDirection): EquatorialDirection {
    return equatorialOf(rotate(this.equatorOfDate, this.seen(equatorialVector(star))));
  }

  /** The way back of `icrsToApparent`. */
  apparentToIcrs(place: EquatorialDirection): EquatorialDirection {
    return equatorialOf(this.natural(rotateBack(this.equatorOfDate, equatorialVector(place))));
  }

  /** A true direction as it appears through the air. */
  apparent({ azimuthDeg, altitudeDeg }: HorizontalDirection): HorizontalDirection {
    if (this.refraction === null) return { azimuthDeg, altitudeDeg };
    return { azimuthDeg, altitudeDeg: this.refraction.apparentAltitudeDeg(altitudeDeg) };
  }

  /** The true direction of what appears at a direction. */
  airless({ azimuthDeg, altitudeDeg }: HorizontalDirection): HorizontalDirection {
    if (this.refraction === null) return { azimuthDeg, altitudeDeg };
    return { azimuthDeg, altitudeDeg: this.refraction.trueAltitudeDeg(altitudeDeg) };
  }
}

/**
 * The sky over one place at one moment: ICRS, apparent places and the horizon into one another. Stars
 * to 0.05 arcsec of ERFA when UT1 - UTC and polar motion are given.
 *
 * @throws NightSkiesError `bad-time`, `bad-site`
 */
export function observerFrame(observation: Observation): ObserverFrame {
  return new ObserverFrame(observation);
}

/** Axes turning with the Earth to east, north and zenith (of the ellipsoid). */
function horizonOfSite({ longitudeDeg, latitudeDeg }: Site): Matrix3 {
  // After the two turns z is the zenith, y points east and x south.
  const southEastZenith = product(
    axesAboutY((90 - latitudeDeg) * degree),
    axesAboutZ(longitudeDeg * degree),
  );
  return product([0, 1, 0, -1, 0, 0, 0, 0, 1], southEastZenith);
}

function checkSite({ longitudeDeg, latitudeDeg, heightM }: Site): void {
  const fits =
    Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 360 && Math.abs(heightM) <= 1e5;
  if (fits) return;
  throw new NightSkiesError(
    problem('bad-site', 'The site is not a place on the Earth', {
      found: `longitude ${longitudeDeg}, latitude ${latitudeDeg}, height ${heightM} m`,
      expected:
        'longitude -360 to 360 (east positive), latitude -90 to 90 degrees, height in metres',
      hint: 'Correct LONGITUD, LATITUDE and ELEVATIO in the header or the site given.',
    }),
  );
}
