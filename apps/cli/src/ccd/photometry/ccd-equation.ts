/** What the error of a sum over an aperture is made of; areas in px, levels in units of the image. */
export interface ApertureNoise {
  /** Light in the aperture above the background. */
  readonly flux: number;
  /** Sum over the aperture with its background. */
  readonly sum: number;
  /** Pixels of the aperture that count, parts included. */
  readonly area: number;
  /** Pixels of the annulus, and the estimator of their level; null where none was measured. */
  readonly background: {
    /** Standard deviation of the pixels. */
    readonly scatter: number;
    /** Pixels that were used. */
    readonly pixels: number;
    /** Variance of the estimator over that of the mean: pi / 2 for the median. */
    readonly estimatorVariance: number;
  } | null;
}

export interface Detector {
  /** Electrons per unit of the image; null when unknown. */
  readonly gain: number | null;
  /** Electrons; 0 when unknown. */
  readonly readNoise: number;
}

/**
 * Standard error of the flux in an aperture: the CCD equation (Howell 1989, PASP 101, 616, equation 1;
 * Merline & Howell 1995, Exp. Astron. 6, 163) with the noise of sky, dark current and readout taken from
 * the scatter of the annulus instead of its parts, but never less than the read noise R:
 *
 *   sigma^2 = F / g + A s^2 + k A^2 s^2 / n,   s^2 = max(scatter^2, (R / g)^2)
 *
 * A the area, n the pixels of the annulus, k the variance of the estimator. Where no background was
 * measured: sigma^2 = S / g + A (R / g)^2 with S the whole sum. Without a gain the photons of the star
 * are left out, and nothing is known without a background: NaN.
 */
export function fluxError(aperture: ApertureNoise, { gain, readNoise }: Detector): number {
  const { flux, sum, area, background } = aperture;
  const photons = (light: number): number => (gain === null ? 0 : Math.max(light, 0) / gain);
  const readout = gain === null ? 0 : (readNoise / gain) ** 2;
  if (background === null) {
    return gain === null ? NaN : Math.sqrt(photons(sum) + area * readout);
  }
  const { scatter, pixels, estimatorVariance } = background;
  const perPixel = Math.max(scatter * scatter, readout);
  const level = (estimatorVariance * area * area * perPixel) / pixels;
  return Math.sqrt(photons(flux) + area * perPixel + level);
}
