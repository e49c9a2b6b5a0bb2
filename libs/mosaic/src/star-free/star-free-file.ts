import { firstImage, readFits, writeFits, type CardEntry } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import { binningOf } from '../frames/map-frame.js';
import { medianRadiusPx, nsnsdMedianRadiusPx, removeStars } from './star-free.js';

/**
 * File of a frame without stars (artifact `star-free-frame`) from a calibrated one: one image with
 * all cards of the calibrated frame, float32. In compat the old footprint of 12.5 px on unsigned 16
 * bit numbers, as they come.
 *
 * @throws FitsError for a broken file, NightSkiesError for a radius that does not suit the frame
 */
export function starFreeFile(
  bytes: Uint8Array,
  name: string,
  options: { readonly compat: 'none' | 'nsnsd'; readonly radiusDeg: number },
): Uint8Array {
  const hdu = firstImage(readFits(bytes, name));
  const [width, height] = hdu.shape;
  const old = options.compat === 'nsnsd';
  const radiusPx = old
    ? nsnsdMedianRadiusPx
    : medianRadiusPx(options.radiusDeg, binningOf(hdu.header), name);
  const stored = old ? hdu.values() : undefined;
  const frame =
    stored instanceof Uint16Array
      ? removeStars(image(width, height, stored), radiusPx)
      : removeStars(image(width, height, hdu.float32()), radiusPx);
  const cards: CardEntry[] = [
    ['STARFREE', true, 'stars removed by a disk median'],
    ['MEDIANPX', radiusPx, 'px, radius of the disk'],
  ];
  return writeFits([
    { header: hdu.header.withAll(cards), shape: [width, height], data: frame.data },
  ]);
}
