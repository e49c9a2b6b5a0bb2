import type { ExtinctionFit } from '../fit/index.js';
import type { FramePhotometry } from '../measured-stars.js';

/** A measurement the fit used: a row of `extinction_stars_F_k.txt`. */
export interface UsedStar {
  /** Tail of the old file name, `001.fit`. */
  readonly frame: string;
  /** 0 for a star without a Hipparcos number. */
  readonly hip: number;
  readonly magnitude: number;
  /** Apparent. */
  readonly elevationDeg: number;
  readonly bv: number;
  /** Array position, px. */
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
  /** All of the star's light, and that in the aperture, DN/s. */
  readonly psfFlux: number;
  readonly apertureFlux: number;
}

/** Measurements with weight in the fit, by frame, brightest first. */
export function usedStars(
  frames: readonly FramePhotometry[],
  { residuals: { count, weight, frame, star } }: ExtinctionFit,
): readonly UsedStar[] {
  return Array.from({ length: count }, (_, i) => i)
    .filter((i) => weight[i] > 0)
    .sort((a, b) => frame[a] - frame[b] || star[a] - star[b])
    .map((i) => {
      const { stars, exposureSeconds, frame: stem } = frames[frame[i]];
      const at = star[i];
      const apertureFlux = stars.flux[at] / exposureSeconds;
      return {
        frame: `${stem.replace(/^ib(\d+)b?$/, '$1')}.fit`,
        hip: stars.hip[at],
        magnitude: stars.magnitude[at],
        elevationDeg: stars.altitudeDeg[at],
        bv: stars.bv[at],
        x: stars.x[at],
        y: stars.y[at],
        sigma: stars.sigmaPx[at],
        psfFlux: apertureFlux / stars.apertureFraction[at],
        apertureFlux,
      };
    });
}
