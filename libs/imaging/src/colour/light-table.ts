import type { Rgb } from './magnitude-palette.js';

/** Bits of the mantissa that are dropped: what is left tells values apart to 1/2048, 0.0005 mag. */
const dropped = 12;
const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

/** Place of a positive number among all: its exponent and the first 11 bits of its mantissa. */
function placeOf(value: number): number {
  number[0] = value;
  return bits[0] >> dropped;
}

/**
 * Colours of positive values, looked up by the leading bits of the number instead of its logarithm:
 * for pictures of millions of pixels.
 */
export class LightTable {
  readonly #first: number;
  readonly #last: number;
  readonly #rgb: Uint8Array;

  /** Below `least` and above `most` the colours of the ends hold; both are positive. */
  constructor(least: number, most: number, colourOf: (value: number) => Rgb) {
    this.#first = placeOf(least);
    this.#last = placeOf(most);
    const count = this.#last - this.#first + 1;
    this.#rgb = new Uint8Array(3 * count);
    for (let i = 0; i < count; i++) {
      // The middle of the values that share the place.
      bits[0] = ((this.#first + i) << dropped) | (1 << (dropped - 1));
      this.#rgb.set(colourOf(number[0]), 3 * i);
    }
  }

  /** Writes the colour of a positive value to three places. */
  put(value: number, into: Uint8Array, at: number): void {
    number[0] = value;
    const place = bits[0] >> dropped;
    const within = place < this.#first ? this.#first : place > this.#last ? this.#last : place;
    const from = 3 * (within - this.#first);
    into[at] = this.#rgb[from];
    into[at + 1] = this.#rgb[from + 1];
    into[at + 2] = this.#rgb[from + 2];
  }
}
