import {
  checkApertures,
  circleSums,
  emptySums,
  type ApertureOptions,
  type ApertureSums,
  type Image,
  type Positions,
} from '@nightskies/pixels';
import { ellipseOf, type ApertureShape } from './aperture-shape.js';
import { pixelShares, type OverlapMethod, type PixelShares } from './pixel-shares.js';

/** How apertures are laid over pixels. */
export interface SumOptions extends ApertureOptions {
  /**
   * `exact` (default): the area of the aperture in the pixel; `center`: all or nothing by the centre
   * of the pixel; `subpixel`: by the centres of a grid of subpixels.
   */
  readonly method?: OverlapMethod | undefined;
  /** Subpixels along each side of a pixel, default 5. */
  readonly subpixels?: number | undefined;
}

/** Adds up one aperture, into element `at`. */
function sumShares(
  { width, data }: Image,
  shares: PixelShares,
  { mask, variance }: ApertureOptions,
  sums: ApertureSums,
  at: number,
): void {
  let [sum, area, maskedArea, peak, squares, touched] = [0, 0, 0, -Infinity, 0, false];
  for (let row = 0; row < shares.height; row++) {
    for (let column = 0; column < shares.width; column++) {
      const share = shares.share[row * shares.width + column];
      if (share === 0) continue;
      touched = true;
      const pixel = (row + shares.y) * width + column + shares.x;
      if (mask !== undefined && mask.data[pixel] !== 0) {
        maskedArea += share;
        continue;
      }
      area += share;
      sum += share * data[pixel];
      if (data[pixel] > peak) peak = data[pixel];
      if (variance !== undefined) squares += share * variance.data[pixel];
    }
  }
  if (!touched) return;
  sums.sum[at] = sum;
  sums.area[at] = area;
  sums.maskedArea[at] = maskedArea;
  if (peak > -Infinity) sums.peak[at] = peak;
  if (variance !== undefined) sums.error[at] = Math.sqrt(squares);
}

/**
 * Sums of an image over the same aperture at many positions: photutils' `aperture_photometry`.
 *
 * A pixel without value (NaN) that the aperture touches makes its sum NaN: mask it to leave it out.
 * What is masked adds nothing, and a wholly masked aperture has sum 0 and area 0. An aperture that
 * reaches beyond the image is summed over the part inside; one wholly outside has sum NaN and area 0.
 *
 * @param positions px; a position that is not finite is outside
 * @throws RangeError for an axis that is not positive, another number of x than of y, fewer than one
 *   subpixel, and planes of another size than the image
 */
export function sumApertures(
  image: Image,
  positions: Positions,
  shape: ApertureShape,
  options: SumOptions = {},
): ApertureSums {
  const { method = 'exact', subpixels = 5 } = options;
  if (method === 'exact' && 'radiusPx' in shape) {
    return growthSums(image, positions, [shape.radiusPx], options)[0];
  }
  checkApertures(image, positions, options);
  ellipseOf(shape);
  if (!(Number.isInteger(subpixels) && subpixels > 0)) {
    throw new RangeError(`subpixels is ${subpixels}: a whole number of at least 1 is needed`);
  }
  const sums = emptySums(positions.x.length);
  for (let k = 0; k < positions.x.length; k++) {
    const [x, y] = [positions.x[k], positions.y[k]];
    sumShares(image, pixelShares(shape, x, y, method, subpixels, image), options, sums, k);
  }
  return sums;
}

/**
 * Sums over exact circles of several radii at the same positions, for curves of growth: element k of
 * the answer belongs to radius k, and is what `sumApertures` gives for it.
 *
 * @throws RangeError as `sumApertures`
 */
export function growthSums(
  image: Image,
  positions: Positions,
  radiiPx: readonly number[],
  options: ApertureOptions = {},
): ApertureSums[] {
  return circleSums(image, positions, radiiPx, options);
}
