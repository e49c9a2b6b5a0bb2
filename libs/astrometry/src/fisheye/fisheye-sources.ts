import type { Image } from '@nightskies/pixels';
import { detectSources, type Sources } from '../detection/index.js';

/** Pixels at the highest value from which that value is taken for saturation. */
const saturatedPixels = 20;

/**
 * The sources of a whole-sky picture, brightest first: stars as narrow as fisheye lenses draw them
 * (FWHM 2 px; wider ones are found as well), saturated patches as one source each.
 *
 * @param options.saturationLevel in units of the picture; when left out, the highest value if many
 *   pixels share it
 * @throws NightSkiesError as `detectSources`
 */
export function fisheyeSources(
  picture: Image,
  options: { readonly saturationLevel?: number } = {},
): Sources {
  const saturationLevel = options.saturationLevel ?? sharedMaximum(picture);
  return detectSources(picture, { fwhmPx: 2, saturationLevel });
}

function sharedMaximum({ data }: Image): number {
  let highest = -Infinity;
  let count = 0;
  for (let k = 0; k < data.length; k += 1) {
    if (data[k] > highest) [highest, count] = [data[k], 0];
    if (data[k] === highest) count += 1;
  }
  return count >= saturatedPixels ? highest : Infinity;
}
