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

/** `surfaceBrightnessMag` of many rates, into the first of `out`, which are returned. */
export function surfaceBrightnessMags(
  rates: Float32Array,
  scale: PhotometricScale,
  out: Float32Array,
): Float32Array {
  const unit = magOfUnitRate(scale);
  for (let i = 0; i < rates.length; i++) {
    const rate = rates[i];
    out[i] = rate > 0 ? unit - 2.5 * Math.log10(rate) : Number.NaN;
  }
  return out.subarray(0, rates.length);
}

/** Magnitudes per relative error. */
const magPerRelative = 2.5 / Math.LN10;

/**
 * Error of the surface brightness, mag, of a rate with the error `sigma` of the same unit, to first
 * order. NaN for no light and less, which have no magnitude.
 */
export function surfaceBrightnessError(rate: number, sigma: number): number {
  return rate > 0 ? (magPerRelative * sigma) / rate : Number.NaN;
}

/** `surfaceBrightnessError` of many rates, into the first of `out`, which are returned. */
export function surfaceBrightnessErrors(
  rates: Float32Array,
  sigmas: Float32Array,
  out: Float32Array,
): Float32Array {
  for (let i = 0; i < rates.length; i++) {
    const rate = rates[i];
    out[i] = rate > 0 ? (magPerRelative * sigmas[i]) / rate : Number.NaN;
  }
  return out.subarray(0, rates.length);
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
