export type { FitStarOptions, FitUnknown } from './fit-star-options.js';
export {
  fitStar,
  pixelSigmaDn,
  type FittedStar,
  type StarFit,
  type StarFitFailure,
} from './fit-star.js';
export {
  profileOfWidths,
  widthsOf,
  type ProfileKind,
  type ProfileWidths,
  type StarProfile,
} from './star-profile.js';
