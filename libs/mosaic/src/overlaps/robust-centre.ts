import { median } from '@nightskies/pixels';

/** Middle of a sample that outliers hardly move, and the scatter about it. */
export interface RobustCentre {
  readonly centre: number;
  /** 1.4826 times the median absolute deviation: sigma of a Gaussian. */
  readonly scatter: number;
}

const madToSigma = 1.4826;
/** Huber's limit for 95 % efficiency on a Gaussian. */
const limit = 1.345;
const mostPasses = 10;

/** Weight of a value `off` sigmas from the middle (Huber 1964). */
export const huberWeight = (off: number): number =>
  Math.abs(off) <= limit ? 1 : limit / Math.abs(off);

/** Robust scatter of a sample about a value. */
export function scatterAbout(values: ArrayLike<number>, centre: number): number {
  return madToSigma * median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}

/**
 * Huber's mean of a sample, from its median by reweighting; NaN for an empty sample. `weights`, one
 * per value, are prior ones.
 */
export function robustCentre(values: ArrayLike<number>, weights?: ArrayLike<number>): RobustCentre {
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
