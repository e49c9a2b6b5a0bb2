export { badPixels } from './bad-pixels.js';
export {
  biasDrift,
  type BiasDrift,
  compatDriftOfCrop,
  type CropDrift,
  driftOfCrop,
  roundedDrift,
} from './bias-drift.js';
export { type CalibrationRecord, writeDefaultFrame, writeNsnsdFrame } from './calibrated-file.js';
export {
  completeMasters,
  gainMeasurementMasters,
  noScienceNoise,
  type ScienceNoise,
} from './complete-masters.js';
export {
  calibrateDefault,
  withDefaultFrame,
  type DefaultFrame,
  type FrameCircumstances,
  quietVariance,
} from './default-frame.js';
export {
  type GainMeasurementMasters,
  gainOfSamples,
  type MeasuredGain,
  type NoiseSample,
  noiseSamples,
} from './gain.js';
export {
  type LinearityCurve,
  linearityCurve,
  linearityFactor,
  linearityLookup,
  parseLinearityCurve,
} from './linearity.js';
export { type DraftMasters, makeMasters, type MastersInput } from './make-masters.js';
export { mastersFormatVersion, readMasters, requireGain, writeMasters } from './masters-file.js';
export type { CalibrationMasters, CameraNumber } from './masters.js';
export { calibrateNsnsd, type NsnsdFrame } from './nsnsd-frame.js';
export {
  exposureSeconds,
  frameTime,
  type MasterPicture,
  type RawFrame,
  readMasterPicture,
  readRawFrame,
  requireSameShape,
} from './raw-frame.js';
export {
  type ReadNoise,
  readNoiseOfBiases,
  readNoiseOfCrops,
  roundingVarianceDn2,
} from './read-noise.js';
