import type { Rejection } from './combine-options.js';

const { fround } = Math;

/** A run sorted[from..to-1]. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Median of a run of sorted float32 values: the float32 mean of the middle two for an even count. */
export function medianOfRun(sorted: Float32Array, { from, to }: Run): number {
  const last = to - from - 1;
  // Halved first: the sum of two large ones is beyond float32.
  return fround(0.5 * sorted[from + (last >> 1)] + 0.5 * sorted[from + ((last + 1) >> 1)]);
}

/** What a run looks like from a point in it: sums of d = value - centre and of d^2, in float32. */
export interface Moments {
  readonly offset: number;
  /** Divisor n. */
  readonly variance: number;
}

/** Mean distance from a centre near the mean, and variance, in float32, in the order given. */
export function momentsOfRun(values: Float32Array, { from, to }: Run, centre: number): Moments {
  // Even and odd places apart, as the kernel has it for speed.
  const sums = new Float32Array(2);
  const squares = new Float32Array(2);
  for (let k = from; k < to; k += 1) {
    const d = fround(values[k] - centre);
    sums[k & 1] += d;
    squares[k & 1] += fround(d * d);
  }
  const n = to - from;
  const offset = fround(fround(sums[0] + sums[1]) / n);
  const variance = fround(fround(fround(squares[0] + squares[1]) / n) - fround(offset * offset));
  return { offset, variance: Math.max(0, variance) };
}

/** The part of a run between two limits, both within. */
function between(sorted: Float32Array, run: Run, lowest: number, highest: number): Run {
  let { from, to } = run;
  while (from < to && sorted[from] < lowest) from += 1;
  while (to > from && sorted[to - 1] > highest) to -= 1;
  return { from, to };
}

/** Standard deviation that outliers do not raise: see `Rejection`. */
function winsorisedSigma(sorted: Float32Array, run: Run, centre: number): number {
  let sigma = fround(Math.sqrt(momentsOfRun(sorted, run, centre).variance));
  const moved = sorted.slice(0, run.to);
  for (let pass = 0; pass < 50; pass += 1) {
    const reach = fround(1.5 * sigma);
    const lowest = fround(centre - reach);
    const highest = fround(centre + reach);
    for (let k = run.from; k < run.to; k += 1) {
      moved[k] = Math.min(highest, Math.max(lowest, sorted[k]));
    }
    const { variance } = momentsOfRun(moved, run, centre);
    const next = fround(fround(1.134) * fround(Math.sqrt(variance)));
    const change = fround(Math.abs(next - sigma));
    sigma = next;
    if (!(change > fround(fround(0.0005) * sigma))) break;
  }
  return sigma;
}

function clipped(
  sorted: Float32Array,
  whole: Run,
  rejection: Extract<Rejection, { kind: 'kappa-sigma' | 'winsorised-sigma' }>,
): Run {
  const low = fround(rejection.low);
  const high = fround(rejection.high);
  let run = whole;
  for (let pass = 0; pass < rejection.iterations; pass += 1) {
    const centre = medianOfRun(sorted, run);
    const sigma =
      rejection.kind === 'kappa-sigma'
        ? fround(Math.sqrt(momentsOfRun(sorted, run, centre).variance))
        : winsorisedSigma(sorted, run, centre);
    const next = between(
      sorted,
      run,
      fround(centre - fround(low * sigma)),
      fround(centre + fround(high * sigma)),
    );
    if (next.to - next.from === run.to - run.from) return run;
    run = next;
    if (run.to === run.from) return run;
  }
  return run;
}

/**
 * The run of sorted values that a rule keeps.
 *
 * @param sorted ascending float32 without NaN
 * @param count how many of them there are, at least 1
 * @param frames how many there could be
 */
export function keptRun(
  sorted: Float32Array,
  count: number,
  frames: number,
  rejection: Rejection,
): Run {
  const whole = { from: 0, to: count };
  switch (rejection.kind) {
    case 'none':
      return whole;
    case 'min-max': {
      const { low, high } = rejection;
      return {
        from: Math.floor((low * count) / frames),
        to: count - Math.floor((high * count) / frames),
      };
    }
    case 'percentile': {
      const centre = medianOfRun(sorted, whole);
      const size = Math.abs(centre);
      return between(
        sorted,
        whole,
        fround(centre - fround(fround(rejection.low) * size)),
        fround(centre + fround(fround(rejection.high) * size)),
      );
    }
    case 'kappa-sigma':
    case 'winsorised-sigma':
      return clipped(sorted, whole, rejection);
  }
}
