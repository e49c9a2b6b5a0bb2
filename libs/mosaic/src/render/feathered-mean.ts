import { mapFlags } from '@nightskies/contracts';
import type { Blend, BlendedPlanes, FrameTerms, RowSamples } from './frame-rows.js';

/**
 * Least weight of a pixel: not 0, so that the very border counts where nothing else does, and no
 * denormal number either, which processors are slow at.
 */
const leastWeight = 1e-6;

/** What the weight of a value is made of: distance to the frame's edge, its variance, or both. */
export type Weights = 'feather' | 'inverse-variance' | 'both';

/**
 * Two values disagree when they are farther apart than this many errors from photons and readout, and
 * besides what the sky may change by between two frames, and what stars may leave in it.
 */
const disagreementSigma = 5;
const turningSky = 0.02;

/** The least or the greatest value of each cell, as it went into the sums. */
class Extreme {
  readonly value: Float32Array;
  readonly weight: Float32Array;
  readonly sigma: Float32Array;
  readonly frame: Uint8Array;

  constructor(cells: number) {
    this.value = new Float32Array(cells);
    this.weight = new Float32Array(cells);
    this.sigma = new Float32Array(cells);
    this.frame = new Uint8Array(cells);
  }

  set(cell: number, value: number, weight: number, sigma: number, frame: number): void {
    this.value[cell] = value;
    this.weight[cell] = weight;
    this.sigma[cell] = sigma;
    this.frame[cell] = frame;
  }
}

/**
 * The weighted mean of all frames, in linear light. A frame weighs by the distance to its edge over
 * the feather, at most 1, by the inverse of its variance, or by both.
 *
 * Photons and readout are independent between frames, sigma2 = sum w2 s2 / (sum w)2; the stars left
 * in star-free frames are the same ones in all of them, confusion = sum w c / sum w.
 *
 * Values that disagree by more than 5 sigma of photons and readout, 2 % for the sky that turns
 * between frames, and the confusion, are flagged; of three and more the one that is farthest from the
 * others' mean is left out, one in a cell. Without errors nothing is compared.
 *
 * Sums are float64; values and weights are rounded to float32 before they enter, so that taking one
 * out again is exact. 78 bytes a cell, 52 without errors.
 */
export class FeatheredMean implements Blend {
  private readonly light: Float64Array;
  private readonly weight: Float64Array;
  private readonly variance: Float64Array;
  private readonly stars: Float64Array;
  private readonly time: Float64Array;
  private readonly count: Uint8Array;
  private readonly flags: Uint8Array;
  private readonly first: { readonly weight: Float32Array; readonly frame: Uint8Array };
  private readonly second: { readonly weight: Float32Array; readonly frame: Uint8Array };
  private least: Extreme | null = null;
  private greatest: Extreme | null = null;
  private hasConfusion = false;
  /** Seconds of the frames by their index. */
  private readonly seconds: number[] = [Number.NaN];

  constructor(
    private readonly cells: number,
    private readonly featherDeg: number,
    private readonly weights: Weights,
  ) {
    this.light = new Float64Array(cells);
    this.weight = new Float64Array(cells);
    this.variance = new Float64Array(cells);
    this.stars = new Float64Array(cells);
    this.time = new Float64Array(cells);
    this.count = new Uint8Array(cells);
    this.flags = new Uint8Array(cells);
    this.first = { weight: new Float32Array(cells), frame: new Uint8Array(cells) };
    this.second = { weight: new Float32Array(cells), frame: new Uint8Array(cells) };
  }

  addRow(samples: RowSamples, terms: FrameTerms, first: number): number {
    const { edge, value, sigma, confusion, flags } = samples;
    const { index, ratePerDn, offset, seconds } = terms;
    const { light, weight, variance, stars, time, count } = this;
    const perFeather = 1 / this.featherDeg;
    const byVariance = sigma !== null && this.weights !== 'feather';
    const byEdge = !byVariance || this.weights === 'both';
    this.seconds[index] = seconds;
    if (sigma !== null) this.greatest ??= new Extreme(this.cells);
    if (sigma !== null) this.least ??= new Extreme(this.cells);
    if (confusion !== null) this.hasConfusion = true;
    let reached = 0;
    for (let i = samples.begin; i < samples.end; i++) {
      // Also beside the frame and next to a pixel without data, where the value is NaN.
      if (Number.isNaN(value[i])) continue;
      const rate = Math.fround(value[i] * ratePerDn + offset);
      const error = sigma === null ? Number.NaN : Math.fround(sigma[i] * ratePerDn);
      let w = 1;
      if (byEdge) {
        const rise = edge[i] * perFeather;
        w = rise >= 1 ? 1 : rise > leastWeight ? rise : leastWeight;
      }
      if (byVariance) {
        // Without an error there is nothing to weigh the value by.
        if (!(error > 0)) continue;
        w /= error * error;
      }
      w = Math.fround(w);
      const cell = first + i;
      light[cell] += w * rate;
      weight[cell] += w;
      time[cell] += w * seconds;
      if (sigma !== null) variance[cell] += w * w * (error * error);
      if (confusion !== null) stars[cell] += w * confusion[i] * ratePerDn;
      this.flags[cell] |= flags[i] | terms.flags;
      this.rank(cell, w, index);
      if (sigma !== null) this.compare(cell, rate, w, error, index);
      if (count[cell] < 255) count[cell]++;
      reached++;
    }
    return reached;
  }

