import { degree } from '@nightskies/sky';

/**
 * Twilight at the zenith: log10 of nL as a polynomial of the depth of the Sun beyond 13 deg. Our own fit
 * to the zenith brightnesses measured at Paranal (Patat, Ugolnikov and Postylyakov 2006, A&A 455, 385),
 * their dark sky taken off: scatter 0.007 dex in V and 0.031 in B, from 9 to 16 deg.
 */
const zenithLaw = {
  V: [2.2126, -0.3988, -0.0044],
  B: [2.3138, -0.3991, -0.0078],
} as const;

/** The Sun no higher than this: above, the law is not made for it. */
const leastDepthDeg = 7;

/**
 * Growth per unit of airmass away from the zenith, dex, and what is added towards the Sun, times the
 * cosine of the azimuth from it: measured with an all-sky camera (Yoachim et al. 2016, Proc. SPIE 9910,
 * 99101A, whose fall per degree is 0.40 dex). Their sky ends at airmass 3.
 */
const perAirmass = 0.295;
const perAirmassTowardsSun = 0.31;
const greatestAirmass = 3;

/**
 * Twilight beyond the night sky, nL as observed; good to 10 % at the zenith of a clear mountain, to a
 * factor of two elsewhere. 1.3 nL at the zenith with the Sun 18 deg down.
 *
 * @param sunAltitudeDeg true altitude of the Sun
 * @param fromSunDeg azimuth from the Sun's
 */
export function twilightNl(
  sunAltitudeDeg: number,
  altitudeDeg: number,
  fromSunDeg: number,
  band: 'V' | 'B' = 'V',
): number {
  const [level, fall, bend] = zenithLaw[band];
  const beyond = Math.max(-sunAltitudeDeg, leastDepthDeg) - 13;
  const airmass = Math.min(1 / Math.sin(Math.max(altitudeDeg, 1) * degree), greatestAirmass);
  const towards = Math.max(0, Math.cos(fromSunDeg * degree));
  const shape = perAirmass + perAirmassTowardsSun * towards;
  return 10 ** (level + fall * beyond + bend * beyond * beyond + shape * (airmass - 1));
}
