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

/** Magnitudes per relative error. */
const magPerRelative = 2.5 / Math.LN10;

const tableBits = 10;
/** Bits of the fraction of a float32 below those that name an entry. */
const lowBits = 23 - tableBits;

/** Magnitudes of 1 + k / 1024, and what the low bits of a fraction from there on count relative to it. */
const magsOfEntries = Float64Array.from(
  { length: 1 << tableBits },
  (_, k) => 2.5 * Math.log10(1 + k / (1 << tableBits)),
);
const perLowBit = Float64Array.from(
  { length: 1 << tableBits },
  (_, k) => 1 / ((1 << 23) + k * (1 << lowBits)),
);

/**
 * `surfaceBrightnessMag` of many rates, into the first of `out`, which are returned. Logarithms come
 * from a table by the bits of the number and a series in what is left, below 2^-10: good to 1e-13, far
 * below the last bit of a float32.
 */
export function surfaceBrightnessMags(
  rates: Float32Array,
  scale: PhotometricScale,
  out: Float32Array,
): Float32Array {
  const unit = magOfUnitRate(scale);
  const magsOfExponents = Float64Array.from(
    { length: 256 },
    (_, exponent) => unit - 2.5 * Math.log10(2) * (exponent - 127),
  );
  const bits = new Int32Array(rates.buffer, rates.byteOffset, rates.length);
  for (let i = 0; i < rates.length; i++) {
    const word = bits[i];
    const exponent = word >> 23;
    if (exponent >= 1 && exponent <= 254) {
      const entry = (word >> lowBits) & ((1 << tableBits) - 1);
      const rest = (word & ((1 << lowBits) - 1)) * perLowBit[entry];
      const series = rest * (1 - rest * (1 / 2 - rest * (1 / 3 - rest / 4)));
      out[i] = magsOfExponents[exponent] - magsOfEntries[entry] - magPerRelative * series;
    } else {
      // Negative, none, next to none, infinite or unknown.
      out[i] = surfaceBrightnessMag(rates[i], scale);
    }
  }
  return out.subarray(0, rates.length);
}

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
