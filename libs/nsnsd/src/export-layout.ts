import { artifactKinds, type ArtifactKind, type Band } from '@nightskies/contracts';
import { setFolderOfResults } from './naming.js';

/** What an exported file is. */
export interface ExportedArtifact {
  readonly kind: ArtifactKind;
  readonly night: string;
  readonly set: number;
  readonly band: Band;
  /** Stem of the raw frame (`ib001b`) for artifacts of one frame, else null. */
  readonly frame: string | null;
  /** Azimuth in the middle of a panorama, which its old name carries; null when unknown. */
  readonly centralAzimuthDeg: number | null;
}

/** Frames keep their name without the `b` of the B band, which has a folder of its own. */
function frameName(frame: string | null): string {
  return (frame ?? 'frame').replace(/^(ib\d+)b$/, '$1');
}

function azimuthTag(degrees: number | null): string {
  if (degrees === null) return '';
  const whole = ((Math.round(degrees) % 360) + 360) % 360;
  return `_HA${String(whole).padStart(3, '0')}`;
}

/**
 * Path of an exported file in the tree of the old pipeline, relative to its base folder, with
 * slashes (image-stages 2, sky-stages 8.2). An Esri grid `NAME` becomes `NAME.fits` at its place;
 * what the old pipeline did not have lies beside its nearest relative. Null for what is not
 * exported this way: raw files and calibration files stay where they are, and masters are several
 * files (see `nsnsdMasterPaths`).
 */
export function nsnsdPath(item: ExportedArtifact): string | null {
  const ofBand = item.band === 'B' ? 'B/' : '';
  const letter = item.band === 'B' ? 'b' : '';
  const setFolder = setFolderOfResults(item.set);
  const night = `Data/calibdata/${item.night}`;
  const calibrated = `${night}/${setFolder}/${ofBand}`;
  // The old pipeline made these tables of V only; those of B lie beside them.
  const tag = `${item.band === 'B' ? '_B' : ''}_${item.set}`;
  const grid = `Data/griddata/${item.night}`;
  const median = `${grid}/${setFolder}/${ofBand}median`;
  const full = `${grid}/${setFolder}/${ofBand}fullres`;
  switch (item.kind) {
    case 'calibrated-frame':
      return `${calibrated}${frameName(item.frame)}.fit`;
    case 'frame-astrometry':
      return `${calibrated}astrometry/${frameName(item.frame)}_wcs.fit`;
    case 'pointing-table':
      return `${night}/pointerr${tag}.txt`;
    case 'pointing-plot':
      return `${night}/pointerr${tag}.png`;
    case 'coordinates-table':
      return `${night}/coordinates${tag}.txt`;
    case 'set-astrometry':
      return `${night}/astrometry${tag}.json`;
    case 'extinction-stars':
      return `${night}/extinction_stars_${item.band}_${item.set}.txt`;
    case 'extinction-plot':
      return `${night}/extinction_fit_${item.band}_${item.set}.png`;
    case 'extinction-residuals':
      return `${night}/extinction_residuals_${item.band}_${item.set}.png`;
    case 'growth-plot':
      return `${night}/growth_${item.band}_${item.set}.png`;
    case 'zeropoint-plot':
      return `${night}/zeropoints_${item.band}_${item.set}.png`;
    case 'photometric-fit':
      return `${night}/extinction_fit_${item.band}_${item.set}.json`;
    case 'star-photometry':
      return `${night}/stars_${item.band}_${item.set}.fits`;
    case 'frame-photometry':
      return `${calibrated}photometry/${frameName(item.frame)}_stars.fits`;
    case 'star-free-frame':
      return `${calibrated}median_${frameName(item.frame)}.fit`;
    case 'sky-brightness-dn':
      return `${median}/skybright.fits`;
    case 'sky-brightness-mag':
      return `${median}/skybrightmags.fits`;
    case 'brightness-map':
      return `${median}/luminance.fits`;
    case 'map-origin':
      return `${median}/origin.fits`;
    case 'faint-starlight':
      return `${median}/faint_starlight.fits`;
    case 'overlap-report':
      return `${night}/overlaps_${item.band}_${item.set}.json`;
    case 'overlap-plot':
      return `${night}/overlaps_${item.band}_${item.set}.png`;
    case 'sky-brightness-full':
      return `${full}/skytopomags.fits`;
    case 'equatorial-map':
      return `${full}/equatorial.fits`;
    case 'sky-brightness-small':
      return `${grid}/skybrightmags${letter}${item.set}.fits`;
    case 'panorama':
      return `Data/graphics/${item.night}_skybright${letter}_${item.set}${azimuthTag(item.centralAzimuthDeg)}.png`;
    case 'fisheye':
      return `Data/graphics/${item.night}_fisheye${letter}_${item.set}.png`;
    case 'terrain-mask':
      return `${grid}/${setFolder}/terrain_mask.fits`;
    case 'mask-drawing':
      return `${grid}/mask/proposed_${item.set}.tif`;
    case 'mask-picture':
      return `${grid}/mask/proposed_${item.set}.png`;
    case 'natural-sky-fit':
      return `${night}/natsky_model_fit_${item.set}.json`;
    case 'natural-sky-map':
      return `${grid}/${setFolder}/nat/natural_sky.fits`;
    case 'natural-sky-residuals':
      return `Data/graphics/${item.night}_${item.set}_natsky_residuals.png`;
    case 'natural-sky-figure':
      return `Data/graphics/${item.night}_${item.set}_natsky_model_fit.png`;
    case 'artificial-map':
      return `${grid}/${setFolder}/skyglow/artificial.fits`;
    case 'natural-panorama':
      return `Data/graphics/${item.night}_natsky_${item.set}${azimuthTag(item.centralAzimuthDeg)}.png`;
    case 'artificial-panorama':
      return `Data/graphics/${item.night}_artificial_${item.set}${azimuthTag(item.centralAzimuthDeg)}.png`;
    case 'artificial-fisheye':
      return `${grid}/${setFolder}/artificial.png`;
    case 'vertical-plot':
      return `Data/graphics/${item.night}_vert${letter}_${item.set}.png`;
    case 'night-report':
      return `Data/tables/${item.night}_report${letter}.html`;
    case 'night-report-facts':
      return `Data/tables/${item.night}_report${letter}.json`;
    case 'metrics':
      return `Data/tables/${item.night}_metrics${letter}_${item.set}.json`;
    case 'raw-frame':
    case 'raw-bias-crop':
    case 'raw-bias':
    case 'raw-dark':
    case 'master-bias':
    case 'master-thermal':
    case 'master-flat':
    case 'linearity-curve':
    case 'camera-constants':
    case 'calibration-masters':
    case 'observed-metrics':
    case 'zeropoint-history':
    case 'airglow-history':
    case 'given-mask':
    case 'given-sky-map':
    case 'given-table':
    case 'typed-fields':
    case 'natural-sky-choices':
    case 'map-tile':
    case 'natural-sky-components':
      return null;
  }
}

