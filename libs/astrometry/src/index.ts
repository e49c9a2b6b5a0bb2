export {
  adjustSet,
  predictPose,
  type AdjustedFrame,
  type AdjustedSet,
  type Estimate,
  type FrameStatus,
  type MountModel,
  type MountScatter,
  type PredictedPose,
  type SetFrame,
  type SetFrameStars,
  type SkyAngles,
} from './adjustment/index.js';
export {
  backgroundMesh,
  estimateBackground,
  estimateSteepBackground,
  zoomMesh,
  type Background,
  type BackgroundEstimator,
  type BackgroundMesh,
  type BackgroundOptions,
  type Interpolation,
} from './background/index.js';
export {
  fitGaussian,
  windowedCentroid,
  type CentroidNoise,
  type GaussianFit,
  type GaussianFitOptions,
  type WindowedCentroid,
} from './centroid/index.js';
export {
  daoStars,
  detectSources,
  groundMask,
  notAStar,
  sourceFlags,
  starKernel,
  type DaoOptions,
  type DaoStars,
  type DetectOptions,
  type Ground,
  type GroundOptions,
  type Sources,
  type StarKernel,
  type StarKernelOptions,
} from './detection/index.js';
export { patchSources, type PatchOptions, type PatchSources } from './pictures/patch-sources.js';
export { plateauOf, stepOf } from './pictures/picture-levels.js';
export { sourceTable, type SourceTable, type SourceTableOptions } from './pictures/source-table.js';
export {
  pictureBackground,
  starLists,
  starWidthPx,
  type FindStarsOptions,
  type FoundStars,
  type PicturePixels,
} from './pictures/star-lists.js';
export { fitTanSip, withInverse, type TanSipFitOptions } from './wcs/fit-tan-sip.js';
export type { MatchedPairs } from './wcs/plane-fit.js';
export { readTanSip, tanSipCards } from './wcs/header-cards.js';
export type { Polynomial } from './wcs/polynomial.js';
export { TanSip, type Matrix2, type PixelPoint, type TanSipTerms } from './wcs/tan-sip.js';
export {
  placeOf,
  separationDeg,
  TangentPlane,
  vectorOf,
  type IcrsPlace,
  type IcrsVector,
  type PlaneDeg,
} from './wcs/tangent-plane.js';
export {
  contradictionsOf,
  solveChecked,
  type CheckedOptions,
  type CheckedSolution,
  type Contradiction,
} from './solving/contradictions.js';
export {
  diagnosePointing,
  type PointingCase,
  type PointingCause,
  type PointingCauseName,
  type PointingDiagnosis,
} from './solving/pointing-diagnosis.js';
export { viewOf, type PictureView, type SolutionUncertainty } from './solving/view.js';
export { placeErrorPx, type FitCovariance } from './wcs/fit-covariance.js';
export { PlateSolver } from './solving/plate-solver.js';
export type { PictureSize } from './solving/pose.js';
export type {
  NoSolution,
  NoSolutionReason,
  Parity,
  PlateSolution,
  SolveHints,
  SolveOptions,
  SolveOutcome,
  StarMatch,
} from './solving/solution.js';
export type { SolverSources, SolverStars } from './solving/solver-stars.js';
export {
  readCircumstances,
  skyOver,
  type Circumstances,
  type JulianDateOf,
} from './frames/circumstances.js';
export {
  readFrameAstrometry,
  writeFrameAstrometry,
  type FrameAstrometry,
} from './frames/frame-file.js';
export { frameSources, type FramePixels, type FrameSources } from './frames/frame-sources.js';
export {
  skyStars,
  solveFrame,
  type SolvedStars,
  type SkyStars,
  type SolvedFrame,
  type UnsolvedFrame,
} from './frames/solve-frame.js';
export {
  chainMaps,
  commonColumns,
  coveredColumns,
  identityMap,
  invertMap,
  largestBox,
  mapPoint,
  MeshRows,
  planeMapKinds,
  PlaneRows,
  registerStars,
  surveyField,
  viewOfMap,
  type BandedPicture,
  type ColumnRange,
  type FieldSurvey,
  type LocalView,
  type NoRegistration,
  type PixelBox,
  type PlaneMap,
  type PlaneMapFit,
  type PlaneMapKind,
  type PositionOf,
  type RegisterOptions,
  type Registration,
  type RegistrationStars,
  type RowPositions,
  type SurveyOptions,
} from './registration/index.js';
export {
  mapX,
  mapY,
  rotationDeg,
  scaleOf,
  trackStars,
  withoutSinglePixels,
  type Affine,
  type AffineFit,
  type FrameStars,
  type Prediction,
  type StarTracks,
  type TrackedFrame,
  type TrackOptions,
} from './sequence/index.js';
export {
  FisheyeCamera,
  fisheyeCards,
  fisheyeSources,
  skyOverPlace,
  solveFisheye,
  type EastNorthUp,
  type FisheyeContradiction,
  type FisheyeHints,
  type FisheyeMatch,
  type FisheyeModel,
  type FisheyeOutcome,
  type FisheyeRefusal,
  type FisheyeRefusalReason,
  type FisheyeSolution,
  type FisheyeStars,
  type SkyOverPlace,
} from './fisheye/index.js';
