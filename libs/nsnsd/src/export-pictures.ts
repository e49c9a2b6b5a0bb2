import type { Band } from '@nightskies/contracts';
import type { ExportedArtifact } from './export-layout.js';
import { setFolderOfResults } from './naming.js';

/** A picture made of an exported map. */
export type ExportedPicture = 'panorama' | 'panorama-web' | 'whole-sky' | 'mask-of-set' | 'mask';

type OfMap = Pick<ExportedArtifact, 'night' | 'set' | 'band' | 'centralAzimuthDeg'> & {
  /** The map with stars, as against the star-free one. */
  readonly full: boolean;
};

const letterOf = (band: Band): string => (band === 'B' ? 'b' : '');

/**
 * Path of a picture in the tree of the old pipeline: panoramas as sky-stages 8.2 names them, `_web`
 * added to the small one; `data.jpg` and `mask.tif` as image-stages 2.3, and a mask for each set.
 */
export function nsnsdPicturePath(picture: ExportedPicture, map: OfMap): string {
  const grid = `Data/griddata/${map.night}`;
  const what = map.full ? 'fullres' : 'skybright';
  const azimuth = ((Math.round(map.centralAzimuthDeg ?? 0) % 360) + 360) % 360;
  const panorama = `Data/graphics/${map.night}_${what}${letterOf(map.band)}_${map.set}_HA${String(azimuth).padStart(3, '0')}`;
  switch (picture) {
    case 'panorama':
      return `${panorama}.jpg`;
    case 'panorama-web':
      return `${panorama}_web.jpg`;
    case 'whole-sky':
      return `${grid}/${setFolderOfResults(map.set)}/${map.band === 'B' ? 'B/' : ''}data.jpg`;
    case 'mask-of-set':
      return `${grid}/mask/mask_${map.set}.tif`;
    case 'mask':
      return `${grid}/mask/mask.tif`;
  }
}

/** Name of a panorama in one flat folder. */
export function flatPanoramaPath(picture: 'panorama' | 'panorama-web', map: OfMap): string {
  const what = map.full ? 'fullres' : 'skybright';
  const size = picture === 'panorama' ? '' : '_web';
  return `${map.night}_${map.set}_${map.band}_${what}_panorama${size}.jpg`;
}
