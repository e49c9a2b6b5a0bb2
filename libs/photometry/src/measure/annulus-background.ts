import type { Positions, StarPlane, StarPlanes } from '@nightskies/pixels';

/** What a background is made of. Flagged pixels are nobody's to use in its `owners`. */
export interface SkyPlanes {
  readonly planes: StarPlanes;
  /** The frame as it is, or without the wings of catalogue stars. */
  readonly plane: StarPlane;
}

/** The sky around stars; element k of each array belongs to star k. */
export interface Backgrounds {
  /** Mean, DN per px; NaN without a pixel. */
  readonly mean: Float64Array;
  /** Square of its standard error by the noise of the pixels; NaN without a pixel. */
  readonly variance: Float64Array;
  readonly pixels: Float64Array;
}

/**
 * Mean of the usable pixels between two radii that nobody's disc covers but that of the owner.
 *
 * The mean, not the median: stars fainter than the catalogue stand in the annulus as thickly as under
 * the star, and only the mean counts their light in full.
 *
 * @param owners number in `owners` of the star whose own disc does not matter, 0 for none
 */
export function annulusBackgrounds(
  { planes, plane }: SkyPlanes,
  positions: Positions,
  owners: ArrayLike<number>,
  annulusPx: readonly [number, number],
): Backgrounds {
  const { light, variance, pixels } = planes.annulusSums(plane, positions, owners, annulusPx);
  return {
    mean: light.map((sum, k) => sum / pixels[k]),
    variance: variance.map((sum, k) => sum / (pixels[k] * pixels[k])),
    pixels,
  };
}
