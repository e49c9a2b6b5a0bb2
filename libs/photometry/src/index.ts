export {
  annulusStatistics,
  growthSums,
  sumApertures,
  type Annulus,
  type AnnulusOptions,
  type AnnulusStatistics,
  type ApertureShape,
  type OverlapMethod,
  type SumOptions,
} from './apertures/index.js';
export {
  measurementFlags,
  type FramePhotometry,
  type GrowthCurve,
  type MeasuredStars,
} from './measured-stars.js';
export * from './nsnsd/index.js';
