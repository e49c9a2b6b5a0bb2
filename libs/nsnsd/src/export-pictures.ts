import type { Band } from '@nightskies/contracts';
import type { ExportedArtifact } from './export-layout.js';
import { setFolderOfResults } from './naming.js';

/** A picture made of an exported map. */
export type ExportedPicture = 'panorama' | 'panorama-web' | 'whole-sky' | 'mask-of-set' | 'mask';

/** The sky with stars and without, and the two parts the latter is made of. */
export type PicturedSky = 'fullres' | 'skybright' | 'artificial' | 'natsky';

type OfMap = Pick<ExportedArtifact, 'night' | 'set' | 'band' | 'centralAzimuthDeg'> & {
  readonly sky: PicturedSky;
};

const wholeSkyNames: Readonly<Record<PicturedSky, string>> = {
  ...{ fullres: 'data', skybright: 'data', artificial: 'artificial', natsky: 'model' },
};

/** A figure of a set, or of all sets of a night. */
export type ExportedFigure =
  'model-fit' | 'vertical' | 'illuminance-horizon' | 'illuminance-za80' | 'illuminance-za70';

/**
 * Path of a figure for print in the tree of the old pipeline (sky-stages 3.8, 4.5, 8.3); that of
 * vertical illuminance stands beside the product of its name.
 *
 * @param set 1 to 8; of figures of a night it is not looked at
 */
export function nsnsdFigurePath(figure: ExportedFigure, night: string, set: number): string {
  switch (figure) {
    case 'model-fit':
      return `Data/griddata/${night}/${setFolderOfResults(set)}/natsky_model_fit.png`;
    case 'vertical':
      return `Data/graphics/${night}_vert_${set}_print.png`;
    case 'illuminance-horizon':
    case 'illuminance-za80':
    case 'illuminance-za70':
      return `Data/calibdata/${night}/${figure.replace('-', '_')}.png`;
  }
}

/** Name of the same in one flat folder. */
export function flatFigurePath(figure: ExportedFigure, night: string, set: number): string {
  const isOfNight = figure.startsWith('illuminance');
  return `${night}${isOfNight ? '' : `_${set}`}_${figure.replaceAll('-', '_')}_print.png`;
}

const letterOf = (band: Band): string => (band === 'B' ? 'b' : '');

/**
 * Path of a picture in the tree of the old pipeline: panoramas as sky-stages 8.2 names them, `_web`
 * added to the small one; `data.jpg`, `model.jpg`, `artificial.jpg` and `mask.tif` as image-stages 2.3,
 * and a mask for each set.
 */
export function nsnsdPicturePath(picture: ExportedPicture, map: OfMap): string {
  const grid = `Data/griddata/${map.night}`;
  const azimuth = ((Math.round(map.centralAzimuthDeg ?? 0) % 360) + 360) % 360;
  const panorama = `Data/graphics/${map.night}_${map.sky}${letterOf(map.band)}_${map.set}_HA${String(azimuth).padStart(3, '0')}`;
  switch (picture) {
    case 'panorama':
      return `${panorama}.jpg`;
    case 'panorama-web':
      return `${panorama}_web.jpg`;
    case 'whole-sky':
      return `${grid}/${setFolderOfResults(map.set)}/${map.band === 'B' ? 'B/' : ''}${wholeSkyNames[map.sky]}.jpg`;
    case 'mask-of-set':
      return `${grid}/mask/mask_${map.set}.tif`;
    case 'mask':
      return `${grid}/mask/mask.tif`;
  }
}

/** Name of a panorama in one flat folder. */
export function flatPanoramaPath(picture: 'panorama' | 'panorama-web', map: OfMap): string {
  const size = picture === 'panorama' ? '' : '_web';
  return `${map.night}_${map.set}_${map.band}_${map.sky}_panorama${size}.jpg`;
}
