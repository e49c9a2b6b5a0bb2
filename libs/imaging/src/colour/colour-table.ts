import { luminanceOfMag, magOfLuminance } from '@nightskies/sky';
import { LightTable } from './light-table.js';
import { brightestMag, faintestMag, magnitudeColour, noDataColour } from './magnitude-palette.js';

const noLightColour = magnitudeColour(faintestMag);

/** The colours of surface brightness, looked up: for pictures of tens of millions of pixels. */
export class ColourTable {
  readonly noData = noDataColour;
  readonly #table = new LightTable(
    luminanceOfMag(faintestMag),
    luminanceOfMag(brightestMag),
    (luminanceCdM2) => magnitudeColour(magOfLuminance(luminanceCdM2)),
  );

  /**
   * Writes the colour of a luminance, cd/m2, to three places; NaN has the colour of no data, and no
   * light is as dark as the scale goes.
   */
  put(luminanceCdM2: number, into: Uint8Array, at: number): void {
    if (luminanceCdM2 > 0) {
      this.#table.put(luminanceCdM2, into, at);
      return;
    }
    const colour = luminanceCdM2 <= 0 ? noLightColour : noDataColour;
    into[at] = colour[0];
    into[at + 1] = colour[1];
    into[at + 2] = colour[2];
  }
}
