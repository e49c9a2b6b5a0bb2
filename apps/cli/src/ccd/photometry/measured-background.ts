import { annulusStatistics } from '@nightskies/photometry';
import type { Image } from '@nightskies/pixels';
import type { PhotometryOptions } from './options.js';

/** The background around each source. */
export interface MeasuredBackground {
  /** Level per pixel, in units of the picture. */
  readonly level: Float64Array;
  /** Scatter of the pixels. */
  readonly scatter: Float64Array;
  /** Pixels that were used. */
  readonly pixels: Int32Array;
  /** Variance of the estimator of the level over that of the mean: pi / 2 for the median. */
  readonly estimatorVariance: number;
}

/** Pixels of the annulus farther than this from the median are stars and cosmic rays. */
const backgroundClip = { sigma: 3, iterations: 10 };

/** Of normal values, many of them, over the variance of the mean; the mode is 2.5 median - 1.5 mean. */
const estimatorVariances = {
  mean: 1,
  median: Math.PI / 2,
  mode: 2.5 ** 2 * (Math.PI / 2) + 1.5 ** 2 - 2 * 2.5 * 1.5,
} as const;

/**
 * Level and scatter of the annulus around each position; NaN where there is none. Null when none is
 * asked for.
 */
export function measuredBackground(
  source: Image,
  mask: Image<Uint8Array> | undefined,
  positions: { readonly x: Float64Array; readonly y: Float64Array },
  { annulus, background }: Pick<PhotometryOptions, 'annulus' | 'background'>,
): MeasuredBackground | null {
  if (background === 'none') return null;
  const statistics = annulusStatistics(
    source,
    positions,
    { innerPx: annulus.inner, outerPx: annulus.outer },
    { mask, clip: backgroundClip },
  );
  return {
    level: statistics[background],
    scatter: statistics.std,
    pixels: statistics.pixels,
    estimatorVariance: estimatorVariances[background],
  };
}
