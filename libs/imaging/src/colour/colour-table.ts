import { magOfLuminance } from '@nightskies/sky';
import {
  brightestMag,
  faintestMag,
  magnitudeColour,
  noDataColour,
  type Rgb,
} from './magnitude-palette.js';

/** Steps of the table in a magnitude: none of them is wider than half a level of a colour. */
const perMag = 1000;

/** The colours of surface brightness, looked up: for pictures of tens of millions of pixels. */
export class ColourTable {
  readonly #rgb: Uint8Array;
  readonly #last: number;

  constructor() {
    this.#last = (faintestMag - brightestMag) * perMag;
    this.#rgb = new Uint8Array(3 * (this.#last + 1));
    for (let i = 0; i <= this.#last; i++) {
      this.#rgb.set(magnitudeColour(brightestMag + i / perMag), 3 * i);
    }
  }

  /**
   * Writes the colour of a luminance, cd/m2, to three places; NaN has the colour of no data, and no
   * light is as dark as the scale goes.
   */
  put(luminanceCdM2: number, into: Uint8Array, at: number): void {
    if (Number.isNaN(luminanceCdM2)) {
      putColour(noDataColour, into, at);
      return;
    }
    const mag = luminanceCdM2 > 0 ? magOfLuminance(luminanceCdM2) : faintestMag;
    const step = Math.round((mag - brightestMag) * perMag);
    const from = 3 * Math.min(Math.max(step, 0), this.#last);
    into[at] = this.#rgb[from];
    into[at + 1] = this.#rgb[from + 1];
    into[at + 2] = this.#rgb[from + 2];
  }
}

function putColour([red, green, blue]: Rgb, into: Uint8Array, at: number): void {
  into[at] = red;
  into[at + 1] = green;
  into[at + 2] = blue;
}
