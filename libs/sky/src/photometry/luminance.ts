/** cd/m2 of one nanolambert. */
export const nanolambertCdM2 = 1e-5 / Math.PI;

/**
 * Luminance of a surface brightness in V, nL: 34.08 exp(20.7233 - 0.92104 m) (Garstang 1989, PASP
 * 101, 306, equation 28; the law of the National Park Service). 0.92104 is 0.4 ln 10 rounded.
 *
 * @param mag mag/arcsec2
 */
export function nanolambertsOfMag(mag: number): number {
  return 34.08 * Math.exp(20.7233 - 0.92104 * mag);
}

/** Inverse of `nanolambertsOfMag`; Infinity for no light, NaN for negative light. */
export function magOfNanolamberts(nanolamberts: number): number {
  return (20.7233 - Math.log(nanolamberts / 34.08)) / 0.92104;
}

/** Luminance in cd/m2 of a surface brightness in mag/arcsec2. */
export function luminanceOfMag(mag: number): number {
  return nanolambertsOfMag(mag) * nanolambertCdM2;
}

/** Surface brightness in mag/arcsec2 of a luminance in cd/m2; inverse of `luminanceOfMag`. */
export function magOfLuminance(luminanceCdM2: number): number {
  return magOfNanolamberts(luminanceCdM2 / nanolambertCdM2);
}
