import { peakSums, sumsPerPeak, type Image } from '@nightskies/pixels';
import { MarginalFitter } from './marginal-fit.js';
import { sharpnessOf, starPeaks, symmetryRoundness } from './matched-filter.js';
import { starKernel, type StarKernelOptions } from './star-kernel.js';

export interface DaoOptions extends StarKernelOptions {
  /** Height above which a star is looked for, in units of the image; positive. */
  readonly threshold: number;
  readonly sharpnessLow?: number;
  readonly sharpnessHigh?: number;
  readonly roundnessLow?: number;
  readonly roundnessHigh?: number;
  /** Only stars whose peak pixel is below this. */
  readonly peakMax?: number;
  /** Level taken from peak, flux and magnitude only. */
  readonly sky?: number;
  /** Leaves out stars within half a kernel of the border. */
  readonly excludeBorder?: boolean;
  /** Not 0: no star has its peak here. */
  readonly mask?: Image<Uint8Array>;
  /** Only so many, the brightest first; all of them, row by row, when not given. */
  readonly brightest?: number;
}

/** Stars found, one array per quantity. Positions: the first pixel's centre is (0, 0). */
export interface DaoStars {
  readonly count: number;
  readonly xCentroid: Float64Array;
  readonly yCentroid: Float64Array;
  /** Peak pixel less the mean of its neighbours, over the fitted height. */
  readonly sharpness: Float64Array;
  /** From symmetry under turns by 90 and 180 degrees; 0 for a round star. */
  readonly roundness1: Float64Array;
  /** From the heights of Gaussians fitted along x and y; 0 for a round star. */
  readonly roundness2: Float64Array;
  /** Peak pixel less the sky. */
  readonly peak: Float64Array;
  /** Fitted height over the threshold for the fitted height. */
  readonly flux: Float64Array;
  /** -2.5 log10 flux; NaN for a flux that is not positive. */
  readonly mag: Float64Array;
  /** Pixels of the kernel's array and the sky level: the same for all. */
  readonly npix: number;
  readonly sky: number;
}

/** Which stars, in which order: all as they are, or the brightest, the brightest first. */
function chosenStars(flux: Float64Array, brightest: number | undefined): Int32Array {
  const all = Int32Array.from(flux.keys());
  if (brightest === undefined) return all;
  return all.sort((a, b) => flux[b] - flux[a] || a - b).slice(0, brightest);
}

function pick(column: Float64Array, stars: Int32Array): Float64Array {
  const picked = new Float64Array(stars.length);
  for (let k = 0; k < stars.length; k += 1) picked[k] = column[stars[k]];
  return picked;
}

/**
 * DAOFIND (Stetson 1987, PASP 99, 191) with the definitions and limits of photutils 1.6
 * `DAOStarFinder`. Subtract the background first: beyond the border, and where it has no finite
 * value, the image counts as 0 (photutils spreads NaN instead).
 *
 * @throws NightSkiesError `detection-parameter` for a kernel that cannot be made
 * @throws RangeError for a threshold that is not positive
 */
export function daoStars(source: Image, options: DaoOptions): DaoStars {
  const {
    sharpnessLow = 0.2,
    sharpnessHigh = 1,
    roundnessLow = -1,
    roundnessHigh = 1,
    peakMax = Infinity,
    sky = 0,
    mask,
  } = options;
  const kernel = starKernel(options);
  const npix = kernel.width * kernel.height;
  const threshold = options.threshold * kernel.relativeError;
  const { radiusX, radiusY } = kernel;
  const [lastX, lastY] = [source.width - radiusX, source.height - radiusY];
  const fitter = new MarginalFitter(kernel);
  const isRound = (roundness: number) => roundness > roundnessLow && roundness < roundnessHigh;
  const peaks = starPeaks(source, kernel, threshold);
  const column = () => new Float64Array(peaks.count);
  const [xs, ys, sharpnesses, rounds1, rounds2, tops, fluxes] = Array.from({ length: 7 }, column);
  let count = 0;
  for (let k = 0; k < peaks.count; k += 1) {
    const [x, y] = [peaks.x[k], peaks.y[k]];
    if (mask !== undefined && mask.data[y * source.width + x] !== 0) continue;
    if (options.excludeBorder === true) {
      if (x <= radiusX || x >= lastX || y <= radiusY || y >= lastY) continue;
    }
    const sharpness = sharpnessOf(peaks, k, kernel);
    if (!(sharpness > sharpnessLow && sharpness < sharpnessHigh)) continue;
    const sums = sumsPerPeak * k;
    fitter.fit(peaks.sums, sums);
    const { height: heightX, shift: shiftX } = fitter.x;
    const { height: heightY, shift: shiftY } = fitter.y;
    const roundness2 = (2 * (heightX - heightY)) / (heightX + heightY);
    if (!isRound(roundness2)) continue;
    const roundness1 = symmetryRoundness(peaks, k);
    if (!isRound(roundness1)) continue;
    const peak = peaks.sums[sums + peakSums.peak] - sky;
    if (!(peak < peakMax)) continue;
    xs[count] = x + shiftX;
    ys[count] = y + shiftY;
    sharpnesses[count] = sharpness;
    rounds1[count] = roundness1;
    rounds2[count] = roundness2;
    tops[count] = peak;
    fluxes[count] = peaks.heights[k] / threshold - sky * npix;
    count += 1;
  }
  const stars = chosenStars(fluxes.subarray(0, count), options.brightest);
  const flux = pick(fluxes, stars);
  return {
    count: stars.length,
    xCentroid: pick(xs, stars),
    yCentroid: pick(ys, stars),
    sharpness: pick(sharpnesses, stars),
    roundness1: pick(rounds1, stars),
    roundness2: pick(rounds2, stars),
    peak: pick(tops, stars),
    flux,
    mag: flux.map((value) => (value > 0 ? -2.5 * Math.log10(value) : Number.NaN)),
    npix,
    sky,
  };
}
