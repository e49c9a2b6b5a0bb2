export { mapX, mapY, rotationDeg, scaleOf, type Affine, type AffineFit } from './affine.js';
export type { FrameStars } from './align-patterns.js';
export { withoutSinglePixels } from './single-pixels.js';
export {
  trackStars,
  type Prediction,
  type StarTracks,
  type TrackedFrame,
  type TrackOptions,
} from './track-stars.js';
