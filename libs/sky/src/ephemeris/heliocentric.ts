import { rotate, type Matrix3, type Vector3 } from '../coordinates/vector.js';
import { j2000 } from '../time/julian.js';
import { earth } from './series/earth.js';
import { jupiter } from './series/jupiter.js';
import { mars } from './series/mars.js';
import { mercury } from './series/mercury.js';
import { neptune } from './series/neptune.js';
import { saturn } from './series/saturn.js';
import type { PlanetSeries } from './series/series.js';
import { uranus } from './series/uranus.js';
import { venus } from './series/venus.js';

const planetSeries = { mercury, venus, earth, mars, jupiter, saturn, uranus, neptune };

/** The Earth and the seven other planets. */
export type HeliocentricBody = keyof typeof planetSeries;

/**
 * From the dynamical ecliptic and equinox J2000 of VSOP87 to the equator of FK5, which ICRS axes meet
 * within 0.03 arcsec (Bretagnon and Francou 1988, section 7, as in the notes of the series).
 */
const equatorOfEcliptic: Matrix3 = [
  1, 0.00000044036, -0.000000190919, -0.000000479966, 0.917482137087, -0.397776982902, 0,
  0.397776982902, 0.917482137087,
];

function sumOf(powers: readonly (readonly number[])[], millennia: number): number {
  let total = 0;
  for (let power = powers.length - 1; power >= 0; power--) {
    const terms = powers[power];
    let sum = 0;
    for (let i = terms.length - 3; i >= 0; i -= 3) {
      sum += terms[i] * Math.cos(terms[i + 1] + terms[i + 2] * millennia);
    }
    total = total * millennia + sum;
  }
  return total;
}

/**
 * Heliocentric place of a planet, geometric, in ICRS axes, au, for 1950 to 2050. Truncated VSOP87: the
 * Earth within 0.6 arcsec of ERFA's epv00, Mercury and Venus within 5 of Simon et al. (1994), whose own
 * error that is; what is left out adds up to about 3 arcsec for Mars, Jupiter and Saturn, 10 for Uranus
 * and Neptune.
 */
export function heliocentricPlace(body: HeliocentricBody, jdTt: number): Vector3 {
  const series: PlanetSeries = planetSeries[body];
  const millennia = (jdTt - j2000) / 365250;
  const longitude = sumOf(series.longitude, millennia);
  const latitude = sumOf(series.latitude, millennia);
  const radius = sumOf(series.radius, millennia);
  return rotate(equatorOfEcliptic, {
    x: radius * Math.cos(latitude) * Math.cos(longitude),
    y: radius * Math.cos(latitude) * Math.sin(longitude),
    z: radius * Math.sin(latitude),
  });
}
