import { binOfBits, type FloatBins, type RowSums, type ValuePlanes } from '@nightskies/pixels';

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

/** Bins by the first bits of the mantissa: steps of equal ratio. */
export const luminanceBins: FloatBins = { mantissaShift, base, reach, coarseShift };

const number = new Float32Array(1);
const numberBits = new Int32Array(number.buffer);

function binOf(luminance: number): number {
  number[0] = luminance;
  return binOfBits(numberBits[0], luminanceBins);
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

/**
 * Solid angle by luminance, negative luminance too, as cells come: bins of 0.07 to 0.1 %; the other error
 * is that of the natural model.
 */
export class LuminanceHistogram {
  readonly planes: ValuePlanes;

  constructor(memory: RowSums) {
    this.planes = memory.byValue();
  }

  /** Takes in all of another one. */
  add({ planes }: LuminanceHistogram): void {
    addTo(this.planes.byValue, planes.byValue);
    addTo(this.planes.errorWeight, planes.errorWeight);
    addTo(this.planes.errorVariance, planes.errorVariance);
    addTo(this.planes.otherError, planes.otherError);
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
    for (const { planes } of parts) addTo(sky, planes.byValue);
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
    for (const { planes } of parts) {
      weight += planes.errorWeight[at];
      variance += planes.errorVariance[at];
      error += planes.otherError[at];
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
    if (parts.some(({ planes }) => planes.errorWeight[at] > 0)) known.push(at);
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
