import { checkApertures, sigmaClippedMean, type Image, type Positions } from '@nightskies/pixels';
import { pixelGrid } from './pixel-grid.js';

/** Pixels whose centre is within `outerPx` and not within `innerPx` of the position. */
export interface Annulus {
  readonly innerPx: number;
  readonly outerPx: number;
}

/** Which pixels of an annulus count. */
export interface AnnulusOptions {
  /** Pixels that are not 0 are left out. */
  readonly mask?: Image<Uint8Array> | undefined;
  /**
   * Leaves out what is more than `sigma` standard deviations from the median, again and again until
   * nothing changes or at most `iterations` times; null (default) keeps everything.
   */
  readonly clip?: { readonly sigma: number; readonly iterations: number } | null | undefined;
}

/** Statistics of annuli; element i belongs to position i, NaN where no pixel is left. */
export interface AnnulusStatistics {
  readonly mean: Float64Array;
  readonly median: Float64Array;
  /**
   * 2.5 median - 1.5 mean (Bertin & Arnouts 1996, A&AS 117, 393); the median where the two differ
   * by 0.3 standard deviations or more, the mean where all values are equal: the rule of photutils'
   * `SExtractorBackground`. The `mode` of `ApertureStats` is another, 3 median - 2 mean.
   */
  readonly mode: Float64Array;
  /** Standard deviation with divisor n, not corrected for what was clipped. */
  readonly std: Float64Array;
  /** Pixels that were left after clipping. */
  readonly pixels: Int32Array;
  /** Pixels in the image, finite and not masked, before clipping. */
  readonly area: Int32Array;
}

/** Puts the values of the pixels that count into `values`, in place of what is there. */
function collect(
  { width, height, data }: Image,
  x: number,
  y: number,
  { innerPx, outerPx }: Annulus,
  mask: Image<Uint8Array> | undefined,
  values: number[],
): void {
  values.length = 0;
  const columns = pixelGrid(x, outerPx, width);
  const rows = pixelGrid(y, outerPx, height);
  for (let row = rows.from; row < rows.to; row++) {
    const dy = rows.centre(row);
    for (let column = columns.from; column < columns.to; column++) {
      const dx = columns.centre(column);
      const squared = dx * dx + dy * dy;
      if (squared >= outerPx * outerPx || squared < innerPx * innerPx) continue;
      const pixel = row * width + column;
      if (mask !== undefined && mask.data[pixel] !== 0) continue;
      if (Number.isFinite(data[pixel])) values.push(data[pixel]);
    }
  }
}

function modeOf(mean: number, median: number, sigma: number): number {
  if (sigma === 0) return mean;
  return Math.abs(mean - median) / sigma < 0.3 ? 2.5 * median - 1.5 * mean : median;
}

/**
 * Statistics of the pixels in annuli around positions: photutils' `ApertureStats` over a
 * `CircularAnnulus`, with the clipping of astropy's `sigma_clip` (centre the median). Pixels without
 * a finite value are left out.
 *
 * @throws RangeError for radii that are not 0 <= inner < outer, a clipping that is not positive, and
 *   masks of another size than the image
 */
export function annulusStatistics(
  image: Image,
  positions: Positions,
  annulus: Annulus,
  { mask, clip = null }: AnnulusOptions = {},
): AnnulusStatistics {
  const { innerPx, outerPx } = annulus;
  checkApertures(image, positions, { mask });
  if (!(innerPx >= 0 && outerPx > innerPx && outerPx < Infinity)) {
    throw new RangeError(`annulus of ${innerPx} to ${outerPx} px: 0 <= inner < outer is needed`);
  }
  if (clip !== null && !(clip.sigma > 0 && clip.iterations >= 1)) {
    throw new RangeError(
      `clip of ${clip.sigma} sigma, ${clip.iterations} iterations: a positive number and at least ` +
        'one iteration are needed',
    );
  }
  const count = positions.x.length;
  const mean = new Float64Array(count).fill(Number.NaN);
  const [median, mode, std] = [mean.slice(), mean.slice(), mean.slice()];
  const [pixels, area] = [new Int32Array(count), new Int32Array(count)];
  const values: number[] = [];
  for (let k = 0; k < count; k++) {
    collect(image, positions.x[k], positions.y[k], annulus, mask, values);
    area[k] = values.length;
    if (values.length === 0) continue;
    const { sigma, iterations } = clip ?? { sigma: 1, iterations: 0 };
    const kept = sigmaClippedMean(values, sigma, iterations);
    mean[k] = kept.mean;
    median[k] = kept.median;
    std[k] = kept.sigma;
    mode[k] = modeOf(kept.mean, kept.median, kept.sigma);
    pixels[k] = kept.count;
  }
  return { mean, median, mode, std, pixels, area };
}
