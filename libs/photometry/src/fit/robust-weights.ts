import { median } from '@nightskies/pixels';
import { magPerRelative, type Measurements } from './measurements.js';
import type { Variances } from './normal-equations.js';

/** Standardised residuals up to the first count fully, beyond the second not at all. */
const fullUpTo = 3;
const noneBeyond = 6;

/**
 * Weight of a standardised residual: 1 up to 3 sigma, falling smoothly to 0 at 6. Nearer cuts
 * would bias the fit: light of faint neighbours makes the errors skewed, with a mean of zero.
 */
export function robustWeight(standardised: number): number {
  const beyond = (Math.abs(standardised) - fullUpTo) / (noneBeyond - fullUpTo);
  if (!(beyond < 1)) return 0;
  return beyond <= 0 ? 1 : (1 - beyond * beyond) ** 2;
}

/** Squares are counted up to this many sigma, and their mean is `winsorisedMean` for a Gaussian. */
const winsorisedAt = 2.5;
const winsorisedMean = 0.97756;

/** A variance scale: below 0 the stated variance is shrunk by 1 + it, above 0 its square is added, mag. */
type Scale = number;
const scaled = (stated: number, scale: Scale): number =>
  scale < 0 ? stated * (1 + scale) : stated + scale * scale;

/** Squares of residuals, what is stated of their variance, and what is added to it as it is, mag^2. */
interface Squares {
  readonly count: number;
  readonly square: Float64Array;
  readonly stated: Float64Array;
  readonly further: Float64Array;
}

/** Mean of the standardised squares above that of a Gaussian. */
function excess({ count, square, stated, further }: Squares, degrees: number, scale: Scale) {
  const limit = winsorisedAt * winsorisedAt;
  let sum = 0;
  for (let k = 0; k < count; k += 1) {
    sum += Math.min(limit, square[k] / (scaled(stated[k], scale) + further[k]));
  }
  return sum / degrees - winsorisedMean;
}

/**
 * The scale with which the standardised squares have the mean of a Gaussian (Huber's proposal 2).
 *
 * @param degrees how many of the squares are free
 */
function solveScale(squares: Squares, degrees: number): Scale {
  if (degrees < 8) return 0;
  let low = -0.9;
  let high = 0.5;
  if (excess(squares, degrees, low) <= 0) return low;
  if (excess(squares, degrees, high) >= 0) return high;
  for (let step = 0; step < 14; step += 1) {
    const middle = (low + high) / 2;
    if (excess(squares, degrees, middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export interface Weighing extends Variances {
  /** Robust weight of each measurement, of itself and of its star together. */
  readonly robust: Float64Array;
  /** Variance of each measurement as it stands, star's part included, mag^2. */
  readonly total: Float64Array;
}

/** Median residual of each frame; 0 for one with fewer than 3. */
function frameOffsets({ count, frame, frames }: Measurements, residual: Float64Array): number[] {
  const lists = Array.from({ length: frames }, (): number[] => []);
  for (let i = 0; i < count; i += 1) lists[frame[i]].push(residual[i]);
  return lists.map((list) => (list.length < 3 ? 0 : median(list)));
}

/** Weight of each measurement against the median of its star, where there are three or more. */
function aloneWeights(
  { count, stars, starStart }: Measurements,
  deviation: Float64Array,
  own: Float64Array,
): Float64Array {
  const weights = new Float64Array(count).fill(1);
  for (let j = 0; j < stars; j += 1) {
    const start = starStart[j];
    const end = starStart[j + 1];
    if (end - start < 3) continue;
    const middle = median(deviation.subarray(start, end));
    for (let i = start; i < end; i += 1) {
      weights[i] = robustWeight((deviation[i] - middle) / Math.sqrt(own[i]));
    }
  }
  return weights;
}

/**
 * Variances by the stated errors, corrected by the scatter within and between stars, and robust
 * weights of measurements and of stars. Residuals are judged against the median of their frame,
 * so that the stars of a clouded frame keep their weight and can show the cloud.
 *
 * @param modelLight  light over that of a star of its magnitude predicted by the model
 */
export function weigh(
  measurements: Measurements,
  modelLight: Float64Array,
  residual: Float64Array,
): Weighing {
  const { count, stars, starStart, frame, lightError, scintillation, starError } = measurements;
  const offsets = frameOffsets(measurements, residual);
  const stated = new Float64Array(count);
  const deviation = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    stated[i] =
      magPerRelative ** 2 * ((lightError[i] / modelLight[i]) ** 2 + scintillation[i] ** 2);
    deviation[i] = residual[i] - offsets[frame[i]];
  }

  const square = new Float64Array(count);
  const variance = new Float64Array(count);
  let repeated = 0;
  for (let j = 0; j < stars; j += 1) {
    const start = starStart[j];
    const end = starStart[j + 1];
    if (end - start < 2) continue;
    let weights = 0;
    let sum = 0;
    for (let i = start; i < end; i += 1) {
      weights += 1 / stated[i];
      sum += deviation[i] / stated[i];
    }
    for (let i = start; i < end; i += 1) {
      const free = 1 - 1 / (stated[i] * weights);
      if (free < 0.05) continue;
      square[repeated] = (deviation[i] - sum / weights) ** 2 / free;
      variance[repeated] = stated[i];
      repeated += 1;
    }
  }
  const ownScale = solveScale(
    { count: repeated, square, stated: variance, further: new Float64Array(repeated) },
    repeated,
  );

  const own = new Float64Array(count);
  for (let i = 0; i < count; i += 1) own[i] = scaled(stated[i], ownScale);
  const alone = aloneWeights(measurements, deviation, own);
  const starMean = new Float64Array(stars);
  const starVariance = new Float64Array(stars);
  const meanVariance = new Float64Array(stars);
  for (let j = 0; j < stars; j += 1) {
    let weights = 0;
    let sum = 0;
    let squares = 0;
    for (let i = starStart[j]; i < starStart[j + 1]; i += 1) {
      weights += alone[i] / own[i];
      sum += (alone[i] * deviation[i]) / own[i];
      squares += starError[i] ** 2;
    }
    starMean[j] = sum / weights;
    meanVariance[j] = 1 / weights;
    // Frames state it differently; none counts for more by being the first.
    starVariance[j] = squares / (starStart[j + 1] - starStart[j]);
  }
  const starScale = solveScale(
    {
      count: stars,
      square: starMean.map((mean) => mean ** 2),
      stated: starVariance,
      further: meanVariance,
    },
    stars - 4,
  );

  const robust = new Float64Array(count);
  const total = new Float64Array(count);
  for (let j = 0; j < stars; j += 1) {
    starVariance[j] = scaled(starVariance[j], starScale);
    const starWeight = robustWeight(starMean[j] / Math.sqrt(starVariance[j] + meanVariance[j]));
    for (let i = starStart[j]; i < starStart[j + 1]; i += 1) {
      total[i] = own[i] + starVariance[j];
      robust[i] = starWeight * alone[i] * robustWeight(deviation[i] / Math.sqrt(total[i]));
      own[i] /= robust[i];
    }
  }
  return { own, star: starVariance, robust, total };
}
