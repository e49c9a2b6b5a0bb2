import { image, type Image } from '@nightskies/pixels';

/** Significance, in standard deviations of the background, from which a pixel can be a single one. */
const leastSigma = 5;
/** A single pixel stands out so many times as far as the middle of a star does. */
const timesAStar = 3;

/** By how much the middle of a Gaussian star exceeds the median of its eight neighbours, as a share of it. */
function contrastOfStar(fwhmPx: number): number {
  const variance = fwhmPx ** 2 / (8 * Math.LN2);
  const middle = (Math.exp(-0.5 / variance) + Math.exp(-1 / variance)) / 2;
  return 1 / middle - 1;
}

/**
 * The picture with hot pixels and hits of cosmic rays on single pixels replaced by the median of
 * their eight neighbours: what is far too sharp for a star. A star near one would be lost to the
 * detection or shifted towards it.
 *
 * @param flat background taken off
 * @param noise standard deviation of the background in a pixel, in units of the image
 * @param fwhmPx of the sharpest stars there can be
 * @returns the picture, the one given when nothing was replaced, and the number of pixels replaced
 */
export function withoutSinglePixels(
  flat: Image,
  noise: number,
  fwhmPx: number,
): { readonly image: Image; readonly replaced: number } {
  const { width, height, data } = flat;
  const contrast = timesAStar * contrastOfStar(fwhmPx);
  const neighbours = new Float64Array(8);
  const places: number[] = [];
  const values: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = data[y * width + x];
      if (!(value > leastSigma * noise)) continue;
      const middle = medianAround(flat, x, y, neighbours);
      const excess = value - middle;
      if (excess <= leastSigma * noise) continue;
      if (excess <= contrast * (Math.max(middle, 0) + noise)) continue;
      places.push(y * width + x);
      values.push(middle);
    }
  }
  if (places.length === 0) return { image: flat, replaced: 0 };
  const cleaned = data.slice();
  places.forEach((place, k) => {
    cleaned[place] = values[k];
  });
  return { image: image(width, height, cleaned), replaced: places.length };
}

/** Of the neighbours within the picture that have a value; 0 without any. */
function medianAround(
  { width, height, data }: Image,
  x: number,
  y: number,
  neighbours: Float64Array,
): number {
  let count = 0;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
      const value = data[row * width + column];
      if ((row === y && column === x) || Number.isNaN(value)) continue;
      // Kept in order as they come: there are eight at most.
      let at = count;
      for (; at > 0 && neighbours[at - 1] > value; at -= 1) neighbours[at] = neighbours[at - 1];
      neighbours[at] = value;
      count += 1;
    }
  }
  if (count === 0) return 0;
  const half = count >> 1;
  return count % 2 === 1 ? neighbours[half] : (neighbours[half - 1] + neighbours[half]) / 2;
}
