import { medianInPlace } from '@nightskies/pixels';

/** What is left of a sample after clipping: mean, standard deviation and count. */
export interface ClippedSample {
  readonly mean: number;
  readonly sigma: number;
  readonly count: number;
}

/** Values enough to begin with: the passes over all of them settle the rest. */
const startingSample = 10_000;

/** A normal sample loses this part of its variance when cut at 4 sigma on both sides. */
const varianceLeftAtFourSigma = 0.998929;

/**
 * Mean and standard deviation after repeatedly leaving out what is more than 4 sigma off, starting
 * from median and median absolute deviation. The standard deviation is corrected for the tails that
 * a normal sample loses. Unlike the median absolute deviation it is right for whole numbers too.
 */
export function clippedSample(values: Float32Array | Float64Array): ClippedSample {
  const stride = Math.ceil(values.length / startingSample);
  const some = values.slice(0, Math.ceil(values.length / stride));
  for (let k = 0; k < some.length; k++) some[k] = values[k * stride];
  let mean = medianInPlace(some.slice());
  // One step of whole-number data hides up to half a unit of deviation.
  let sigma =
    medianInPlace(some.map((value) => Math.abs(value - mean))) * 1.4826 + 0.5 * smallestStep(some);
  let count = values.length;
  for (let pass = 0; pass < 5; pass++) {
    // Sums of deviations from the last mean: small numbers, so that squares lose nothing.
    let sum = 0;
    let squares = 0;
    let kept = 0;
    const reach = 4 * sigma;
    for (let k = 0; k < values.length; k++) {
      const off = values[k] - mean;
      if (Math.abs(off) <= reach) {
        sum += off;
        squares += off * off;
        kept++;
      }
    }
    if (kept === 0) break;
    const variance = (squares - (sum * sum) / kept) / Math.max(kept - 1, 1);
    mean += sum / kept;
    sigma = Math.sqrt(Math.max(variance, 0) / varianceLeftAtFourSigma);
    if (kept === count) break;
    count = kept;
  }
  return { mean, sigma, count };
}

/** 1 when all values are whole numbers, else 0. */
function smallestStep(values: Float32Array | Float64Array): number {
  return values.every((value) => Number.isInteger(value)) ? 1 : 0;
}

/** Mean in float64, first to last. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}
