import { image } from '@nightskies/pixels';
import type { Background } from '../background/index.js';
import { daoStars, sourceFlags, type Sources } from '../detection/index.js';
import { filtered, pictureBackground, starWidthPx, type PicturePixels } from './star-lists.js';

export interface SourceTableOptions {
  /** Width of the stars, px; measured in the picture when absent. */
  readonly fwhmPx?: number | undefined;
  /** Height of the faintest star in units of the noise of a pixel. */
  readonly thresholdSigma: number;
  /** Side of a box of the background mesh, px. */
  readonly boxPx: number;
}

/** Sources by DAOFIND, row by row of the picture; element i of each array belongs to one source. */
export interface SourceTable {
  readonly count: number;
  readonly fwhmPx: number;
  /** Median noise of a pixel, in units of the picture. */
  readonly noise: number;
  /** Array position: the first pixel's centre is (0, 0). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard errors of the place, px; NaN where no centroid could be made. */
  readonly xError: Float64Array;
  readonly yError: Float64Array;
  readonly sharpness: Float64Array;
  readonly roundness1: Float64Array;
  readonly roundness2: Float64Array;
  readonly npix: number;
  /** Level of the background at the source. */
  readonly sky: Float64Array;
  /** Highest pixel above the background. */
  readonly peak: Float64Array;
  /** Fitted height over the threshold for it, and -2.5 log10 of that. */
  readonly flux: Float64Array;
  readonly mag: Float64Array;
  /** Light above the background in the pixels around, and its standard error. */
  readonly light: Float64Array;
  readonly lightError: Float64Array;
  /** Bits of `sourceFlags`. */
  readonly flags: Uint8Array;
}

const searchedFwhmPx = 2;

/**
 * The sources of a picture with the quantities of DAOFIND, and errors and flags of the same stars from
 * `detectSources`. Threshold is `thresholdSigma` times the median noise of the picture.
 *
 * @throws NightSkiesError as `estimateSteepBackground` and `starKernel`
 */
export function sourceTable(picture: PicturePixels, options: SourceTableOptions): SourceTable {
  const { luminance } = picture;
  const { width, height, data } = luminance;
  const background = pictureBackground(picture, options.boxPx);
  const { thresholdSigma } = options;
  const fwhmPx = options.fwhmPx ?? measuredWidth(picture, background, thresholdSigma);
  const residual = data.map((value, k) => value - background.level.data[k]);
  const noise = medianNoise(background);
  const stars = daoStars(image(width, height, residual), {
    fwhmPx,
    threshold: thresholdSigma * noise,
  });
  const detected = filtered(picture, background, { thresholdSigma: 0.7 * thresholdSigma }, fwhmPx);
  const partners = nearest(stars.xCentroid, stars.yCentroid, detected, fwhmPx);
  const ofPartner = (column: Float64Array): Float64Array =>
    Float64Array.from(partners, (k) => (k < 0 ? NaN : column[k]));
  const levelAt = (x: number, y: number): number => {
    const [column, row] = [Math.round(x), Math.round(y)];
    const inside = column >= 0 && row >= 0 && column < width && row < height;
    return inside ? background.level.data[row * width + column] : NaN;
  };
  return {
    count: stars.count,
    fwhmPx,
    noise,
    x: stars.xCentroid,
    y: stars.yCentroid,
    xError: ofPartner(detected.sigmaX),
    yError: ofPartner(detected.sigmaY),
    sharpness: stars.sharpness,
    roundness1: stars.roundness1,
    roundness2: stars.roundness2,
    npix: stars.npix,
    sky: stars.xCentroid.map((x, i) => levelAt(x, stars.yCentroid[i])),
    peak: stars.peak,
    flux: stars.flux,
    mag: stars.mag,
    light: ofPartner(detected.flux),
    lightError: ofPartner(detected.fluxError),
    flags: Uint8Array.from(partners, (k) => (k < 0 ? sourceFlags.noCentroid : detected.flags[k])),
  };
}

function measuredWidth(picture: PicturePixels, background: Background, thresholdSigma: number) {
  const sharp = filtered(picture, background, { thresholdSigma }, searchedFwhmPx);
  const width = starWidthPx(picture, background, sharp);
  return Number.isFinite(width) ? Math.min(Math.max(width, 1.5), 20) : searchedFwhmPx;
}

function medianNoise({ noise }: Background): number {
  const sorted = noise.data.filter((value) => value > 0 && Number.isFinite(value)).sort();
  // Where nothing varies there is no noise; any bright pixel is certain.
  return sorted.length === 0 ? 1e-6 : sorted[sorted.length >> 1];
}

/** For each place the nearest source within a distance, -1 for none. */
function nearest(x: Float64Array, y: Float64Array, sources: Sources, reach: number): Int32Array {
  const side = Math.max(reach, 1);
  const cells = new Map<string, number[]>();
  const key = (column: number, row: number): string => `${column} ${row}`;
  for (let k = 0; k < sources.count; k += 1) {
    const cell = key(Math.floor(sources.x[k] / side), Math.floor(sources.y[k] / side));
    const list = cells.get(cell);
    if (list === undefined) cells.set(cell, [k]);
    else list.push(k);
  }
  return Int32Array.from(x, (_, i) => {
    const [column, row] = [Math.floor(x[i] / side), Math.floor(y[i] / side)];
    let [best, least] = [-1, reach];
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        for (const k of cells.get(key(column + dx, row + dy)) ?? []) {
          const apart = Math.hypot(sources.x[k] - x[i], sources.y[k] - y[i]);
          if (apart <= least) [best, least] = [k, apart];
        }
      }
    }
    return best;
  });
}
