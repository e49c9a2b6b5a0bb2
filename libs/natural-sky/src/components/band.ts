import { nanolambertsOfMag } from '@nightskies/sky';

export type SkyBand = 'V' | 'B';

/** mag/arcsec2 of one star of magnitude 10 per square degree. */
const s10Mag = 10 + 5 * Math.log10(3600);

/** B - V of the Sun (Leinert et al. 1998, section 8.4, whose unit is a star like the Sun). */
export const solarColour = 0.65;

/**
 * Luminance in nL of one star of V 10 like the Sun per square degree, S10(V)sun. In B such a star has
 * magnitude 10.65, and nL are made of B by the same law as of V.
 */
export const nanolambertsOfS10: Readonly<Record<SkyBand, number>> = {
  V: nanolambertsOfMag(s10Mag),
  B: nanolambertsOfMag(s10Mag + solarColour),
};

/** Middle of the band for light like that of the Sun, nm. */
export const bandWavelengthNm: Readonly<Record<SkyBand, number>> = { V: 550, B: 440 };
