export {
  checkApertures,
  emptySums,
  type ApertureOptions,
  type ApertureSums,
  type Positions,
} from './aperture-sums/aperture-sums.js';
export { circleSums } from './aperture-sums/circle-sums.js';
export { circularSegment } from './aperture-sums/circular-segment.js';
export { circleSumsReference } from './aperture-sums/reference.js';
export {
  boxStatistics,
  type BoxOptions,
  type BoxStatistics,
} from './box-statistics/box-statistics.js';
export { ByteRoom, byteTurner, type ByteTurner } from './byte-order/byte-order.js';
export {
  expandGrid,
  type AxisTaps,
  type ExpandTarget,
  type GridExpansion,
} from './box-statistics/expand-grid.js';
export { brightPixels } from './bright-pixels/bright-pixels.js';
export { calibrateFrame, withCalibratedFrame } from './calibrate-frame/calibrate-frame.js';
export type {
  CalibratedPlanes,
  CalibrationPlanes,
  FrameTerms,
} from './calibrate-frame/frame-calibration.js';
export { linearityTable, type LinearityTable } from './calibrate-frame/linearity-table.js';
export { calibrateFrameReference } from './calibrate-frame/reference.js';
export { combineFrames } from './combine/combine-frames.js';
export {
  mostFrames,
  type CombinedPlanes,
  type CombineMethod,
  type CombineOptions,
  type Rejection,
} from './combine/combine-options.js';
export { blockNoise } from './block-noise/block-noise.js';
export type {
  BlockNoise,
  LinearityIntervals,
  NoisePlanes,
  NoiseTerms,
} from './block-noise/noise-terms.js';
export { medianErrorRatio } from './combine/median-error.js';
export { combineFramesReference } from './combine/reference.js';
export {
  diskMedian,
  diskMedianInto,
  diskPercentile,
  type DiskOptions,
} from './disk-median/disk-median.js';
export { diskFootprint, reflected, type DiskFootprint } from './disk-median/footprint.js';
export { diskMedianReference } from './disk-median/reference.js';
export { diskNoise, type DiskNoise } from './disk-noise/disk-noise.js';
export { bilateralFilter } from './filters/bilateral-filter.js';
export { boxFilter } from './filters/box-filter.js';
export { gaussianFilter } from './filters/gaussian-filter.js';
export { image, type Image, type PixelArray } from './image.js';
export { BlockRows } from './block-rows/block-rows.js';
export { MapDifference } from './map-difference/map-difference.js';
export type {
  RowBetween,
  RowDifference,
  RowToSubtract,
  SubtractTerms,
} from './map-difference/reference.js';
export {
  leastSquares,
  type LeastSquares,
  type LeastSquaresFit,
} from './numerics/levenberg-marquardt.js';
export { bilinear, inverseOf, timesVector } from './numerics/positive-matrix.js';
export {
  findPeaks,
  peakSums,
  sumsPerPeak,
  type FilterTap,
  type Peaks,
  type PeakSearch,
  type PeakWindow,
} from './peak-search/peak-search.js';
export { RowsOfTerms } from './quadratic-roots/quadratic-roots.js';
export type { QuadraticForm, QuadraticRoots } from './quadratic-roots/reference.js';
export { binOfBits } from './row-sums/reference.js';
export {
  RowSums,
  type ColumnPlanes,
  type RowSumsRoom,
  type ValuePlanes,
} from './row-sums/row-sums.js';
export type {
  CellRow,
  FloatBins,
  RowSumPlanes,
  RowTerms,
  RowTotals,
} from './row-sums/row-terms.js';
export { riceDecode } from './rice/decode.js';
export { riceEncode } from './rice/encode.js';
export { leastRiceBytes, type RicePixels } from './rice/rice-code.js';
export {
  addFeatheredReference,
  type ExtremePlanes,
  type FeatherPlanes,
  type FeatherRow,
  type FeatherTerms,
} from './feather-sums/feather-row.js';
export { FeatherSums } from './feather-sums/feather-sums.js';
export {
  finishCellsReference,
  type FeatheredCells,
  type FinishTerms,
} from './feather-sums/finish-cells.js';
export {
  addNearestReference,
  finishNearestReference,
  type NearestFinish,
  type NearestPlanes,
  type NearestTerms,
} from './feather-sums/nearest-cells.js';
export { NearestSums } from './feather-sums/nearest-sums.js';
export { LightPlanes } from './light-planes/light-planes.js';
export type { FrameLayout, FurtherPlane } from './project/frame-layout.js';
export { FrameSampler } from './project/frame-sampler.js';
export type {
  CellAreas,
  DirectionArrays,
  FrameRoom,
  RowSamples,
  SamplerOptions,
} from './project/frame-samples.js';
export type { DirectionTurn } from './project/direction-turn.js';
export {
  projectDirectionsReference,
  projectRowReference,
  type AxisVector,
  type TangentCamera,
  type TangentLaw,
} from './project/project-row.js';
export {
  cubicWeights,
  interpolationTaps,
  lanczosWeights,
  type Interpolation,
} from './resample/interpolation.js';
export { sampleFlagsReference, sampleReference } from './resample/reference.js';
export { sampleArea, type AreaOptions, type AreaSums } from './resample/sample-area.js';
export { sampleImage } from './resample/sample-image.js';
export {
  annulusSumsReference,
  fillBadReference,
  markDiscsReference,
  ringSumsReference,
  sharpPixelsReference,
  takeStarsReference,
  type PlanesReference,
} from './star-planes/reference.js';
export {
  StarPlanes,
  type AnnulusSums,
  type PlaneLevel,
  type RingsOfStar,
  type RingSums,
  type StarPlane,
} from './star-planes/star-planes.js';
export { mean } from './statistics/mean.js';
export { median, medianInPlace, select } from './statistics/median.js';
export { sigmaClippedMean, type ClippedStatistics } from './statistics/sigma-clipped.js';
export {
  StarFrame,
  type FrameBackground,
  type FramePeaks,
  type PixelLight,
  type WindowedCentroids,
} from './star-frame/star-frame.js';
export {
  windowedCentroid,
  type CentroidNoise,
  type WindowedCentroid,
} from './star-frame/windowed-centroid.js';
