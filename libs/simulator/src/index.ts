export { nominalLens, realisticLens, type BrownLens, type LensOptions } from './camera/lens.js';
export type { PsfOptions } from './camera/star-light.js';
export { perfectMount, realisticMount, type MountOptions } from './mount.js';
export { defaultNight, realisticNight, type NightOptions, type Sky } from './options.js';
export { simulateNight, type SimulatedNight } from './simulate-night.js';
export type { SimulatedFile } from './simulated-file.js';
export type { FrameTruth, MetricsTruth, NightTruth } from './truth.js';
export { surfaceBrightness, type StarProfile } from './sequence/profile.js';
export {
  defaultSequence,
  simulateSequence,
  type SequenceFrame,
  type SequenceOptions,
  type SimulatedSequence,
} from './sequence/simulate-sequence.js';
