import { minus, times, type Vector3 } from '../coordinates/vector.js';
import { heliocentricPlace } from './heliocentric.js';

/** Kilometres of an astronomical unit (IAU 2012 resolution B2). */
export const auKm = 149597870.7;

/** Speed of light, au per day. */
export const lightAuPerDay = (299792.458 * 86400) / auKm;

/** Where the Earth is and how it moves, ICRS axes. */
export interface EarthMotion {
  /** From the Sun to the Earth, au. */
  readonly place: Vector3;
  /** Velocity relative to the Sun, au per day. */
  readonly velocity: Vector3;
}

const halfStepDays = 0.25;

/**
 * Heliocentric place and velocity of the Earth. The Sun's own motion about the barycentre, at most
 * 16 m/s or 0.011 arcsec of aberration, is left out.
 */
export function earthMotion(jdTt: number): EarthMotion {
  const before = heliocentricPlace('earth', jdTt - halfStepDays);
  const after = heliocentricPlace('earth', jdTt + halfStepDays);
  return {
    place: heliocentricPlace('earth', jdTt),
    velocity: times(1 / (2 * halfStepDays), minus(after, before)),
  };
}
