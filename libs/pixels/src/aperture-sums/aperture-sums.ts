import type { Image } from '../image.js';

/** Places on an image, px: the centre of the first pixel is (0, 0). */
export interface Positions {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** What is summed together with the image. */
export interface ApertureOptions {
  /** Pixels that are not 0 are left out. */
  readonly mask?: Image<Uint8Array> | undefined;
  /** Squared standard error of each pixel. */
  readonly variance?: Image | undefined;
}

/** Sums over apertures; element i of each array belongs to position i. */
export interface ApertureSums {
  /** Sum of share times value over the pixels that are not masked; NaN beyond the image. */
  readonly sum: Float64Array;
  /** Part of the aperture on pixels of the image that are not masked, px. */
  readonly area: Float64Array;
  /** Part of the aperture on masked pixels, px. */
  readonly maskedArea: Float64Array;
  /** Highest pixel touched, however small its share, NaN and masked ones aside; NaN without any. */
  readonly peak: Float64Array;
  /** Square root of the sum of share times variance; NaN without a variance. */
  readonly error: Float64Array;
}

/** Wider circles would be no apertures but frames. */
const widestPx = 32768;

/** @throws RangeError for a radius that is not positive, or beyond 32768 px */
export function checkRadii(radiiPx: Iterable<number>): void {
  for (const radius of radiiPx) {
    if (!(radius > 0 && radius <= widestPx)) {
      throw new RangeError(`radius of ${radius} px: more than 0 and at most ${widestPx} is needed`);
    }
  }
}

/** @throws RangeError for positions in pieces and planes of another size than the image */
export function checkApertures(
  { width, height }: Image,
  { x, y }: Positions,
  { mask, variance }: ApertureOptions,
): void {
  if (x.length !== y.length) {
    throw new RangeError(`positions: ${x.length} x and ${y.length} y, the same number is needed`);
  }
  for (const [name, plane] of Object.entries({ mask, variance })) {
    if (plane !== undefined && (plane.width !== width || plane.height !== height)) {
      throw new RangeError(
        `${name} is ${plane.width} x ${plane.height} px: the image is ${width} x ${height}`,
      );
    }
  }
}

/** Arrays for `count` positions, all NaN and areas 0. */
export function emptySums(count: number): ApertureSums {
  return {
    sum: new Float64Array(count).fill(Number.NaN),
    area: new Float64Array(count),
    maskedArea: new Float64Array(count),
    peak: new Float64Array(count).fill(Number.NaN),
    error: new Float64Array(count).fill(Number.NaN),
  };
}
