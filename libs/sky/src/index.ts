export { degree, wrapDeg } from './angles.js';
export { cubicPicturePoint, cubicTangentPoint } from './camera/cubic-warp.js';
export { nominalPixelRad, nominalPlateScaleArcsec } from './camera/plate-scale.js';
export { pictureRadius, radialCoefficient, tangentRadius } from './camera/radial-law.js';
export {
  allSkyGrid,
  cellDirection,
  columnAzimuthDeg,
  rowAltitudeDeg,
  type MapGrid,
} from './grid/map-grid.js';
export { cellHorizontalProjectionSr, cellSolidAngleSr } from './grid/solid-angle.js';
export {
  framesTouching,
  planTiles,
  pointingMarginDeg,
  tileDistanceDeg,
  type PointedFrame,
  type TileRange,
} from './grid/tiles.js';
export {
  luminanceOfMag,
  magOfLuminance,
  magOfNanolamberts,
  nanolambertCdM2,
  nanolambertsOfMag,
} from './photometry/luminance.js';
export { gnomonicForward, gnomonicInverse } from './projections/gnomonic.js';
export { hammer } from './projections/hammer.js';
export type { PlanePoint, Projection, SpherePoint } from './projections/projection.js';
export { zenithalEqualArea } from './projections/zenithal-equal-area.js';
export { zenithalEquidistant } from './projections/zenithal-equidistant.js';
export {
  directionOf,
  dot,
  greatCircleDistanceDeg,
  tangentFrame,
  unitVector,
  type HorizontalDirection,
  type TangentFrame,
  type UnitVector,
} from './sphere.js';
export {
  catalogueEpochJd,
  openStarCatalogue,
  starCatalogueUrl,
  type CatalogueStar,
  type Cone,
  type StarCatalogue,
  type StarSelection,
} from './stars/star-catalogue.js';
export { starFlag, type StarSource } from './stars/star-flags.js';
export { readStandardStars, standardStarsUrl, type StandardStar } from './stars/standard-stars.js';
