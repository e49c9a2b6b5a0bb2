import type { Owners } from './star-plane.js';

/** Planes of a frame that a background is made of; all row by row. */
export interface SkyPlanes {
  readonly width: number;
  readonly height: number;
  /** The frame without the wings of catalogue stars, DN. */
  readonly sky: Float32Array;
  /** Square of 1 sigma of each pixel, DN^2. */
  readonly variance: Float32Array;
  /** 0: may be used. */
  readonly unusable: Uint8Array;
  readonly owners: Owners;
}

/** The sky around a star. */
export interface Background {
  /** Mean, DN per px. */
  readonly mean: number;
  /** Square of its standard error by the noise of the pixels. */
  readonly variance: number;
  readonly pixels: number;
}

/** An excess of so many sigma of the pixel is looked at as a cosmic ray. */
const suspectSigma = 10;

/**
 * Mean of the pixels between two radii that nobody's disc covers but `owner`'s, cosmic rays left out.
 *
 * The mean, not the median: stars fainter than the catalogue stand in the annulus as thickly as under
 * the star, and only the mean counts their light in full.
 *
 * @param owner number in `owners` of the star whose own disc does not matter, 0 for none
 */
export function annulusBackground(
  planes: SkyPlanes,
  x: number,
  y: number,
  [inner, outer]: readonly [number, number],
  owner: number,
): Background {
  const { width, height, sky, variance, unusable, owners } = planes;
  const top = Math.max(Math.ceil(y - outer), 0);
  const bottom = Math.min(Math.floor(y + outer), height - 1);
  const left = Math.max(Math.ceil(x - outer), 0);
  const right = Math.min(Math.floor(x + outer), width - 1);
  let sum = 0;
  let squares = 0;
  let noise = 0;
  let pixels = 0;
  const each = (visit: (at: number) => void): void => {
    for (let row = top; row <= bottom; row++) {
      const dy2 = (row - y) ** 2;
      for (let column = left; column <= right; column++) {
        const r2 = dy2 + (column - x) ** 2;
        if (r2 <= inner * inner || r2 >= outer * outer) continue;
        const at = row * width + column;
        if (unusable[at] !== 0 || (owners[at] !== 0 && owners[at] !== owner)) continue;
        visit(at);
      }
    }
  };
  each((at) => {
    sum += sky[at];
    squares += sky[at] * sky[at];
    noise += variance[at];
    pixels += 1;
  });
  if (pixels === 0) return { mean: NaN, variance: NaN, pixels };
  const level = sum / pixels;
  const sigma = Math.sqrt(noise / pixels);
  // Without any far excess the scatter stays near the noise and no pixel needs a second look.
  if (squares / pixels - level * level > 1.1 * sigma * sigma) {
    each((at) => {
      if (sky[at] - level > suspectSigma * sigma && isCosmicRay(planes, at, level)) {
        sum -= sky[at];
        noise -= variance[at];
        pixels -= 1;
      }
    });
  }
  return { mean: sum / pixels, variance: noise / (pixels * pixels), pixels };
}

/**
 * Whether a pixel stands out more sharply than a star can: of its eight neighbours all but the two
 * brightest (the next pixels of a track) together have less than half of its excess. Of a star whose
 * Gaussian has a sigma of 0.6 px, the sharpest a camera with lens shows, they have 0.9 of it.
 */
export function isCosmicRay(
  { width, height, sky }: Pick<SkyPlanes, 'width' | 'height' | 'sky'>,
  at: number,
  level: number,
): boolean {
  const column = at % width;
  const row = (at - column) / width;
  if (column === 0 || row === 0 || column === width - 1 || row === height - 1) return false;
  const excess = sky[at] - level;
  let sum = 0;
  let first = -Infinity;
  let second = -Infinity;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (dx === 0 && dy === 0) continue;
      const value = sky[at + dy * width + dx] - level;
      sum += value;
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
  }
  // A pixel beside the brightest of a track is left to that one.
  if (first > 2 * excess) return false;
  return sum - first - second < 0.5 * excess;
}
