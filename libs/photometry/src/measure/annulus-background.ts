import type { Owners } from './star-plane.js';

/** Planes of a frame that a background is made of; all row by row. */
export interface SkyPlanes {
  readonly width: number;
  readonly height: number;
  /** The frame without the wings of catalogue stars, DN. */
  readonly sky: Float32Array;
  /** Square of 1 sigma of each pixel, DN^2. */
  readonly variance: Float32Array;
  /** Flagged pixels are `crowded`. */
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

/**
 * Mean of the usable pixels between two radii that nobody's disc covers but `owner`'s.
 *
 * The mean, not the median: stars fainter than the catalogue stand in the annulus as thickly as under
 * the star, and only the mean counts their light in full.
 *
 * @param owner number in `owners` of the star whose own disc does not matter, 0 for none
 */
export function annulusBackground(
  { width, height, sky, variance, owners }: SkyPlanes,
  x: number,
  y: number,
  [inner, outer]: readonly [number, number],
  owner: number,
): Background {
  const top = Math.max(Math.ceil(y - outer), 0);
  const bottom = Math.min(Math.floor(y + outer), height - 1);
  const inner2 = inner * inner;
  let sum = 0;
  let noise = 0;
  let pixels = 0;
  for (let row = top; row <= bottom; row++) {
    const dy2 = (row - y) * (row - y);
    const half = Math.sqrt(outer * outer - dy2);
    const left = Math.max(Math.ceil(x - half), 0);
    const right = Math.min(Math.floor(x + half), width - 1);
    // The row in two parts, before and after the hole; where it does not meet it, the first is all.
    const hole = dy2 <= inner2 ? Math.sqrt(inner2 - dy2) : -1;
    const before = hole < 0 ? right : Math.min(Math.ceil(x - hole) - 1, right);
    const after = hole < 0 ? right + 1 : Math.max(Math.floor(x + hole) + 1, left);
    for (let part = 0; part < 2; part++) {
      const last = row * width + (part === 0 ? before : right);
      for (let at = row * width + (part === 0 ? left : after); at <= last; at++) {
        const of = owners[at];
        if (of !== 0 && of !== owner) continue;
        sum += sky[at];
        noise += variance[at];
        pixels += 1;
      }
    }
  }
  if (pixels === 0) return { mean: NaN, variance: NaN, pixels };
  return { mean: sum / pixels, variance: noise / (pixels * pixels), pixels };
}
