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

/** What was said of the errors of cells of about one luminance. */
export interface ErrorsAt {
  /** Root mean square of the random error. */
  readonly random: number;
  /** Mean error of the natural model. */
  readonly model: number;
}

/**
 * Solid angle by luminance, negative luminance too. Percentiles come out to a tenth of a bin or
 * better than 0.1 %, whatever the range, and do not depend on the order of the cells.
 */
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

  totalSr(): number {
    return this.solidAngleSr.reduce((sum, part) => sum + part, 0);
  }

  /** Luminance below which so much of the sky lies, linear within a bin; NaN without any sky. */
  luminanceBelow(solidAngleSr: number): number {
    let below = 0;
    let last = Number.NaN;
    for (let bin = 0; bin < this.solidAngleSr.length; bin++) {
      const here = this.solidAngleSr[bin];
      if (here === 0) continue;
      const [low, high] = edgesOf(bin);
      if (below + here >= solidAngleSr) {
        return low + (high - low) * Math.max(0, (solidAngleSr - below) / here);
      }
      below += here;
      last = high;
    }
    return last;
  }

  /** Sky between two luminances, whole bins, sr. */
  between(from: number, to: number): number {
    let sum = 0;
    for (let bin = binOf(from); bin <= binOf(to); bin++) sum += this.solidAngleSr[bin];
    return sum;
  }

  /** Every bin that holds sky: its middle, its sky in sr, and the errors of cells like it. */
  visit(see: (luminance: number, solidAngleSr: number, errors: ErrorsAt) => void): void {
    let coarse = -1;
    let errors: ErrorsAt = { random: 0, model: 0 };
    for (let bin = 0; bin < this.solidAngleSr.length; bin++) {
      const here = this.solidAngleSr[bin];
      if (here === 0) continue;
      if (bin >> coarseShift !== coarse) {
        coarse = bin >> coarseShift;
        errors = this.errorsOfBin(bin);
      }
      const [low, high] = edgesOf(bin);
      see((low + high) / 2, here, errors);
    }
  }

  /** Errors of cells of about a luminance. */
  errorsAt(luminance: number): ErrorsAt {
    return this.errorsOfBin(binOf(luminance));
  }

  private errorsOfBin(bin: number): ErrorsAt {
    const at = bin >> coarseShift;
    for (let away = 0; away < this.errorWeight.length; away++) {
      for (const near of [at - away, at + away]) {
        const weight = this.errorWeight[near] ?? 0;
        if (weight === 0) continue;
        return {
          random: Math.sqrt(this.randomVariance[near] / weight),
          model: this.modelError[near] / weight,
        };
      }
    }
    return { random: 0, model: 0 };
  }
}

function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += part[i];
}
