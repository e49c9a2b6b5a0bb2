import { median, medianInPlace } from '@nightskies/pixels';

/** Middle of a sample that outliers hardly move, and the scatter about it. */
export interface RobustCentre {
  readonly centre: number;
  /** 1.4826 times the median absolute deviation: sigma of a Gaussian. */
  readonly scatter: number;
}

/** A sample. */
type Values = readonly number[] | Float64Array;

const madToSigma = 1.4826;
/** Huber's limit for 95 % efficiency on a Gaussian. */
const limit = 1.345;
const mostPasses = 10;

/** Weight of a value `off` sigmas from the middle (Huber 1964). */
export const huberWeight = (off: number): number =>
  Math.abs(off) <= limit ? 1 : limit / Math.abs(off);

/** Robust scatter of a sample about a value. */
export function scatterAbout(values: Values, centre: number): number {
  const sizes = new Float64Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k++) {
    const size = Math.abs(values[k] - centre);
    if (size === size) sizes[count++] = size;
  }
  return madToSigma * medianInPlace(sizes.subarray(0, count));
}

/**
 * Huber's mean of a sample, from its median by reweighting; NaN for an empty sample. `weights`, one
 * per value, are prior ones.
 */
export function robustCentre(values: Values, weights?: Values): RobustCentre {
  let centre = median(values);
  const scatter = scatterAbout(values, centre);
  if (!(scatter > 0)) return { centre, scatter };
  for (let pass = 0; pass < mostPasses; pass++) {
    let sum = 0;
    let total = 0;
    for (let k = 0; k < values.length; k++) {
      const weight = huberWeight((values[k] - centre) / scatter) * (weights?.[k] ?? 1);
      sum += weight * values[k];
      total += weight;
    }
    const moved = sum / total - centre;
    centre += moved;
    if (Math.abs(moved) < 1e-4 * scatter) break;
  }
  return { centre, scatter };
}
