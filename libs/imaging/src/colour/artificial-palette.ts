import { nanolambertCdM2 } from '@nightskies/sky';
import { LightTable } from './light-table.js';
import { noDataColour, type Rgb } from './magnitude-palette.js';

/** Ends of the scale of artificial light, nL; beyond them the colour of the end. */
export const leastArtificialNl = -100;
export const mostArtificialNl = 10_000;

/** Below it the scale is about linear, above it about logarithmic, nL. */
const bendNl = 2;
const log1pMost = Math.log1p(mostArtificialNl / bendNl);

/**
 * Knots of the colours: [place on the scale, red, green, blue]. Zero is nearly black, light added is
 * warm (brown, orange, yellow, white), light missing is blue. Made in CIELAB: lightness grows alike
 * on both sides of zero, hue stays on the line from blue to yellow that readers with any colour
 * vision tell apart, and no knot is the grey of places without data.
 */
const knots: readonly (readonly [place: number, ...rgb: Rgb])[] = [
  [-0.4616, 0, 150, 190],
  [-0.35, 4, 121, 172],
  [-0.25, 2, 90, 151],
  [-0.15, 0, 63, 128],
  [-0.08, 22, 45, 88],
  [0, 25, 25, 25],
  [0.08, 78, 32, 26],
  [0.15, 116, 37, 28],
  [0.25, 156, 51, 31],
  [0.35, 195, 76, 26],
  [0.5, 227, 118, 22],
  [0.65, 244, 162, 26],
  [0.8, 249, 205, 68],
  [0.9, 249, 230, 137],
  [1, 253, 247, 220],
];

/**
 * Place of artificial luminance on the scale, 0 at zero, 1 at 10 000 nL, the same with the other sign
 * for negative light: sign(B) ln(1 + |B| / 2 nL) / ln(1 + 10 000 / 2), the log-modulus of John and
 * Draper 1980, Applied Statistics 29, 190. 8.6 nL, the accuracy published for the natural model,
 * stands at 0.20.
 */
export function artificialPlace(nanolamberts: number): number {
  return (Math.sign(nanolamberts) * Math.log1p(Math.abs(nanolamberts) / bendNl)) / log1pMost;
}

/** Colour of a place on the scale; beyond its ends, that of the end. */
export function artificialColourAt(place: number): Rgb {
  const above = knots.findIndex(([knot]) => knot >= place);
  if (above === 0) return rgbOf(0);
  if (above < 0) return rgbOf(knots.length - 1);
  const left = knots[above - 1];
  const right = knots[above];
  const part = (place - left[0]) / (right[0] - left[0]);
  const between = (channel: 1 | 2 | 3): number =>
    Math.round(left[channel] + part * (right[channel] - left[channel]));
  return [between(1), between(2), between(3)];
}

function rgbOf(knot: number): Rgb {
  const [, red, green, blue] = knots[knot];
  return [red, green, blue];
}

/** Colour of artificial luminance, nL; not NaN. */
export function artificialColour(nanolamberts: number): Rgb {
  return artificialColourAt(artificialPlace(nanolamberts));
}

/** Weaker light, of either sign, has the colour of zero, nL. */
const nothingNl = 0.01;

/** The colours of artificial light, looked up: for pictures of millions of pixels. */
export class DifferenceTable {
  readonly noData = noDataColour;
  readonly #added = new LightTable(nothingNl, mostArtificialNl, artificialColour);
  readonly #missing = new LightTable(nothingNl, -leastArtificialNl, (nanolamberts) =>
    artificialColour(-nanolamberts),
  );

  /** Writes the colour of a luminance, cd/m2, to three places; NaN has the colour of no data. */
  put(luminanceCdM2: number, into: Uint8Array, at: number): void {
    const nanolamberts = luminanceCdM2 / nanolambertCdM2;
    if (nanolamberts >= 0) this.#added.put(nanolamberts, into, at);
    else if (nanolamberts < 0) this.#missing.put(-nanolamberts, into, at);
    else {
      into[at] = noDataColour[0];
      into[at + 1] = noDataColour[1];
      into[at + 2] = noDataColour[2];
    }
  }
}
