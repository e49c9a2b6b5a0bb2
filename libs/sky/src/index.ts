export { centralScaleArcsec } from './camera/central-scale.js';
export { degree, wrapDeg } from './angles.js';
export {
  isWithinLens,
  picturePoint,
  pictureSlope,
  pixelSolidAngleSr,
  scaleArcsecAt,
  tangentPoint,
  type CameraModel,
  type PictureSlope,
} from './camera/camera-model.js';
export {
  cameraAxes,
  directionOfPixel,
  pixelOfDirection,
  pixelOfVector,
  poseOfAxes,
  type CameraAxes,
  type CameraPose,
} from './camera/camera-pose.js';
export { cubicPicturePoint, cubicTangentPoint } from './camera/cubic-warp.js';
export { nominalPixelRad, nominalPlateScaleArcsec } from './camera/plate-scale.js';
export { pictureRadius, radialCoefficient, tangentRadius } from './camera/radial-law.js';
export {
  bearingDeg,
  positionAngleDeg,
  rasterUpPositionAngleDeg,
  type CdMatrix,
} from './coordinates/bearings.js';
export {
  eclipticToIcrs,
  helioecliptic,
  icrsToEcliptic,
  meanEcliptic,
  northEclipticPole,
  sunGcrs,
  trueEcliptic,
} from './coordinates/ecliptic.js';
export {
  equatorialOf,
  equatorialVector,
  separationDeg,
  sphericalOf,
  vectorOfAnglesDeg,
  type EquatorialDirection,
  type SphericalDirection,
} from './coordinates/equatorial.js';
export {
  galacticAxes,
  galacticToIcrs,
  icrsToGalactic,
  northGalacticPole,
} from './coordinates/galactic.js';
export { nutationOf, type Nutation } from './coordinates/nutation.js';
export {
  observerFrame,
  type Observation,
  type ObserverFrame,
} from './coordinates/observer-frame.js';
export { equatorOfDate, meanObliquity } from './coordinates/precession.js';
export { starDirection, type MovingStar } from './coordinates/proper-motion.js';
export type { Site } from './coordinates/site.js';
export {
  product as matrixProduct,
  rotate,
  rotateBack,
  type Matrix3,
  type Vector3,
} from './coordinates/vector.js';
export {
  bodyPlace,
  moonPhase,
  skyBodies,
  type BodyPlace,
  type MoonPhase,
  type SkyBody,
} from './ephemeris/bodies.js';
export {
  readSkyFigures,
  skyFiguresUrl,
  type ConstellationFigure,
  type FigurePlace,
  type MessierObject,
  type NamedStar,
  type SkyFigures,
} from './figures/sky-figures.js';
export { apparentCells, apparentTurn, turnDirections } from './grid/apparent-cells.js';
export {
  cellDirections,
  horizontalCells,
  parallelLatitudeDeg,
  parallelLongitudeDeg,
  type CellDirections,
  type CellGrid,
  type ParallelRows,
  type PlaneCells,
} from './grid/cell-grid.js';
export { hammerCells, zenithalEqualAreaCells } from './grid/equal-area-cells.js';
export { healpixCells } from './grid/healpix-cells.js';
export { icrsCells } from './grid/icrs-cells.js';
export {
  allSkyGrid,
  oldFullStepDeg,
  oldSkyGrid,
  cellDirection,
  columnAzimuthDeg,
  rowAltitudeDeg,
  type MapGrid,
} from './grid/map-grid.js';
export { cellHorizontalProjectionSr, cellSolidAngleSr } from './grid/solid-angle.js';
export {
  framesTouching,
  averagedTileCells,
  greatestTileCells,
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
export { nsnsdRowLiftDeg, standardPressureHpa } from './refraction/compat.js';
export {
  constantsRefraction,
  refractionConstants,
  type RefractionConstants,
} from './refraction/constants.js';
export { layeredRefraction, type AirColumn } from './refraction/layered.js';
export type { Air, Refraction } from './refraction/refraction.js';
export {
  bennettLiftDeg,
  bennettRefraction,
  saemundssonLiftDeg,
} from './refraction/short-formulae.js';
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
export { julianDate } from './time/julian.js';
export { taiMinusUtcS, timeScales, ut1MinusUtcS, type TimeScales } from './time/scales.js';
export {
  earthRotationAngleDeg,
  greenwichApparentSiderealDeg,
  greenwichMeanSiderealDeg,
  localApparentSiderealDeg,
} from './time/sidereal.js';
