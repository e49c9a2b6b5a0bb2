import type { Band } from '@nightskies/contracts';
import { magOfLuminance } from '@nightskies/sky';

/**
 * What a camera counts of a star: `-2.5 log10(DN/s) = m + colourTerm (B-V) + extinction X - zeropoint`,
 * m in V or B, X the airmass. Diffuse light has no colour term.
 */
export interface PhotometricLaw {
  readonly zeropointMag: number;
  readonly extinctionMagPerAirmass: number;
  readonly colourTerm: number;
}

export type PhotometricLaws = Readonly<Record<Band, PhotometricLaw>>;

/** Of the invented camera and air. */
export const usualPhotometry: PhotometricLaws = {
  V: { zeropointMag: 14.74, extinctionMagPerAirmass: 0.16, colourTerm: 0.04 },
  B: { zeropointMag: 14.06, extinctionMagPerAirmass: 0.26, colourTerm: 0.04 },
};

/**
 * DN per second in a pixel of the centre of the field, per cd/m2: flux = 10^(-0.4 (mag - zeropoint))
 * per square arcsecond. The law of luminance is not exactly 10^(-0.4 mag); it is met exactly at
 * `referenceCdM2` and within 7e-6 per factor e beside it.
 */
export function rateOfLuminance(
  referenceCdM2: number,
  zeropointMag: number,
  pixelScaleArcsec: number,
): number {
  const mag = magOfLuminance(referenceCdM2);
  return (10 ** (-0.4 * (mag - zeropointMag)) * pixelScaleArcsec ** 2) / referenceCdM2;
}

/** DN per second of a star of one band's magnitude through an airmass. */
export function rateOfStar(
  law: PhotometricLaw,
  magnitude: number,
  colourMag: number,
  airmass: number,
): number {
  const dimmed = magnitude + law.colourTerm * colourMag + law.extinctionMagPerAirmass * airmass;
  return 10 ** (-0.4 * (dimmed - law.zeropointMag));
}

/** Name of the formula of `airmass`. */
export const airmassFormula = 'pickering-2002';

/**
 * Airmass of an apparent altitude, degrees; that of the horizon below it (Pickering 2002, The Southern
 * Limits of the Ancient Star Catalog, DIO 12, 3, appendix).
 */
export function airmass(altitudeDeg: number): number {
  const altitude = Math.max(altitudeDeg, 0);
  return 1 / Math.sin(((altitude + 244 / (165 + 47 * altitude ** 1.1)) * Math.PI) / 180);
}
