import { NightSkiesError, problem } from '@nightskies/contracts';
import { diskMedian, type Image } from '@nightskies/pixels';
import { nominalPlateScaleArcsec } from '@nightskies/sky';

/** Radius of the old pipeline's footprint of 489 px (image-stages 7). */
export const nsnsdMedianRadiusPx = 12.5;

/**
 * Radius of the disk median in pixels of a frame: the angle over the nominal plate scale, by the
 * mean binning of the two axes. 0.3336 deg is the old 12.5 px of an unbinned frame.
 *
 * @throws NightSkiesError `bad-parameter` for a disk of less than 3 x 3 px, which removes no star
 */
export function medianRadiusPx(
  radiusDeg: number,
  binning: { readonly binningX: number; readonly binningY: number },
  file: string,
): number {
  const pixelArcsec = nominalPlateScaleArcsec * Math.sqrt(binning.binningX * binning.binningY);
  const radiusPx = (radiusDeg * 3600) / pixelArcsec;
  if (radiusPx < Math.SQRT2) {
    throw new NightSkiesError(
      problem('bad-parameter', 'star-removal-radius does not suit the pixels of this frame', {
        file,
        found: `${radiusDeg} deg, ${radiusPx.toFixed(2)} px`,
        expected: `${((Math.SQRT2 * pixelArcsec) / 3600).toFixed(3)} deg or more`,
        hint: 'Give another --param star-removal-radius.',
      }),
    );
  }
  return radiusPx;
}

/**
 * A frame without its stars: the median of the disk around each pixel, borders reflected, the value
 * of rank n / 2 (image-stages 7). Pixels that are NaN take no part. The ground does: it is not known
 * yet, so the skyline is smeared by the radius (defect D42).
 *
 * @param into what the values are written to; an array of their own unless given
 */
export function removeStars(frame: Image, radiusPx: number, into?: Float32Array): Image;
export function removeStars(frame: Image<Uint16Array>, radiusPx: number): Image<Uint16Array>;
export function removeStars(
  frame: Image | Image<Uint16Array>,
  radiusPx: number,
  into?: Float32Array,
): Image | Image<Uint16Array> {
  return frame.data instanceof Uint16Array
    ? diskMedian({ ...frame, data: frame.data }, radiusPx)
    : diskMedian({ ...frame, data: frame.data }, radiusPx, into === undefined ? {} : { into });
}