  finish(): BlendedPlanes {
    const { cells, hasConfusion } = this;
    const planes = {
      rate: new Float32Array(cells),
      sigma: new Float32Array(cells).fill(Number.NaN),
      confusion: hasConfusion ? new Float32Array(cells) : null,
      coverage: this.count,
      frame: this.first.frame,
      time: new Float32Array(cells),
      flags: this.flags,
    };
    for (let cell = 0; cell < cells; cell++) {
      if (this.least !== null && this.count[cell] > 1) this.judge(cell, this.least);
      const weight = this.weight[cell];
      // Without any frame these are 0 / 0, which is what no data look like.
      planes.rate[cell] = this.light[cell] / weight;
      planes.time[cell] = this.time[cell] / weight;
      if (this.least !== null) planes.sigma[cell] = Math.sqrt(this.variance[cell]) / weight;
      if (planes.confusion !== null) planes.confusion[cell] = this.stars[cell] / weight;
      if (this.count[cell] === 0) this.flags[cell] |= mapFlags.noData.bit;
    }
    return planes;
  }

  private rank(cell: number, weight: number, frame: number): void {
    const { first, second } = this;
    if (weight > first.weight[cell]) {
      second.weight[cell] = first.weight[cell];
      second.frame[cell] = first.frame[cell];
      first.weight[cell] = weight;
      first.frame[cell] = frame;
    } else if (weight > second.weight[cell]) {
      second.weight[cell] = weight;
      second.frame[cell] = frame;
    }
  }

  private compare(cell: number, rate: number, weight: number, error: number, frame: number): void {
    const { least, greatest, count } = this;
    if (least === null || greatest === null) return;
    if (count[cell] === 0 || rate > greatest.value[cell]) {
      greatest.set(cell, rate, weight, error, frame);
    }
    if (count[cell] === 0 || rate < least.value[cell]) least.set(cell, rate, weight, error, frame);
  }

  /** Flags values that disagree, and takes the outlier of three and more out of the sums. */
  private judge(cell: number, least: Extreme): void {
    const { greatest } = this;
    if (greatest === null || least.frame[cell] === greatest.frame[cell]) return;
    const high = this.excess(cell, greatest);
    const low = this.excess(cell, least);
    if (!(high > 1 || low > 1)) return;
    this.flags[cell] |= mapFlags.disagreement.bit;
    if (this.count[cell] > 2) this.reject(cell, high > low ? greatest : least);
  }

  /** How far an extreme is from the mean of the other values, in units of what may be. */
  private excess(cell: number, extreme: Extreme): number {
    const w = extreme.weight[cell];
    const rest = this.weight[cell] - w;
    const mean = (this.light[cell] - w * extreme.value[cell]) / rest;
    const own = extreme.sigma[cell] * extreme.sigma[cell];
    const others = Math.max(0, this.variance[cell] - w * w * own) / (rest * rest);
    const stars = this.stars[cell] / this.weight[cell];
    const allowed =
      disagreementSigma * Math.sqrt(own + others) + turningSky * Math.abs(mean) + stars;
    return Math.abs(extreme.value[cell] - mean) / allowed;
  }

  private reject(cell: number, extreme: Extreme): void {
    const w = extreme.weight[cell];
    const frame = extreme.frame[cell];
    // The confusion is that of the stars there, whichever frame it was seen in.
    this.stars[cell] *= (this.weight[cell] - w) / this.weight[cell];
    this.light[cell] -= w * extreme.value[cell];
    this.weight[cell] -= w;
    this.time[cell] -= w * this.seconds[frame];
    const error = extreme.sigma[cell];
    this.variance[cell] = Math.max(0, this.variance[cell] - w * w * (error * error));
    this.count[cell]--;
    this.flags[cell] |= mapFlags.rejected.bit;
    if (this.first.frame[cell] === frame) this.first.frame[cell] = this.second.frame[cell];
  }
}
