import { degree } from '../angles.js';
import { centuriesSinceJ2000 } from '../time/julian.js';

/** Nutation in longitude and obliquity, radians. */
export interface Nutation {
  readonly longitude: number;
  readonly obliquity: number;
}

const arcsecond = degree / 3600;
const termLength = 11;

/**
 * The 42 largest terms of IAU 2000B (McCarthy and Luzum 2003, table 1): multiples of l, l', F, D, Omega;
 * longitude: sin, t sin, cos; obliquity: cos, t cos, sin; units of 0.1 microarcsecond.
 */
// prettier-ignore
const terms: readonly number[] = [
   0, 0, 0, 0, 1, -172064161, -174666, 33386, 92052331, 9086, 15377,
   0, 0, 2,-2, 2, -13170906, -1675, -13696, 5730336, -3015, -4587,
   0, 0, 2, 0, 2, -2276413, -234, 2796, 978459, -485, 1374,
   0, 0, 0, 0, 2, 2074554, 207, -698, -897492, 470, -291,
   0, 1, 0, 0, 0, 1475877, -3633, 11817, 73871, -184, -1924,
   0, 1, 2,-2, 2, -516821, 1226, -524, 224386, -677, -174,
   1, 0, 0, 0, 0, 711159, 73, -872, -6750, 0, 358,
   0, 0, 2, 0, 1, -387298, -367, 380, 200728, 18, 318,
   1, 0, 2, 0, 2, -301461, -36, 816, 129025, -63, 367,
   0,-1, 2,-2, 2, 215829, -494, 111, -95929, 299, 132,
   0, 0, 2,-2, 1, 128227, 137, 181, -68982, -9, 39,
  -1, 0, 2, 0, 2, 123457, 11, 19, -53311, 32, -4,
  -1, 0, 0, 2, 0, 156994, 10, -168, -1235, 0, 82,
   1, 0, 0, 0, 1, 63110, 63, 27, -33228, 0, -9,
  -1, 0, 0, 0, 1, -57976, -63, -189, 31429, 0, -75,
  -1, 0, 2, 2, 2, -59641, -11, 149, 25543, -11, 66,
   1, 0, 2, 0, 1, -51613, -42, 129, 26366, 0, 78,
  -2, 0, 2, 0, 1, 45893, 50, 31, -24236, -10, 20,
   0, 0, 0, 2, 0, 63384, 11, -150, -1220, 0, 29,
   0, 0, 2, 2, 2, -38571, -1, 158, 16452, -11, 68,
   0,-2, 2,-2, 2, 32481, 0, 0, -13870, 0, 0,
  -2, 0, 0, 2, 0, -47722, 0, -18, 477, 0, -25,
   2, 0, 2, 0, 2, -31046, -1, 131, 13238, -11, 59,
   1, 0, 2,-2, 2, 28593, 0, -1, -12338, 10, -3,
  -1, 0, 2, 0, 1, 20441, 21, 10, -10758, 0, -3,
   2, 0, 0, 0, 0, 29243, 0, -74, -609, 0, 13,
   0, 0, 2, 0, 0, 25887, 0, -66, -550, 0, 11,
   0, 1, 0, 0, 1, -14053, -25, 79, 8551, -2, -45,
  -1, 0, 0, 2, 1, 15164, 10, 11, -8001, 0, -1,
   0, 2, 2,-2, 2, -15794, 72, -16, 6850, -42, -5,
   0, 0,-2, 2, 0, 21783, 0, 13, -167, 0, 13,
   1, 0, 0,-2, 1, -12873, -10, -37, 6953, 0, -14,
   0,-1, 0, 0, 1, -12654, 11, 63, 6415, 0, 26,
  -1, 0, 2, 2, 1, -10204, 0, 25, 5222, 0, 15,
   0, 2, 0, 0, 0, 16707, -85, -10, 168, -1, 10,
   1, 0, 2, 2, 2, -7691, 0, 44, 3268, 0, 19,
  -2, 0, 2, 0, 0, -11024, 0, -14, 104, 0, 2,
   0, 1, 2, 0, 2, 7566, -21, -11, -3250, 0, -5,
   0, 0, 2, 2, 1, -6637, -11, 25, 3353, 0, 14,
   0,-1, 2, 0, 2, -7141, 21, 8, 3070, 0, 4,
   0, 0, 0, 2, 1, -6302, -11, 2, 3272, 0, 4,
   1, 0, 2,-2, 1, 5800, 10, 2, -3045, 0, -1,
];

/** Mean longitude of the ascending node of the Moon, radians (Simon et al. 1994). */
export function lunarNode(jdTt: number): number {
  const t = centuriesSinceJ2000(jdTt);
  return ((450160.398036 - 6962890.5431 * t) % 1296000) * arcsecond;
}

/**
 * Nutation by the large terms of IAU 2000B, fundamental arguments of Simon et al. (1994): within
 * 0.005 arcsec of IAU 2000A from 1980 to 2060.
 */
export function nutationOf(jdTt: number): Nutation {
  const t = centuriesSinceJ2000(jdTt);
  const l = ((485868.249036 + 1717915923.2178 * t) % 1296000) * arcsecond;
  const lSun = ((1287104.79305 + 129596581.0481 * t) % 1296000) * arcsecond;
  const f = ((335779.526232 + 1739527262.8478 * t) % 1296000) * arcsecond;
  const d = ((1072260.70369 + 1602961601.209 * t) % 1296000) * arcsecond;
  const node = lunarNode(jdTt);
  let longitude = 0;
  let obliquity = 0;
  // Smallest terms first, so that their digits are kept.
  for (let i = terms.length - termLength; i >= 0; i -= termLength) {
    const argument =
      terms[i] * l +
      terms[i + 1] * lSun +
      terms[i + 2] * f +
      terms[i + 3] * d +
      terms[i + 4] * node;
    const sine = Math.sin(argument);
    const cosine = Math.cos(argument);
    longitude += (terms[i + 5] + terms[i + 6] * t) * sine + terms[i + 7] * cosine;
    obliquity += (terms[i + 8] + terms[i + 9] * t) * cosine + terms[i + 10] * sine;
  }
  // Offsets that stand for the planetary terms (McCarthy and Luzum 2003, section 2).
  return {
    longitude: (longitude * 1e-7 - 0.000135) * arcsecond,
    obliquity: (obliquity * 1e-7 + 0.000388) * arcsecond,
  };
}
