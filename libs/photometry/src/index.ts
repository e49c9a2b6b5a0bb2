export {
  annulusStatistics,
  growthSums,
  sumApertures,
  type Annulus,
  type AnnulusOptions,
  type AnnulusStatistics,
  type ApertureOptions,
  type ApertureShape,
  type ApertureSums,
  type OverlapMethod,
  type SumOptions,
} from './apertures/index.js';
export {
  measurementFlags,
  unmeasuredFrame,
  type FramePhotometry,
  type GrowthCurve,
  type MeasuredStars,
} from './measured-stars.js';
export * from './nsnsd/index.js';
export {
  appliedZeropoint,
  falseAlarmPerSet,
  fewestStars,
  fitExtinction,
  historyOf,
  historyZeropoint,
  leastAirmassSpread,
  residualsByField,
  residualsBySky,
  residualsByTime,
  usualZeropointError,
  type ExtinctionFit,
  type FitOptions,
  type FreeFit,
  type HistoryMean,
  type ResidualBin,
  type Residuals,
} from './fit/index.js';
export {
  clearResiduals,
  plotPoints,
  type ClearResiduals,
  type PlotPoints,
} from './tables/plot-points.js';
export { writeStarTable } from './tables/star-table.js';
export { usedStars, type UsedStar } from './tables/used-stars.js';
export { airmass, airmassFormulas, type AirmassFormula } from './airmass/index.js';
export {
  growthCurve,
  measureDefaults,
  frameRoom,
  measureFrame,
  PointSpread,
  pooledStarShape,
  readFramePhotometry,
  relativeWidth,
  scintillation,
  scintillationCoefficient,
  withStarShape,
  writeFramePhotometry,
  type FieldWidth,
  type FrameRoom,
  type FrameToMeasure,
  type MeasureOptions,
  type StarShape,
} from './measure/index.js';
export * from './psf/index.js';
