import { luminanceOfMag } from '@nightskies/sky';

/** What turns DN/s into light. */
export interface PhotometricScale {
  /** mag; of a star of 1 DN/s. */
  readonly zeropointMag: number;
  /** arcsec per pixel of the unbinned detector. */
  readonly plateScaleArcsec: number;
}

/**
 * Surface brightness of a pixel of 1 DN/s, mag/arcsec2: Z + 2.5 log10(area of the pixel)
 * (image-stages 9.9).
 */
export function magOfUnitRate({ zeropointMag, plateScaleArcsec }: PhotometricScale): number {
  return zeropointMag + 2.5 * Math.log10(plateScaleArcsec ** 2);
}

/**
 * Surface brightness, mag/arcsec2, of a rate in DN/s per unbinned pixel; no extinction is corrected.
 * NaN for no light and less (image-stages 9.9).
 */
export function surfaceBrightnessMag(rate: number, scale: PhotometricScale): number {
  return rate > 0 ? magOfUnitRate(scale) - 2.5 * Math.log10(rate) : Number.NaN;
}

/**
 * Luminance, cd/m2, of 1 DN/s per unbinned pixel. Luminance is proportional to the rate: with the
 * law of magnitudes (`luminanceOfMag`), whose 0.92104 is 0.4 ln 10 rounded, it agrees exactly at 21
 * mag/arcsec2 and to 5e-5 from 14 to 24.
 */
export function luminanceOfUnitRate(scale: PhotometricScale): number {
  const reference = 21;
  return luminanceOfMag(reference) * 10 ** (0.4 * (reference - magOfUnitRate(scale)));
}
