export { fisheyeCards } from './fisheye-cards.js';
export { FisheyeCamera, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';
export type {
  FisheyeContradiction,
  FisheyeHints,
  FisheyeMatch,
  FisheyeOutcome,
  FisheyeRefusal,
  FisheyeRefusalReason,
  FisheyeSolution,
} from './fisheye-solution.js';
export { fisheyeSources } from './fisheye-sources.js';
export { skyOverPlace, type FisheyeStars, type SkyOverPlace } from './reference-stars.js';
export { solveFisheye } from './solve-fisheye.js';
