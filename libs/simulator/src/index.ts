export type { Pointing } from './camera/geometry.js';
export { defaultNight, type NightOptions, type Sky } from './options.js';
export { simulateNight, type SimulatedNight } from './simulate-night.js';
export type { SimulatedFile } from './simulated-file.js';
export type { FrameTruth, MetricsTruth, NightTruth } from './truth.js';
