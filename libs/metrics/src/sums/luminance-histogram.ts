/** Bins per factor of two of luminance: 0.07 to 0.1 % wide. */
const perOctave = 1024;
const mantissaShift = 13;
/** Luminance below 2^-40 cd/m2 (3e-7 nL) counts as none. */
const lowestExponent = -40;
const octaves = 60;
const reach = octaves * perOctave;
/** Bits of the smallest number that has a bin of its own, less the bin of none. */
const base = ((127 + lowestExponent) << (23 - mantissaShift)) - 1;
/** Fine bins of which errors are kept together: 3 %. */
const coarseShift = 5;
/** Every so manyth cell tells the errors of its luminance. */
export const errorStride = 8;

/** A bin by the bits of a float32: the first bits of the mantissa make steps of equal ratio. */
export function binOfBits(bits: number): number {
  let step = ((bits & 0x7fffffff) >>> mantissaShift) - base;
  if (step < 0) step = 0;
  else if (step > reach) step = reach;
  return bits < 0 ? reach - step : reach + step;
}

const number = new Float32Array(1);
const numberBits = new Int32Array(number.buffer);

function binOf(luminance: number): number {
  number[0] = luminance;
  return binOfBits(numberBits[0]);
}

function magnitudeOfStep(step: number): number {
  if (step <= 0) return 0;
  numberBits[0] = (step + base) << mantissaShift;
  return number[0];
}

/** Least and greatest luminance of a bin. */
function edgesOf(bin: number): readonly [number, number] {
  const step = Math.abs(bin - reach);
  const near = magnitudeOfStep(step);
  const far = magnitudeOfStep(step + 1);
  if (step === 0) return [-far, far];
  return bin < reach ? [-far, -near] : [near, far];
}

function middleOf(bin: number): number {
  const step = Math.abs(bin - reach);
  if (step === 0) return 0;
  const middle = (magnitudeOfStep(step) + magnitudeOfStep(step + 1)) / 2;
  return bin < reach ? -middle : middle;
}

/** What was said of the errors of cells of about one luminance. */
export interface ErrorsAt {
  /** Root mean square of the random error. */
  readonly random: number;
  /** Mean error of the natural model. */
  readonly model: number;
}

/** Solid angle by luminance, negative luminance too, as cells come: bins of 0.07 to 0.1 %. */
export class LuminanceHistogram {
  readonly solidAngleSr = new Float64Array(2 * reach + 1);
  readonly errorWeight = new Float64Array(((2 * reach) >> coarseShift) + 1);
  readonly randomVariance = new Float64Array(this.errorWeight.length);
  readonly modelError = new Float64Array(this.errorWeight.length);

  addErrors(bin: number, weight: number, random: number, model: number): void {
    const at = bin >> coarseShift;
    this.errorWeight[at] += weight;
    this.randomVariance[at] += weight * random * random;
    this.modelError[at] += weight * model;
  }

  /** Takes in all of another one. */
  add(other: LuminanceHistogram): void {
    addTo(this.solidAngleSr, other.solidAngleSr);
    addTo(this.errorWeight, other.errorWeight);
    addTo(this.randomVariance, other.randomVariance);
    addTo(this.modelError, other.modelError);
  }
}

/** Solid angle by luminance, bins without sky left out, from the darkest on. */
export class LuminanceDistribution {
  readonly totalSr: number;
  private readonly bins: Int32Array;
  /** Sky in each, and up to and with each, sr. */
  private readonly here: Float64Array;
  private readonly upTo: Float64Array;
  /** Errors of cells of about a bin. */
  private readonly random: Float64Array;
  private readonly model: Float64Array;

