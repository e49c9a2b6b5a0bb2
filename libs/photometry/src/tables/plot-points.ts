import type { ExtinctionFit } from '../fit/index.js';
import type { FramePhotometry } from '../measured-stars.js';

/** Points of an extinction figure. */
export interface PlotPoints {
  readonly airmass: Float64Array;
  /** Catalogue minus instrumental magnitude; corrected for colour and field where there is a fit. */
  readonly magnitude: Float64Array;
}

/** Points of the fit, used and not; without a fit all measurements are `used`, as they are. */
export function plotPoints(
  frames: readonly FramePhotometry[],
  { free, residuals }: ExtinctionFit,
): { readonly used: PlotPoints; readonly rejected: PlotPoints } {
  const level = (i: number): number =>
    free === null
      ? rawDifference(frames[residuals.frame[i]], residuals.star[i])
      : free.zeropoint.value - free.extinction.value * residuals.airmass[i] - residuals.residual[i];
  const points = (keep: (i: number) => boolean): PlotPoints => {
    const which = Array.from({ length: residuals.count }, (_, i) => i).filter(keep);
    return {
      airmass: Float64Array.from(which, (i) => residuals.airmass[i]),
      magnitude: Float64Array.from(which, level),
    };
  };
  const used = (i: number): boolean => free === null || residuals.weight[i] > 0;
  return { used: points(used), rejected: points((i) => !used(i)) };
}

function rawDifference({ stars, exposureSeconds }: FramePhotometry, star: number): number {
  const rate = stars.flux[star] / exposureSeconds / stars.apertureFraction[star];
  return stars.magnitude[star] + 2.5 * Math.log10(rate);
}

/** Catalogue values of the stars of the residuals, in their order. */
export function catalogueOfResiduals(
  frames: readonly FramePhotometry[],
  { residuals: { count, frame, star } }: ExtinctionFit,
): { readonly magnitude: Float64Array; readonly bv: Float64Array } {
  const column = (key: 'magnitude' | 'bv'): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => frames[frame[i]].stars[key][star[i]]);
  return { magnitude: column('magnitude'), bv: column('bv') };
}
