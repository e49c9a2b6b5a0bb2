export type { Pointing } from './camera/geometry.js';
export { defaultNight, type NightOptions, type Sky } from './options.js';
export { simulateNight, type SimulatedFile, type SimulatedNight } from './simulate-night.js';
export type { FrameTruth, MetricsTruth, NightTruth } from './truth.js';
