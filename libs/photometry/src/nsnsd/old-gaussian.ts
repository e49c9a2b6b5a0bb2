import { median } from '@nightskies/pixels';
import { lmdif, type LmdifFailure } from './minpack/lmdif.js';
import { oldApertureRadius, pixelsAround, type OldImage } from './old-aperture.js';

/** V / (2 pi s^2) exp(-((x - x0)^2 + (y - y0)^2) / (2 s^2)). */
export interface OldGaussian {
  /** Array position, px. */
  readonly x: number;
  readonly y: number;
  /** px; the fit knows only its square, so that it may be negative. */
  readonly sigma: number;
  /** V, DN. */
  readonly volume: number;
}

export interface OldGaussianOutcome {
  /** Highest pixel nearer than 6 px to the place, DN above zero. */
  readonly peak: number;
  readonly fit: OldGaussian | LmdifFailure | 'no-pixels';
}

/**
 * Gaussian fit of the old pipeline (image-stages 6.2, steps 6 to 8): the pixels nearer than 6 px to
 * the place, less the median of those between 8 and 12 px, all of one weight, from `start` on.
 * Python's warnings and exceptions are the failures of `lmdif`; fewer pixels than parameters are one
 * too.
 */
export function oldGaussianFit(
  source: OldImage,
  place: { readonly x: number; readonly y: number },
  start: OldGaussian,
): OldGaussianOutcome {
  const pixels = pixelsAround(source, place, 7, (distance) => distance < oldApertureRadius);
  const ring = pixelsAround(source, place, 12, (distance) => distance > 8 && distance < 12);
  const peak = pixels.reduce((highest, { value }) => Math.max(highest, value), -Infinity);
  if (pixels.length < 5 || ring.length === 0) return { peak, fit: 'no-pixels' };
  const background = median(ring.map(({ value }) => value));
  const outcome = lmdif(
    ([x0, y0, sigma, volume], residuals) => {
      const height = volume / (2 * Math.PI * sigma ** 2);
      pixels.forEach(({ x, y, value }, i) => {
        const model = height * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * sigma ** 2));
        residuals[i] = model - (value - background);
      });
    },
    Float64Array.of(start.x, start.y, start.sigma, start.volume),
    pixels.length,
  );
  if (!outcome.found) return { peak, fit: outcome.reason };
  const [x, y, sigma, volume] = outcome.parameters;
  return { peak, fit: { x, y, sigma, volume } };
}
