import { innerProduct, lengthOf, minus, plus, times, unit, type Vector3 } from './vector.js';

/** Twice the gravitational radius of the Sun over an au (IAU 2012 au, nominal solar mass). */
const schwarzschildAu = 1.97412574336e-8;

/**
 * The direction in which a moving observer sees light that comes from a direction at rest
 * (aberration, special relativity; Explanatory Supplement to the Astronomical Almanac, 3rd edition,
 * eq. 7.40). With the velocity reversed: the exact way back.
 *
 * @param natural unit vector towards the source
 * @param velocity of the observer in units of the speed of light, same axes
 */
export function aberrated(natural: Vector3, velocity: Vector3): Vector3 {
  const along = innerProduct(natural, velocity);
  const slow = Math.sqrt(1 - innerProduct(velocity, velocity));
  const scale = 1 / (1 + along);
  const forward = (1 + along / (1 + slow)) * scale;
  return {
    x: slow * scale * natural.x + forward * velocity.x,
    y: slow * scale * natural.y + forward * velocity.y,
    z: slow * scale * natural.z + forward * velocity.z,
  };
}

/**
 * The direction of a source at infinity after its light passed the Sun (Explanatory Supplement, 3rd
 * edition, eq. 7.64): 0.004 arcsec at a right angle to the Sun, 0.05 at 10 deg. Inside 0.3 deg of the
 * Sun's centre nothing is bent further, as no star is seen there.
 *
 * @param source unit vector towards the source
 * @param fromSun from the Sun to the observer, au
 */
export function deflected(source: Vector3, fromSun: Vector3): Vector3 {
  const distance = lengthOf(fromSun);
  const sun = times(-1 / distance, fromSun);
  const along = innerProduct(source, sun);
  const away = minus(times(along, source), sun);
  const factor = schwarzschildAu / distance / Math.max(1 - along, 1.4e-5);
  return unit(plus(source, times(factor, away)));
}

/** The source whose deflected direction is given: the way back of `deflected`, to 1e-5 arcsec. */
export function undeflected(seen: Vector3, fromSun: Vector3): Vector3 {
  const shifted = deflected(seen, fromSun);
  return unit(minus(times(2, seen), shifted));
}
