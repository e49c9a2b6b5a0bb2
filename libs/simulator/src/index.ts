export type { CalibratedFrame } from './camera/detector.js';
export { agedFlat, type FlatErrors, type MovedDust } from './camera/flat-errors.js';
export { nominalLens, realisticLens, type BrownLens, type LensOptions } from './camera/lens.js';
export {
  encircledLight,
  realisticPsf,
  type PsfOptions,
  type PsfPart,
  type Wing,
} from './camera/psf.js';
export { componentMapsFile } from './component-maps-file.js';
export type { ComponentSums, ComponentTruth } from './component-sums.js';
export { siteOfSky } from './headers.js';
export { perfectMount, realisticMount, type MountOptions } from './mount.js';
export {
  defaultNight,
  photometricTrial,
  realisticNight,
  realisticStars,
  type Defocus,
  type NightOptions,
  type Sky,
  type StandingSky,
} from './options.js';
export { simulateNight } from './simulate-night.js';
export type { SimulatedNight } from './simulated-night.js';
export type { SimulatedFile } from './simulated-file.js';
export { simulatedSky, type SeenCells, type SimulatedSky } from './simulated-sky.js';
export type { Cloud, CloudPatch } from './sky/clouds.js';
export { drawnSky } from './sky/components/drawn-sky.js';
export { duskHourUtc } from './sky/dusk.js';
export { milkyWayNl } from './sky/components/galactic.js';
export {
  usualComponents,
  type AirglowOptions,
  type ComponentSky,
  type DomeOptions,
  type TerrainOptions,
} from './sky/components/options.js';
export { ZodiacalCloud } from './sky/components/zodiacal.js';
export { realisticFaintStars, type FaintStarOptions } from './sky/faint-stars.js';
export { usualPhotometry, type PhotometricLaw, type PhotometricLaws } from './sky/photometry.js';
export { scintillationFactor, scintillationSigma } from './sky/scintillation.js';
export type { StarName, VariableStar } from './star-names.js';
export type { StarTruth } from './star-table.js';
export type { FrameTruth, MetricsTruth, NightTruth, PsfTruth } from './truth.js';
export { surfaceBrightness, type StarProfile } from './sequence/profile.js';
export {
  defaultSequence,
  simulateSequence,
  type SequenceFrame,
  type SequenceOptions,
  type SimulatedSequence,
} from './sequence/simulate-sequence.js';
