export {
  backgroundMesh,
  estimateBackground,
  type Background,
  type BackgroundMesh,
  type BackgroundOptions,
  type BackgroundRoom,
} from './background.js';
export type { BackgroundEstimator } from './estimators.js';
export { estimateSteepBackground } from './steep-background.js';
export { zoomMesh, type Interpolation } from './zoom.js';
