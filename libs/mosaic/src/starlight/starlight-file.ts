import { fitsPixel, Header, linearWcs, writeFits, type CardEntry } from '@nightskies/fits';
import { smallColumns, smallRows, smallStepDeg } from '../products/small-map.js';
import type { KeptStarlight } from './kept-faint-starlight.js';

/**
 * File of the starlight that a star-free map keeps (artifact `faint-starlight`): primary the kept light,
 * cd/m2, extension UNCERT its error; FAINT the mean light of all stars beyond the catalogue, SHARE kept
 * over faint, SHAREERR its error. 288 x 72 cells of 1.25 deg, first row highest altitude.
 *
 * @param cards of the map it belongs to
 */
export function starlightFile(starlight: KeptStarlight, cards: readonly CardEntry[]): Uint8Array {
  const shape = [smallColumns, smallRows];
  const wcs = linearWcs({
    ctype: ['ALON-CAR', 'ALAT-CAR'],
    crpix: [fitsPixel(smallColumns / 2 - 0.5), fitsPixel(smallRows - 0.5)],
    crval: [0, 0],
    cdelt: [smallStepDeg, -smallStepDeg],
  });
  const header = (unit: string, comment: string): Header =>
    Header.of([...wcs, ['BUNIT', unit, comment]]);
  return writeFits([
    {
      header: header('cd/m2', 'starlight left in the star-free map').withAll(cards),
      shape,
      data: starlight.kept.data,
    },
    { name: 'UNCERT', header: header('cd/m2', '1 sigma'), shape, data: starlight.keptError.data },
    {
      name: 'FAINT',
      header: header('cd/m2', 'all stars beyond the catalogue'),
      shape,
      data: starlight.faint.data,
    },
    { name: 'SHARE', header: header('1', 'left over all'), shape, data: starlight.share.data },
    { name: 'SHAREERR', header: header('1', '1 sigma'), shape, data: starlight.shareError.data },
  ]);
}
