/** How the values of a pixel that are left become one. */
export type CombineMethod = 'mean' | 'median' | 'sum' | 'weighted-mean';

/**
 * Which values of a pixel are thrown away first. All but `min-max` work on the distance from the
 * median; every rule leaves a run of the sorted values.
 *
 * - `kappa-sigma`: what is more than `low` standard deviations below or `high` above the median,
 *   again until nothing changes or `iterations` times; standard deviation about the mean, divisor n
 *   (the rule of `astropy.stats.sigma_clip`). With n values none can be more than sqrt(n - 1) of them
 *   off the mean: it takes more than 10 frames before 3 sigma can reject anything.
 * - `winsorised-sigma`: the same limits with a standard deviation that outliers do not raise: values
 *   beyond 1.5 of them are moved to that limit before it is measured, times 1.134, until it changes by
 *   less than 0.05 % (Huber & Ronchetti, Robust Statistics, 2nd ed., 2009, ch. 6). Rejects from fewer
 *   frames than kappa-sigma.
 * - `min-max`: the `low` lowest and `high` highest values of a full pixel; of a pixel with values
 *   missing, the same fractions, rounded down. Biased when the values are skewed.
 * - `percentile`: once, what is more than the fraction `low` of the median below it or `high` above
 *   it. For few frames of high signal; without meaning where the median is near zero.
 */
export type Rejection =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'kappa-sigma' | 'winsorised-sigma';
      readonly low: number;
      readonly high: number;
      readonly iterations: number;
    }
  | { readonly kind: 'min-max'; readonly low: number; readonly high: number }
  | { readonly kind: 'percentile'; readonly low: number; readonly high: number };

export interface CombineOptions {
  readonly method: CombineMethod;
  readonly rejection?: Rejection;
  /** Per frame, value * scale + offset is what is combined; 1 and 0 by default. */
  readonly scales?: readonly number[];
  readonly offsets?: readonly number[];
  /** Per frame, for `weighted-mean`; 1 by default. */
  readonly weights?: readonly number[];
  /** Per frame and pixel, times `weights`, for `weighted-mean`. 0, less or NaN: the value takes no part. */
  readonly weightPlanes?: readonly Float32Array[];
  /**
   * Variance of every value as given (before its scale). The error is then propagated from these
   * instead of measured from the scatter; `weighted-mean` without weight planes weighs by
   * 1 / (scale^2 variance). 0, less or NaN: the value takes no part.
   */
  readonly variances?: readonly Float32Array[];
}

/** What is written, each as long as a plane. */
export interface CombinedPlanes {
  readonly value: Float32Array;
  /** 1 sigma of the value. */
  readonly error?: Float32Array;
  /** How many values were combined; `Uint8Array` for at most 255 frames. */
  readonly used?: Uint8Array | Uint16Array;
}

/** The most frames that can be combined at once: `used` counts in 16 bits. */
export const mostFrames = 65535;

/** The options with everything decided, numbers in float32 as they are used. */
export interface CombinePlan {
  readonly frames: number;
  readonly method: CombineMethod;
  readonly rejection: Rejection;
  readonly scales: Float32Array;
  readonly offsets: Float32Array;
  /** True when all scales are 1 and all offsets 0. */
  readonly asGiven: boolean;
  readonly weights: readonly number[];
  readonly weightPlanes: readonly Float32Array[] | null;
  readonly variances: readonly Float32Array[] | null;
}

/** True when the values of a pixel must be sorted; otherwise they are summed as the frames come. */
export function needsOrder({ method, rejection }: CombinePlan): boolean {
  return method === 'median' || rejection.kind !== 'none';
}

function refuse(what: string): never {
  throw new RangeError(what);
}

function perFrame(
  name: string,
  given: readonly number[] | undefined,
  frames: number,
  standard: number,
): readonly number[] {
  if (given === undefined) return Array<number>(frames).fill(standard);
  if (given.length !== frames) refuse(`${given.length} ${name} for ${frames} frames: one each`);
  for (const number of given) {
    if (!Number.isFinite(number)) refuse(`${name} must be finite numbers, not ${number}`);
  }
  return given;
}

function checkPlanes(
  name: string,
  planes: readonly Float32Array[],
  frames: number,
  length: number,
): void {
  if (planes.length !== frames) refuse(`${planes.length} ${name} for ${frames} frames: one each`);
  for (const plane of planes) {
    if (plane.length !== length) {
      refuse(`one of the ${name} has ${plane.length} pixels, the result ${length}`);
    }
  }
}

function checkRejection(rejection: Rejection, frames: number): void {
  if (rejection.kind === 'none') return;
  const { low, high } = rejection;
  if (rejection.kind === 'min-max') {
    if (!Number.isInteger(low) || !Number.isInteger(high) || low < 0 || high < 0) {
      refuse(`min-max drops whole numbers of values, not ${low} and ${high}`);
    }
    if (low + high >= frames) {
      refuse(`min-max drops ${low} + ${high} of ${frames} values: none would be left`);
    }
    return;
  }
  if (!(low > 0) || !(high > 0)) {
    refuse(`${rejection.kind} needs limits above 0, not ${low} and ${high}`);
  }
  if (rejection.kind === 'percentile') return;
  if (!Number.isInteger(rejection.iterations) || rejection.iterations < 1) {
    refuse(`${rejection.kind} needs 1 or more iterations, not ${rejection.iterations}`);
  }
}

/** Checks everything once. @throws RangeError naming what does not fit */
export function planCombination(
  planes: readonly Float32Array[],
  options: CombineOptions,
  out: CombinedPlanes,
): CombinePlan {
  const frames = planes.length;
  const length = out.value.length;
  if (frames < 1 || frames > mostFrames) refuse(`1 to ${mostFrames} frames, not ${frames}`);
  checkPlanes('planes', planes, frames, length);
  if (out.error !== undefined && out.error.length !== length)
    refuse('error and value differ in length');
  if (out.used !== undefined) {
    if (out.used.length !== length) refuse('used and value differ in length');
    if (out.used instanceof Uint8Array && frames > 255) {
      refuse(`${frames} frames are too many to be counted in a Uint8Array`);
    }
  }
  const { method, rejection = { kind: 'none' }, weightPlanes = null, variances = null } = options;
  checkRejection(rejection, frames);
  if (variances !== null) checkPlanes('variances', variances, frames, length);
  if (weightPlanes !== null) checkPlanes('weight planes', weightPlanes, frames, length);
  if (method !== 'weighted-mean' && (weightPlanes !== null || options.weights !== undefined)) {
    refuse(`weights are for weighted-mean, not for ${method}`);
  }
  const weights = perFrame('weights', options.weights, frames, 1);
  if (weights.some((weight) => weight < 0)) refuse('weights must not be negative');
  const scales = perFrame('scales', options.scales, frames, 1);
  const offsets = perFrame('offsets', options.offsets, frames, 0);
  return {
    frames,
    method,
    rejection,
    scales: Float32Array.from(scales),
    offsets: Float32Array.from(offsets),
    asGiven: scales.every((scale) => scale === 1) && offsets.every((offset) => offset === 0),
    weights,
    weightPlanes,
    variances,
  };
}
