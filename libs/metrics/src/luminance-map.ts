import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  openFits,
  readLinearWcs,
  type ByteSource,
  type Header,
} from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';

/** An all-sky map of luminance, first row lowest altitude. */
export interface LuminanceMap {
  readonly grid: MapGrid;
  /** cd/m2; NaN for no data. */
  readonly map: Image;
}

/**
 * A brightness map from its file, of which only the luminance is read; the grid follows from its WCS.
 *
 * @throws FitsError for a broken file, NightSkiesError `bad-map` for one that is no such map
 */
export function readLuminanceMap(
  source: ByteSource,
  name: string,
): LuminanceMap & { readonly header: Header } {
  const hdu = firstImage(openFits(source, name));
  const wcs = readLinearWcs(hdu.header);
  const unit = hdu.header.string('BUNIT');
  const [columns, rows] = hdu.shape;
  const fits =
    unit === 'cd/m2' &&
    hdu.shape.length === 2 &&
    wcs?.projection === 'CAR' &&
    wcs.cdelt[0] > 0 &&
    wcs.cdelt[0] === wcs.cdelt[1];
  if (!fits) {
    throw new NightSkiesError(
      problem('bad-map', 'this is no brightness map', {
        file: name,
        found: `${hdu.shape.join(' x ')}, unit ${unit ?? 'not said'}, CTYPE ${wcs?.ctype.join(', ') ?? 'unknown'}`,
        expected: 'two axes in cd/m2, WCS type CAR with equal steps, lowest altitude first',
        hint: 'Give the map that mosaic.assemble writes (map.fits, luminance.fits).',
      }),
    );
  }
  const stepDeg = wcs.cdelt[0];
  const outerEdge = (axis: 0 | 1): number => wcs.crval[axis] + stepDeg * (0.5 - wcs.crpix[axis]);
  return {
    header: hdu.header,
    grid: { columns, rows, stepDeg, azimuth0Deg: outerEdge(0), altitude0Deg: outerEdge(1) },
    map: image(columns, rows, hdu.readRows(0, rows)),
  };
}
