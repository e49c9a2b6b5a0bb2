import { degree } from '../angles.js';
import { meanObliquity, equatorOfDate } from '../coordinates/precession.js';
import { axesAboutX, rotate, rotateBack, times, type Vector3 } from '../coordinates/vector.js';
import { vectorOfAnglesDeg } from '../coordinates/equatorial.js';
import { centuriesSinceJ2000 } from '../time/julian.js';
import { auKm } from './earth.js';
import { moonLatitude, moonLongitudeAndDistance } from './series/moon.js';

/** The Moon in the mean ecliptic and equinox of date, geometric, from the centre of the Earth. */
export interface LunarPlace {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly distanceKm: number;
}

function poly(t: number, c: readonly number[]): number {
  return c.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
}

/**
 * The Moon by Meeus, Astronomical Algorithms (2nd edition), ch. 47: 10 arcsec in longitude, 4 in
 * latitude. Meeus' mean longitude contains the light time (-0.744 arcsec); this one does not, because
 * `bodyPlace` applies light time to all bodies alike.
 */
export function lunarPlace(jdTt: number): LunarPlace {
  const t = centuriesSinceJ2000(jdTt);
  const meanLongitude = poly(t, [
    218.31665436,
    481267.88123421,
    -0.0015786,
    1 / 538841,
    -1 / 65194000,
  ]);
  const d = poly(t, [297.8501921, 445267.1114034, -0.0018819, 1 / 545868, -1 / 113065000]) * degree;
  const sun = poly(t, [357.5291092, 35999.0502909, -0.0001536, 1 / 24490000]) * degree;
  const moon = poly(t, [134.9633964, 477198.8675055, 0.0087414, 1 / 69699, -1 / 14712000]) * degree;
  const f = poly(t, [93.272095, 483202.0175233, -0.0036539, -1 / 3526000, 1 / 863310000]) * degree;
  const venusTerm = (119.75 + 131.849 * t) * degree;
  const jupiterTerm = (53.09 + 479264.29 * t) * degree;
  const thirdTerm = (313.45 + 481266.484 * t) * degree;
  const l = meanLongitude * degree;
  const eccentricity = poly(t, [1, -0.002516, -0.0000074]);
  const weights = [1, eccentricity, eccentricity ** 2];

  let longitude = 3958 * Math.sin(venusTerm) + 1962 * Math.sin(l - f) + 318 * Math.sin(jupiterTerm);
  let distance = 0;
  for (let i = moonLongitudeAndDistance.length - 6; i >= 0; i -= 6) {
    const [nD, nSun, nMoon, nF, sine, cosine] = moonLongitudeAndDistance.slice(i, i + 6);
    const argument = nD * d + nSun * sun + nMoon * moon + nF * f;
    const weight = weights[Math.abs(nSun)];
    longitude += weight * sine * Math.sin(argument);
    distance += weight * cosine * Math.cos(argument);
  }
  let latitude =
    -2235 * Math.sin(l) +
    382 * Math.sin(thirdTerm) +
    175 * (Math.sin(venusTerm - f) + Math.sin(venusTerm + f)) +
    127 * Math.sin(l - moon) -
    115 * Math.sin(l + moon);
  for (let i = moonLatitude.length - 5; i >= 0; i -= 5) {
    const [nD, nSun, nMoon, nF, sine] = moonLatitude.slice(i, i + 5);
    latitude +=
      weights[Math.abs(nSun)] * sine * Math.sin(nD * d + nSun * sun + nMoon * moon + nF * f);
  }
  return {
    longitudeDeg: meanLongitude + longitude * 1e-6,
    latitudeDeg: latitude * 1e-6,
    distanceKm: 385000.56 + distance / 1000,
  };
}

/** From the centre of the Earth to the Moon, geometric, ICRS axes, au. */
export function lunarVector(jdTt: number): Vector3 {
  const { longitudeDeg, latitudeDeg, distanceKm } = lunarPlace(jdTt);
  const ecliptic = times(distanceKm / auKm, vectorOfAnglesDeg(longitudeDeg, latitudeDeg));
  const equatorial = rotate(axesAboutX(-meanObliquity(jdTt)), ecliptic);
  return rotateBack(equatorOfDate(jdTt), equatorial);
}
