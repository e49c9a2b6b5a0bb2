import {
  needsOrder,
  planCombination,
  type CombinedPlanes,
  type CombineMethod,
  type CombineOptions,
  type CombinePlan,
} from './combine-options.js';
import { medianErrorRatio } from './median-error.js';
import { keptRun, medianOfRun, momentsOfRun, type Moments, type Run } from './rejection.js';

const { fround } = Math;

/** The values of one pixel, sorted, with the weight and variance of each. */
class PixelStack {
  readonly values: Float32Array;
  /** The same values in the order of the frames. */
  readonly unsorted: Float32Array;
  readonly weights: Float64Array | null;
  readonly variances: Float64Array | null;
  count = 0;
  readonly #plan: CombinePlan;
  readonly #planes: readonly Float32Array[];
  readonly #ordered: boolean;

  constructor(planes: readonly Float32Array[], plan: CombinePlan) {
    this.#plan = plan;
    this.#planes = planes;
    this.#ordered = needsOrder(plan);
    this.values = new Float32Array(plan.frames);
    this.unsorted = new Float32Array(plan.frames);
    this.weights = plan.method === 'weighted-mean' ? new Float64Array(plan.frames) : null;
    this.variances = plan.variances === null ? null : new Float64Array(plan.frames);
  }

  /** Takes the values of a pixel that take part, sorted where `needsOrder`, else as the frames come. */
  load(pixel: number): void {
    const { scales, offsets, asGiven } = this.#plan;
    this.count = 0;
    for (let frame = 0; frame < this.#planes.length; frame += 1) {
      const given = this.#planes[frame][pixel];
      // Adding 0 makes one zero of the two.
      const value = asGiven
        ? given + 0
        : fround(fround(given * scales[frame]) + offsets[frame]) + 0;
      if (Number.isNaN(value)) continue;
      const variance = this.#variance(frame, pixel);
      const weight = this.#weight(frame, pixel, variance);
      if (!(variance > 0) || !(weight > 0)) continue;
      this.#insert(value, weight, variance);
    }
  }

  #variance(frame: number, pixel: number): number {
    const { variances, scales } = this.#plan;
    return variances === null ? 1 : variances[frame][pixel] * (scales[frame] * scales[frame]);
  }

  #weight(frame: number, pixel: number, variance: number): number {
    const { method, weights, weightPlanes, variances } = this.#plan;
    if (method !== 'weighted-mean') return 1;
    if (weightPlanes !== null) return weights[frame] * weightPlanes[frame][pixel];
    return variances === null ? weights[frame] : weights[frame] / variance;
  }

  #insert(value: number, weight: number, variance: number): void {
    const { values, weights, variances } = this;
    this.unsorted[this.count] = value;
    let at = this.count;
    for (; this.#ordered && at > 0 && values[at - 1] > value; at -= 1) {
      values[at] = values[at - 1];
      if (weights !== null) weights[at] = weights[at - 1];
      if (variances !== null) variances[at] = variances[at - 1];
    }
    values[at] = value;
    if (weights !== null) weights[at] = weight;
    if (variances !== null) variances[at] = variance;
    this.count += 1;
  }
}

interface Combined {
  readonly value: number;
  readonly error: number;
}

/** Sum of weight * value, of weights and of squared errors, all in float64. */
function weightedMean({ values, weights, variances }: PixelStack, { from, to }: Run): Combined {
  let sum = 0;
  let weightSum = 0;
  for (let k = from; k < to; k += 1) {
    const weight = weights === null ? 1 : weights[k];
    sum += weight * values[k];
    weightSum += weight;
  }
  const value = sum / weightSum;
  let squares = 0;
  for (let k = from; k < to; k += 1) {
    const weight = weights === null ? 1 : weights[k];
    const d = values[k] - value;
    squares += weight * weight * (variances === null ? d * d : variances[k]);
  }
  const n = to - from;
  const freedom = variances === null ? n / (n - 1) : 1;
  return {
    value,
    error: n > 1 || variances !== null ? Math.sqrt(squares * freedom) / weightSum : Number.NaN,
  };
}

/** Mean of n values in float32 from their median and moments, with its standard error, NaN for n = 1. */
function meanAbout(centre: number, { offset, variance }: Moments, n: number): Combined {
  return {
    value: fround(centre + offset),
    error: fround(Math.sqrt(fround(variance / (n - 1)))),
  };
}

/** What the method makes of a mean and a median of n values. */
function byMethod(method: CombineMethod, mean: Combined, median: number, n: number): Combined {
  switch (method) {
    case 'median':
      return { value: median, error: mean.error * fround(medianErrorRatio(n)) };
    case 'sum':
      return { value: mean.value * n, error: mean.error * n };
    case 'mean':
    case 'weighted-mean':
      return mean;
  }
}

function combined(stack: PixelStack, run: Run, plan: CombinePlan): Combined {
  const n = run.to - run.from;
  const { values, variances } = stack;
  const weighted = plan.method === 'weighted-mean' || !needsOrder(plan) || variances !== null;
  const centre = medianOfRun(values, run);
  const mean = weighted
    ? weightedMean(stack, run)
    : meanAbout(centre, momentsOfRun(values, run, centre), n);
  return byMethod(plan.method, mean, centre, n);
}

/**
 * A pixel that has all values, none of them beyond kappa sigma: null for any other. Moments are summed
 * in the order of the frames, as the kernel does before it has to sort.
 */
function combinedWhole(stack: PixelStack, plan: CombinePlan): Combined | null {
  const { method, rejection, frames } = plan;
  const plain = method !== 'weighted-mean' && stack.variances === null;
  if (rejection.kind !== 'kappa-sigma' || !plain || stack.count < frames) return null;
  const whole = { from: 0, to: frames };
  const centre = medianOfRun(stack.values, whole);
  const moments = momentsOfRun(stack.unsorted, whole, centre);
  const sigma = fround(Math.sqrt(moments.variance));
  const lowest = fround(centre - fround(fround(rejection.low) * sigma));
  const highest = fround(centre + fround(fround(rejection.high) * sigma));
  if (!(stack.values[0] >= lowest && stack.values[frames - 1] <= highest)) return null;
  return byMethod(method, meanAbout(centre, moments, frames), centre, frames);
}

/** `combineFrames` pixel by pixel in plain TypeScript: its oracle, and its path for many frames. */
export function combineFramesReference(
  planes: readonly Float32Array[],
  options: CombineOptions,
  out: CombinedPlanes,
): void {
  combineByPixel(planes, planCombination(planes, options, out), out);
}

export function combineByPixel(
  planes: readonly Float32Array[],
  plan: CombinePlan,
  out: CombinedPlanes,
): void {
  const stack = new PixelStack(planes, plan);
  for (let pixel = 0; pixel < out.value.length; pixel += 1) {
    stack.load(pixel);
    let n = stack.count;
    let result = combinedWhole(stack, plan);
    if (result === null && n > 0) {
      const run = keptRun(stack.values, n, plan.frames, plan.rejection);
      n = run.to - run.from;
      if (n > 0) result = combined(stack, run, plan);
    }
    out.value[pixel] = result?.value ?? Number.NaN;
    if (out.error !== undefined) out.error[pixel] = result?.error ?? Number.NaN;
    if (out.used !== undefined) out.used[pixel] = n;
  }
}
