/** Length of the sequence (FITS 4.0, appendix I). */
const count = 10_000;
let sequence: Float32Array | undefined;

/**
 * The random numbers every reader and writer of dithered images shares (FITS 4.0, appendix I; Park &
 * Miller 1988): multiplier 16807, modulus 2^31 - 1, seed 1, kept as float32.
 */
export function ditherSequence(): Float32Array {
  if (sequence !== undefined) return sequence;
  const made = new Float32Array(count);
  let seed = 1;
  for (let i = 0; i < count; i++) {
    // Below 2^46: exact in float64.
    seed = (16_807 * seed) % 2_147_483_647;
    made[i] = seed / 2_147_483_647;
  }
  sequence = made;
  return made;
}

/** Walks the sequence as one tile does (section 10.2.1). */
export class Dither {
  readonly #sequence = ditherSequence();
  #start: number;
  #at: number;

  /**
   * @param tile its number, from 0
   * @param seed ZDITHER0, from 1
   */
  constructor(tile: number, seed: number) {
    this.#start = (((tile + seed - 1) % count) + count) % count;
    this.#at = this.#offset();
  }

  /** The random number of the next pixel, from 0 to 1. */
  next(): number {
    const value = this.#sequence[this.#at];
    this.#at++;
    if (this.#at === count) {
      this.#start = (this.#start + 1) % count;
      this.#at = this.#offset();
    }
    return value;
  }

  #offset(): number {
    // A product in float32, as other programs make it.
    return Math.floor(Math.fround(this.#sequence[this.#start] * 500));
  }
}
