export {
  backgroundMesh,
  estimateBackground,
  type Background,
  type BackgroundMesh,
  type BackgroundOptions,
  type BackgroundRoom,
} from './background.js';
export type { BackgroundEstimator } from './estimators.js';
export { fillGaps, meshGaps } from './fill-gaps.js';
export { medianFilter } from './median-filter.js';
export { estimateSteepBackground, steepMesh } from './steep-background.js';
export { meshExpansion, zoomMesh, type Interpolation } from './zoom.js';
