import type { Light, SkyPart } from '@nightskies/contracts';
import type { SkySums } from '../sums/sky-sums.js';

/** Sums of one kind of light, with what its errors follow from. */
export interface LightSums {
  readonly light: Light;
  readonly sky: SkyPart;
  readonly sums: SkySums;
  /** Sums of the error of the natural model over the same sky; null where no model is in the light. */
  readonly model: SkySums | null;
  /** Relative error that all cells share; null when not known. */
  readonly systematicFraction: number | null;
  /**
   * The light that the relative error is a part of: itself, or the observed light where a model was
   * taken away that does not follow the zeropoint.
   */
  readonly calibrated: SkySums;
}
