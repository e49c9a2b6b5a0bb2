export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Knots of the colour scale in which the National Park Service shows surface brightness, white at
 * 14 mag/arcsec2, black at 24: [mag/arcsec2, red, green, blue]. An independent fit of the printed
 * scale, good to 3 of 255 levels.
 */
export const magnitudeKnots: readonly (readonly [mag: number, ...rgb: Rgb])[] = [
  [14.0, 255, 255, 255],
  [14.5, 255, 233, 255],
  [15.1, 255, 207, 234],
  [16.05, 255, 243, 196],
  [16.3, 241, 248, 189],
  [16.55, 229, 253, 196],
  [17.2, 205, 254, 244],
  [17.45, 192, 248, 255],
  [17.85, 209, 216, 254],
  [18.05, 211, 188, 246],
  [18.25, 212, 152, 232],
  [18.4, 213, 122, 202],
  [18.7, 226, 62, 106],
  [18.85, 217, 32, 60],
  [18.95, 211, 18, 47],
  [19.0, 208, 25, 43],
  [19.2, 200, 72, 39],
  [19.6, 243, 186, 31],
  [19.7, 247, 210, 30],
  [19.8, 240, 200, 30],
  [19.85, 228, 194, 30],
  [19.9, 208, 192, 31],
  [20.2, 88, 186, 45],
  [20.35, 58, 192, 76],
  [20.55, 42, 199, 134],
  [20.75, 30, 193, 188],
  [20.85, 24, 178, 209],
  [21.0, 17, 142, 220],
  [21.3, 29, 70, 216],
  [21.5, 37, 28, 207],
  [21.6, 49, 22, 199],
  [21.85, 86, 32, 180],
  [22.0, 101, 38, 156],
  [22.3, 89, 50, 109],
  [22.5, 81, 46, 70],
  [22.8, 69, 28, 42],
  [23.2, 45, 16, 18],
  [23.95, 0, 0, 0],
];

/** Neutral grey of places without data: no colour of the scale is grey. */
export const noDataColour: Rgb = [74, 76, 80];

/** Ends of the scale, mag/arcsec2. */
export const brightestMag = 14;
export const faintestMag = 24;

/**
 * Colour of a surface brightness, by linear interpolation between the knots; white above the bright
 * end, black beyond the faint one (no light at all, +Infinity, included).
 *
 * @param mag surface brightness, mag/arcsec2; not NaN
 */
export function magnitudeColour(mag: number): Rgb {
  const last = magnitudeKnots.length - 1;
  if (mag <= magnitudeKnots[0][0]) return rgbOf(0);
  if (mag >= magnitudeKnots[last][0]) return rgbOf(last);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (magnitudeKnots[middle][0] <= mag) low = middle;
    else high = middle;
  }
  const left = magnitudeKnots[low];
  const right = magnitudeKnots[high];
  const t = (mag - left[0]) / (right[0] - left[0]);
  const between = (channel: 1 | 2 | 3): number =>
    Math.round(left[channel] + t * (right[channel] - left[channel]));
  return [between(1), between(2), between(3)];
}

function rgbOf(knot: number): Rgb {
  const [, red, green, blue] = magnitudeKnots[knot];
  return [red, green, blue];
}
