export { adjustSet, type AdjustedFrame, type AdjustedSet, type FrameStatus } from './adjust-set.js';
export type { Estimate, SkyAngles } from './estimate.js';
export type { PictureShape } from './first-pose.js';
export {
  predictPose,
  type MountModel,
  type MountScatter,
  type PredictedPose,
} from './mount-model.js';
export type { SetFrameStars, SetFrame } from './set-frame.js';
