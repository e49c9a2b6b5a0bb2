/**
 * Logarithms of float32 from tables by the bits of the number and a series in what is left, below
 * 2^-10: good to 1e-13, far below the last bit of a float32.
 */

const tableBits = 10;
/** Bits of the fraction of a float32 below those that name an entry. */
export const lowBits = 23 - tableBits;
export const entryCount = 1 << tableBits;
export const exponentCount = 256;

/** Magnitudes of a natural logarithm. */
export const magPerNatural = 2.5 / Math.LN10;

/** Tables of magnitudes that are `unitMag` for the value 1. */
export interface MagnitudeTables {
  readonly unitMag: number;
  /** Of the powers of two, by the exponent of a float32. */
  readonly ofExponents: Float64Array;
  /** Fainter than that by the fraction 1 + k / 1024. */
  readonly ofEntries: Float64Array;
  /** What the low bits of a fraction from there on count relative to it. */
  readonly perLowBit: Float64Array;
}

const ofEntries = Float64Array.from(
  { length: entryCount },
  (_, k) => 2.5 * Math.log10(1 + k / entryCount),
);
const perLowBit = Float64Array.from(
  { length: entryCount },
  (_, k) => 1 / ((1 << 23) + k * (1 << lowBits)),
);

/** @param unitMag magnitude of the value 1 */
export function magnitudeTables(unitMag: number): MagnitudeTables {
  const ofExponents = Float64Array.from(
    { length: exponentCount },
    (_, exponent) => unitMag - 2.5 * Math.log10(2) * (exponent - 127),
  );
  return { unitMag, ofExponents, ofEntries, perLowBit };
}

/** unitMag - 2.5 log10(value); NaN for none and less. */
export function magnitudeOf(value: number, unitMag: number): number {
  return value > 0 ? unitMag - 2.5 * Math.log10(value) : Number.NaN;
}
