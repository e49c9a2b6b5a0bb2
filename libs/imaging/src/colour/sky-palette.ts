import { ColourTable } from './colour-table.js';
import type { Rgb } from './magnitude-palette.js';
import { DifferenceTable } from './artificial-palette.js';

/** Colours of a map of luminance. */
export interface SkyColours {
  /** Colour of places without data. */
  readonly noData: Rgb;
  /** Writes the colour of a luminance, cd/m2, to three places; NaN has the colour of no data. */
  put(luminanceCdM2: number, into: Uint8Array, at: number): void;
}

/**
 * Which colours a picture has: `magnitudes`, the printed scale of surface brightness; or
 * `artificial`, luminance in nL around zero, negative values in blue.
 */
export type SkyPalette = 'magnitudes' | 'artificial';

const made = new Map<SkyPalette, SkyColours>();

/** The colours of a palette; their tables are made once. */
export function coloursOf(palette: SkyPalette): SkyColours {
  const known = made.get(palette);
  if (known !== undefined) return known;
  const colours = palette === 'artificial' ? new DifferenceTable() : new ColourTable();
  made.set(palette, colours);
  return colours;
}
