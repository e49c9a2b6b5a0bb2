import { magnitudeColour, magnitudeKnots, type Rgb } from '../colour/magnitude-palette.js';

/** Half the width of a place of the table of colours, 1/4096 of the light, mag. */
const halfPlaceMag = 2.5 * Math.log10(1 + 1 / 4096);

/** Least and greatest levels of the colours that the table may take for a surface brightness: mostly equal. */
export function coloursAbout(mag: number): { readonly least: Rgb; readonly most: Rgb } {
  const [from, to] = [mag - halfPlaceMag, mag + halfPlaceMag];
  // Between knots the scale goes straight.
  const colours = [
    from,
    ...magnitudeKnots.map(([knot]) => knot).filter((knot) => knot > from && knot < to),
    to,
  ].map(magnitudeColour);
  const level = (of: (...levels: number[]) => number, channel: 0 | 1 | 2): number =>
    of(...colours.map((colour) => colour[channel]));
  return {
    least: [level(Math.min, 0), level(Math.min, 1), level(Math.min, 2)],
    most: [level(Math.max, 0), level(Math.max, 1), level(Math.max, 2)],
  };
}
