import type { BorderedPlane, Image } from '@nightskies/pixels';
import { MarginalFitter } from './marginal-fit.js';
import { visitPeaks } from './matched-filter.js';
import { starKernel, type StarKernel, type StarKernelOptions } from './star-kernel.js';

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

/** Peak less the mean of the other pixels under the kernel, over the fitted height. */
export function sharpnessAt(
  { data, stride }: BorderedPlane,
  at: number,
  kernel: StarKernel,
  height: number,
): number {
  let sum = 0;
  let from = at - kernel.radiusY * stride - kernel.radiusX;
  for (let k = 0; k < kernel.mask.length; from += stride) {
    for (let x = 0; x < kernel.width; x += 1, k += 1) sum += kernel.mask[k] * data[from + x];
  }
  const peak = data[at];
  return (peak - (sum - peak) / (kernel.pixels - 1)) / height;
}

/**
 * Twice the difference of opposite quarters of the filtered image around a pixel, over the sum of
 * absolute values. Each quarter holds one of the half axes.
 */
export function symmetryRoundness(
  { data, stride }: BorderedPlane,
  at: number,
  { radiusX, radiusY }: StarKernel,
): number {
  let two = 0;
  let four = 0;
  for (let y = -radiusY; y <= radiusY; y += 1) {
    const row = at + y * stride;
    // Signs of the quarters left and right of the peak; those above and below it are positive.
    const [left, right] = [y < 0 ? 1 : -1, y > 0 ? 1 : -1];
    for (let x = 1; x <= radiusX; x += 1) {
      const [before, after] = [data[row - x], data[row + x]];
      four += Math.abs(before) + Math.abs(after);
      two += left * before + right * after;
    }
    if (y === 0) continue;
    four += Math.abs(data[row]);
    two += data[row];
  }
  return (2 * two) / four;
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
  const fitter = new MarginalFitter(kernel);
  const columns: number[] = [];
  const isRound = (roundness: number) => roundness > roundnessLow && roundness < roundnessHigh;
  visitPeaks(source, kernel, threshold, ({ x, y, at, height }, { image, filtered }) => {
    if (mask !== undefined && mask.data[y * source.width + x] !== 0) return;
    if (options.excludeBorder === true) {
      const inside = x > radiusX && x < source.width - radiusX;
      if (!inside || y <= radiusY || y >= source.height - radiusY) return;
    }
    const sharpness = sharpnessAt(image, at, kernel, height);
    if (!(sharpness > sharpnessLow && sharpness < sharpnessHigh)) return;
    fitter.fit(image, at);
    const { height: heightX, shift: shiftX } = fitter.x;
    const { height: heightY, shift: shiftY } = fitter.y;
    const roundness2 = (2 * (heightX - heightY)) / (heightX + heightY);
    if (!isRound(roundness2)) return;
    const roundness1 = symmetryRoundness(filtered, at, kernel);
    if (!isRound(roundness1)) return;
    const peak = image.data[at] - sky;
    if (!(peak < peakMax)) return;
    const flux = height / threshold - sky * npix;
    columns.push(x + shiftX, y + shiftY, sharpness, roundness1, roundness2, peak, flux);
  });
  const all = Array.from({ length: columns.length / 7 }, (_, star) => star);
  const order =
    options.brightest === undefined
      ? all
      : all
          .sort((a, b) => columns[7 * b + 6] - columns[7 * a + 6] || a - b)
          .slice(0, options.brightest);
  const column = (k: number) => Float64Array.from(order, (star) => columns[7 * star + k]);
  const flux = column(6);
  return {
    count: order.length,
    xCentroid: column(0),
    yCentroid: column(1),
    sharpness: column(2),
    roundness1: column(3),
    roundness2: column(4),
    peak: column(5),
    flux,
    mag: flux.map((value) => (value > 0 ? -2.5 * Math.log10(value) : Number.NaN)),
    npix,
    sky,
  };
}
