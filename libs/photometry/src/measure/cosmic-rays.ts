import type { StarPlanes } from '@nightskies/pixels';

/** A pixel that stands out by so many sigma is looked at. */
const suspectSigma = 15;

/**
 * Marks pixels that stand out more sharply than a star can: of the eight neighbours all but the two
 * brightest (the next pixels of a track) together have less than half of the pixel's excess. Of a star
 * whose Gaussian has a sigma of 0.6 px, the sharpest a camera with a lens shows, they have 0.9 of it.
 *
 * Only what harms photometry is sought, far out of the noise: a mean or a sum is not hurt by the rest.
 *
 * @param bit set in the flags of what is found
 */
export function markCosmicRays(planes: StarPlanes, bit: number): void {
  const limit = suspectSigma * suspectSigma;
  const suspects = planes.sharpPixels(suspectSigma);
  const { width, pixels, variance, flags } = planes;
  for (const at of suspects) {
    const excess = pixels[at] - levelAround(pixels, width, at);
    if (
      excess > 0 &&
      excess * excess > limit * variance[at] &&
      isSharp(pixels, width, at, excess)
    ) {
      flags[at] |= bit;
    }
  }
}

/** Mean of the sixteen pixels two away, the two brightest left out. */
function levelAround(data: Float32Array, width: number, at: number): number {
  let sum = 0;
  let first = -Infinity;
  let second = -Infinity;
  for (let dy = -2; dy <= 2; dy++) {
    const step = dy === -2 || dy === 2 ? 1 : 4;
    for (let dx = -2; dx <= 2; dx += step) {
      const value = data[at + dy * width + dx];
      sum += value;
      if (value > first) {
        second = first;
        first = value;
      } else if (value > second) second = value;
    }
  }
  return (sum - first - second) / 14;
}

function isSharp(data: Float32Array, width: number, at: number, excess: number): boolean {
  const level = data[at] - excess;
  let sum = 0;
  let first = -Infinity;
  let second = -Infinity;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (dx === 0 && dy === 0) continue;
      const value = data[at + dy * width + dx] - level;
      sum += value;
      if (value > first) {
        second = first;
        first = value;
      } else if (value > second) second = value;
    }
  }
  // A pixel beside a much brighter one of a track or a star is left to that one.
  return first < 2 * excess && sum - first - second < 0.5 * excess;
}
