import { degree } from '../angles.js';
import { refractionByApparentAltitude, type Air, type Refraction } from './refraction.js';

/** The two constants of refraction = A tan z + B tan^3 z, z the apparent zenith distance, radians. */
export interface RefractionConstants {
  readonly a: number;
  readonly b: number;
}

/** Partial pressure of water vapour, hPa (Buck 1981 and Crane 1976, as in SLALIB and ERFA). */
export function vapourPressureHpa({ pressureHpa, temperatureC, relativeHumidity }: Air): number {
  if (pressureHpa <= 0) return 0;
  const saturated =
    10 ** ((0.7859 + 0.03477 * temperatureC) / (1 + 0.00412 * temperatureC)) *
    (1 + pressureHpa * (4.5e-6 + 6e-10 * temperatureC * temperatureC));
  return (relativeHumidity * saturated) / (1 - ((1 - relativeHumidity) * saturated) / pressureHpa);
}

/**
 * Refraction constants for visible light (Green, Spherical Astronomy, 1985, eq. 4.31; the formulae of
 * the IAU SOFA and ERFA routine `refco`, refractive index after IAG 1999).
 */
export function refractionConstants(air: Air): RefractionConstants {
  const kelvin = air.temperatureC + 273.15;
  const square = air.wavelengthUm * air.wavelengthUm;
  const gamma =
    ((77.53484e-6 + (4.39108e-7 + 3.666e-9 / square) / square) * air.pressureHpa -
      11.2684e-6 * vapourPressureHpa(air)) /
    kelvin;
  const beta = 4.4474e-6 * kelvin;
  return { a: gamma * (1 - beta), b: -gamma * (beta - gamma / 2) };
}

/** The altitude below which the two-constant form loses its meaning: 12 arcsec off at 5 deg. */
const lowestTanDeg = 5;

/**
 * Refraction by A tan z + B tan^3 z: better than 0.1 arcsec above 15 deg, 1 at 10, 12 at 5. Below 5 deg
 * the lift of 5 deg is held: use `layeredRefraction` there.
 */
export function constantsRefraction(air: Air): Refraction {
  const { a, b } = refractionConstants(air);
  return refractionByApparentAltitude((apparent) => {
    const tangent = 1 / Math.tan(Math.max(apparent, lowestTanDeg) * degree);
    return (tangent * (a + b * tangent * tangent)) / degree;
  });
}
