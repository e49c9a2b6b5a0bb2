import { mapFlags } from '@nightskies/contracts';
import { NearestSums, type FrameSampler } from '@nightskies/pixels';
import type { Blend, BlendedPlanes, FrameTerms, RowSamples } from './frame-rows.js';

/** Width of the band about the line between two frames in which both are mixed, deg. */
export const bandDeg = 0.25;

/**
 * Each cell from one frame: the one it lies deepest in, which is that whose axis is nearest as far as
 * a frame is a square. The sky turns between frames, and a mean would show each star once for every
 * frame it is in. Only within 0.125 deg of the line where two frames are equally deep they are mixed,
 * from half and half on the line to one alone, so that no edge shows. A star that crossed this line
 * between the two is still drawn twice, or not at all.
 *
 * Values are not compared between frames: a star that moved is no error. 29 bytes a cell, in the memory
 * of the kernel (`NearestSums` of libs/pixels).
 */
export class NearestAxis implements Blend {
  private sums: NearestSums | null = null;
  /** Seconds of the frames by their index. */
  private readonly seconds: number[] = [Number.NaN];

  constructor(
    private readonly cells: number,
    private readonly sampler: FrameSampler,
  ) {}

  begin(): void {
    this.sums = new NearestSums(this.sampler, this.cells);
  }

  addRow(samples: RowSamples, terms: FrameTerms, first: number): number {
    if (this.sums === null) throw new RangeError('a row before `begin`');
    this.seconds[terms.index] = terms.seconds;
    return this.sums.addRow(samples, terms, first);
  }

  passRow(first: number, count: number): number {
    if (this.sums === null) throw new RangeError('a row before `begin`');
    return this.sums.pass(first, count);
  }

  release(): void {
    this.sums?.release();
  }

  finish(): BlendedPlanes {
    if (this.sums === null) throw new RangeError('the end before `begin`');
    const cells = this.sums.finish({
      seconds: this.seconds,
      band: bandDeg,
      noData: mapFlags.noData.bit,
    });
    this.sums = null;
    return cells;
  }
}