  /** @param parts histograms of parts of the sky, added up */
  constructor(parts: readonly LuminanceHistogram[]) {
    const sky = new Float64Array(2 * reach + 1);
    for (const { solidAngleSr } of parts) {
      for (let bin = 0; bin < sky.length; bin++) sky[bin] += solidAngleSr[bin];
    }
    let count = 0;
    for (let bin = 0; bin < sky.length; bin++) if (sky[bin] > 0) count++;
    this.bins = new Int32Array(count);
    this.here = new Float64Array(count);
    this.upTo = new Float64Array(count);
    let total = 0;
    for (let bin = 0, at = 0; bin < sky.length; bin++) {
      const part = sky[bin];
      if (!(part > 0)) continue;
      total += part;
      this.bins[at] = bin;
      this.here[at] = part;
      this.upTo[at] = total;
      at++;
    }
    this.totalSr = total;
    this.random = new Float64Array(count);
    this.model = new Float64Array(count);
    writeErrors(this.bins, parts, this.random, this.model);
  }

  /** Luminance below which so much of the sky lies, linear within a bin; NaN without any sky. */
  luminanceBelow(solidAngleSr: number): number {
    if (this.bins.length === 0) return Number.NaN;
    const at = Math.min(this.bins.length - 1, firstAtLeast(this.upTo, solidAngleSr));
    const [low, high] = edgesOf(this.bins[at]);
    const part = 1 - (this.upTo[at] - solidAngleSr) / this.here[at];
    return low + (high - low) * Math.max(0, Math.min(1, part));
  }

  /** Sky between two luminances, whole bins, sr. */
  between(from: number, to: number): number {
    const last = firstAtLeast(this.bins, binOf(to) + 1) - 1;
    const first = firstAtLeast(this.bins, binOf(from));
    return (this.upTo[last] ?? 0) - (this.upTo[first - 1] ?? 0);
  }

  /** Every bin that holds sky: its middle, its sky in sr, and the errors of cells like it. */
  visit(
    see: (luminance: number, solidAngleSr: number, random: number, model: number) => void,
  ): void {
    for (let i = 0; i < this.bins.length; i++) {
      see(middleOf(this.bins[i]), this.here[i], this.random[i], this.model[i]);
    }
  }

  /** Errors of cells of about a luminance. */
  errorsAt(luminance: number): ErrorsAt {
    const at = Math.min(this.bins.length - 1, firstAtLeast(this.bins, binOf(luminance)));
    return { random: this.random[at] ?? 0, model: this.model[at] ?? 0 };
  }
}

/** Adds numbers one by one. */
export function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += part[i];
}

/** Errors at each bin: those of its coarse one, or of the nearest that any were noted of; 0 without any. */
function writeErrors(
  bins: Int32Array,
  parts: readonly LuminanceHistogram[],
  random: Float64Array,
  model: Float64Array,
): void {
  const known = knownOf(bins, parts);
  const coarseRandom = new Float64Array(known.length);
  const coarseModel = new Float64Array(known.length);
  known.forEach((at, i) => {
    let weight = 0;
    let variance = 0;
    let error = 0;
    for (const part of parts) {
      weight += part.errorWeight[at];
      variance += part.randomVariance[at];
      error += part.modelError[at];
    }
    coarseRandom[i] = Math.sqrt(variance / weight);
    coarseModel[i] = error / weight;
  });
  if (known.length === 0) return;
  let after = 0;
  for (let i = 0; i < bins.length; i++) {
    const at = bins[i] >> coarseShift;
    while (after < known.length - 1 && known[after] < at) after++;
    const before = Math.max(0, after - 1);
    const nearer = Math.abs(known[before] - at) < Math.abs(known[after] - at) ? before : after;
    random[i] = coarseRandom[nearer];
    model[i] = coarseModel[nearer];
  }
}

/** Coarse bins of ascending fine ones of which errors were noted. */
function knownOf(bins: Int32Array, parts: readonly LuminanceHistogram[]): number[] {
  const known: number[] = [];
  let last = -1;
  for (const bin of bins) {
    const at = bin >> coarseShift;
    if (at === last) continue;
    last = at;
    if (parts.some(({ errorWeight }) => errorWeight[at] > 0)) known.push(at);
  }
  return known;
}

/** Index of the first of ascending numbers that is not below a value. */
function firstAtLeast(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
