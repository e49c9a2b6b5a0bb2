/** BITPIX of integers: bits per number, unsigned for 8, signed for the others. */
export type IntegerBitpix = 8 | 16 | 32 | 64;

/** BITPIX, negative for IEEE floating point (FITS 4.0, table 8). */
export type Bitpix = IntegerBitpix | -32 | -64;