/**
 * Paths of the masters used for a set, as the old pipeline writes them: in the V folder only
 * (image-stages 2.2).
 */
export function nsnsdMasterPaths(
  night: string,
  set: number,
): { readonly bias: string; readonly thermal: string; readonly biasCrop: string } {
  const folder = `Data/calibdata/${night}/${setFolderOfResults(set)}`;
  return {
    bias: `${folder}/combias.fit`,
    thermal: `${folder}/corthermal.fit`,
    biasCrop: `${folder}/combiasc.fit`,
  };
}

/** Path of the workbook of zeropoint and extinction, a row per set of a band (image-stages 2.1). */
export function nsnsdExtinctionPath(night: string, band: Band): string {
  return `Data/calibdata/${night}/extinction_fit_${band}.xlsx`;
}

/** Path of the table of bias drifts of a set (image-stages 2.1). */
export function nsnsdBiasDriftPath(night: string, set: number): string {
  return `Data/calibdata/${night}/biasdrift_${set}.txt`;
}

const flatNames: Readonly<Partial<Record<ArtifactKind, string>>> = {
  'brightness-map': 'map',
  'set-astrometry': 'astrometry',
  'pointing-table': 'pointerr',
  'pointing-plot': 'pointerr',
  'coordinates-table': 'coordinates',
  'photometric-fit': 'extinction_fit',
  'extinction-plot': 'extinction_fit',
  'extinction-residuals': 'extinction_residuals',
  'extinction-stars': 'extinction_stars',
  'star-photometry': 'stars',
  'growth-plot': 'growth',
  'zeropoint-plot': 'zeropoints',
  'sky-brightness-dn': 'skybright',
  'sky-brightness-mag': 'skybrightmags',
  'sky-brightness-small': 'skybrightmags_small',
  'sky-brightness-full': 'skytopomags',
  'equatorial-map': 'equatorial',
  'map-origin': 'origin',
  'overlap-report': 'overlaps',
  'overlap-plot': 'overlaps',
  'faint-starlight': 'faint_starlight',
};

/**
 * Name of an exported file in one flat folder: `NIGHT_SET_BAND_WHAT.EXT`. Unique for every
 * artifact of a run but map tiles, which are no one's product.
 */
export function flatPath(item: ExportedArtifact): string {
  const { extension } = artifactKinds[item.kind];
  const start = `${item.night}_${item.set}_${item.band}`;
  if (item.kind === 'calibrated-frame') return `${start}_${frameName(item.frame)}.${extension}`;
  if (item.kind === 'star-free-frame') {
    return `${start}_${frameName(item.frame)}_starfree.${extension}`;
  }
  if (item.kind === 'frame-astrometry') {
    return `${start}_${frameName(item.frame)}_wcs.${extension}`;
  }
  if (item.kind === 'frame-photometry') {
    return `${start}_${frameName(item.frame)}_stars.${extension}`;
  }
  return `${start}_${flatNames[item.kind] ?? item.kind}.${extension}`;
}
