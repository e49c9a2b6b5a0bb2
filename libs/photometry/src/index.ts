export {
  measurementFlags,
  type FramePhotometry,
  type GrowthCurve,
  type MeasuredStars,
} from './measured-stars.js';
export * from './nsnsd/index.js';
