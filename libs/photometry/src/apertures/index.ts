export type { ApertureOptions, ApertureSums } from '@nightskies/pixels';
export {
  annulusStatistics,
  type Annulus,
  type AnnulusOptions,
  type AnnulusStatistics,
} from './annulus-statistics.js';
export type { ApertureShape } from './aperture-shape.js';
export type { OverlapMethod } from './pixel-shares.js';
export { growthSums, sumApertures, type SumOptions } from './sum-apertures.js';
