import { mapFlags } from '@nightskies/contracts';
import { FeatherSums, type FeatherTerms, type FrameSampler } from '@nightskies/pixels';
import type { Blend, BlendedPlanes, FrameTerms, RowSamples } from './frame-rows.js';

/** What the weight of a value is made of: distance to the frame's edge, its variance, or both. */
export type Weights = 'feather' | 'inverse-variance' | 'both';

/**
 * Two values disagree when they are farther apart than this many errors from photons and readout, and
 * besides what the sky may change by between two frames, and what stars may leave in it.
 */
const disagreementSigma = 5;
const turningSky = 0.02;

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
 * Sums are float64, in the order of the frames; values and weights are rounded to float32 before they
 * enter, so that taking one out again is exact. 78 bytes a cell, 34 without errors, in the memory of
 * the kernel (`FeatherSums` of libs/pixels).
 */
export class FeatheredMean implements Blend {
  private sums: FeatherSums | null = null;
  private terms: FrameTerms | null = null;
  private rowTerms: FeatherTerms | null = null;
  private hasConfusion = false;
  /** Seconds of the frames by their index. */
  private readonly seconds: number[] = [Number.NaN];

  constructor(
    private readonly cells: number,
    private readonly feather: number,
    private readonly weights: Weights,
    private readonly sampler: FrameSampler,
  ) {}

  begin(hasErrors: boolean): void {
    this.sums = new FeatherSums(this.sampler, this.cells, hasErrors);
  }

  addRow(samples: RowSamples, terms: FrameTerms, first: number): number {
    if (this.sums === null) throw new RangeError('a row before `begin`');
    if (samples.confusion !== null) this.hasConfusion = true;
    return this.sums.addRow(samples, this.termsFor(terms, samples.sigma !== null), first);
  }

  release(): void {
    this.sums?.release();
  }

  finish(): BlendedPlanes {
    if (this.sums === null) throw new RangeError('the end before `begin`');
    const cells = this.sums.finish({
      seconds: this.seconds,
      ...{ disagreementSigma, turningSky },
      flags: {
        disagreement: mapFlags.disagreement.bit,
        rejected: mapFlags.rejected.bit,
        noData: mapFlags.noData.bit,
      },
    });
    this.sums = null;
    return this.hasConfusion ? cells : { ...cells, confusion: null };
  }

  /** One object for all rows of a frame: the kernel takes it over once. */
  private termsFor(terms: FrameTerms, hasErrors: boolean): FeatherTerms {
    if (this.rowTerms === null || this.terms !== terms) {
      const byVariance = hasErrors && this.weights !== 'feather';
      const byEdge = !byVariance || this.weights === 'both';
      this.terms = terms;
      this.rowTerms = { ...terms, feather: this.feather, byEdge, byVariance };
      this.seconds[terms.index] = terms.seconds;
    }
    return this.rowTerms;
  }
}
