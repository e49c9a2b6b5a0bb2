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

/** Residuals of stars that are measured well; element i of each belongs to one measurement. */
export interface ClearResiduals {
  readonly residualMag: Float64Array;
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly airmass: Float64Array;
  readonly magnitude: Float64Array;
  readonly bv: Float64Array;
}

/** Noise and confusion up to this show what sky and field do to a star, mag. */
const clearMag = 0.04;

/**
 * What the fit leaves of the brighter stars. The faint ones, which a fit weighs little, would hide in a
 * picture what sky and field do.
 */
export function clearResiduals(
  frames: readonly FramePhotometry[],
  { residuals }: ExtinctionFit,
): ClearResiduals {
  const { count, frame, star } = residuals;
  const clear = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const { flux, fluxError, confusion } = frames[frame[i]].stars;
    const share = Math.hypot(fluxError[star[i]] / flux[star[i]], confusion[star[i]]);
    return (2.5 / Math.LN10) * share <= clearMag;
  });
  const left = (column: Float64Array): Float64Array => Float64Array.from(clear, (i) => column[i]);
  const known = (key: 'magnitude' | 'bv'): Float64Array =>
    Float64Array.from(clear, (i) => frames[frame[i]].stars[key][star[i]]);
  return {
    residualMag: left(residuals.residual),
    azimuthDeg: left(residuals.azimuthDeg),
    altitudeDeg: left(residuals.altitudeDeg),
    x: left(residuals.x),
    y: left(residuals.y),
    airmass: left(residuals.airmass),
    magnitude: known('magnitude'),
    bv: known('bv'),
  };
}
