/**
 * How floating-point pixels become whole numbers before they are coded: in steps of a part of the
 * noise, which costs accuracy and saves most of the space (Pence et al. 2009, PASP 121, 414;
 * White & Greenfield 1999). Without it floats are kept bit for bit.
 */
export interface Quantize {
  /**
   * `stepsPerNoise`: the step is the noise of each tile divided by this number (q); 4 loses about a
   * hundredth of the signal's accuracy (noise grows by 1 / (24 q^2)). Or `step` in units of the pixels.
   */
  readonly stepsPerNoise?: number;
  readonly step?: number;
  /**
   * Subtractive dither: 0 none; 1 keeps faint levels free of steps; 2 as well, and keeps zeros exact.
   * 1 unless told.
   */
  readonly dither?: 0 | 1 | 2;
  /** Where the random sequence starts, 1 to 10000; 1 unless told. Equal seeds give equal bytes. */
  readonly seed?: number;
}

/** Compression of an image in tiles (FITS 4.0, section 10). */
export interface TileCompression {
  /** RICE_1, or GZIP_2 (GZIP_1 for bytes). Floats that are not quantised are always gzip. */
  readonly algorithm: 'rice' | 'gzip';
  /** Pixels of a tile along each axis; rows for rice, several rows for gzip unless told. */
  readonly tile?: readonly number[];
  /** Pixels of a block of RICE_1; 32 unless told. */
  readonly blockSize?: number;
  /** For floating-point pixels only. */
  readonly quantize?: Quantize;
}

/** The settings of a short name. */
export function tileCompression(
  given: 'none' | 'rice' | 'gzip' | TileCompression | undefined,
): TileCompression | null {
  if (given === undefined || given === 'none') return null;
  const settings: TileCompression = typeof given === 'string' ? { algorithm: given } : given;
  const { blockSize = 32, tile, quantize } = settings;
  if (!Number.isSafeInteger(blockSize) || blockSize < 1 || blockSize >= 2 ** 31) {
    throw new RangeError(`a block of ${blockSize} pixels cannot be`);
  }
  if (tile?.every((axis) => Number.isSafeInteger(axis) && axis > 0) === false) {
    throw new RangeError(`tiles of [${tile.join(', ')}] pixels cannot be`);
  }
  if (quantize !== undefined) assertQuantize(quantize);
  return settings;
}

function assertQuantize({ stepsPerNoise = 4, step = 1, seed = 1 }: Quantize): void {
  if (!(stepsPerNoise > 0) || !(step > 0) || !Number.isFinite(step / stepsPerNoise)) {
    throw new RangeError(`${stepsPerNoise} steps per noise, step ${step}: not positive`);
  }
  if (!Number.isSafeInteger(seed) || seed < 1 || seed > 10_000) {
    throw new RangeError(`seed ${seed}: not from 1 to 10000`);
  }
}
