import { mapFlags } from '@nightskies/contracts';
import type { Blend, BlendedPlanes, FrameTerms, RowSamples } from './frame-rows.js';

/** Width of the band about the line between two frames in which both are mixed, deg. */
const bandDeg = 0.25;

/** A value of each cell with where it is from. */
class Layer {
  /** Distance to the edge of the frame, deg; -1 for no value. */
  readonly depth: Float32Array;
  readonly rate: Float32Array;
  readonly sigma: Float32Array;
  readonly frame: Uint8Array;
  readonly flags: Uint8Array;

  constructor(cells: number) {
    this.depth = new Float32Array(cells).fill(-1);
    this.rate = new Float32Array(cells);
    this.sigma = new Float32Array(cells);
    this.frame = new Uint8Array(cells);
    this.flags = new Uint8Array(cells);
  }

  copy(cell: number, from: Layer): void {
    this.depth[cell] = from.depth[cell];
    this.rate[cell] = from.rate[cell];
    this.sigma[cell] = from.sigma[cell];
    this.frame[cell] = from.frame[cell];
    this.flags[cell] = from.flags[cell];
  }
}

/**
 * Each cell from one frame: the one it lies deepest in, which is that whose axis is nearest as far as
 * a frame is a square. The sky turns between frames, and a mean would show each star once for every
 * frame it is in. Only within 0.125 deg of the line where two frames are equally deep they are mixed,
 * from half and half on the line to one alone, so that no edge shows.
 *
 * Values are not compared between frames: a star that moved is no error. 30 bytes a cell.
 */
export class NearestAxis implements Blend {
  private first = new Layer(0);
  private second = new Layer(0);
  private readonly count: Uint8Array;
  /** Seconds of the frames by their index. */
  private readonly seconds: number[] = [Number.NaN];

  constructor(private readonly cells: number) {
    this.count = new Uint8Array(cells);
  }

  begin(): void {
    this.first = new Layer(this.cells);
    this.second = new Layer(this.cells);
  }

  addRow(samples: RowSamples, terms: FrameTerms, firstCell: number): number {
    const { edge, value, sigma, flags } = samples;
    const { first, second, count } = this;
    this.seconds[terms.index] = terms.seconds;
    let reached = 0;
    for (let i = samples.begin; i < samples.end; i++) {
      if (Number.isNaN(value[i])) continue;
      const cell = firstCell + i;
      reached++;
      if (count[cell] < 255) count[cell]++;
      const depth = Math.fround(edge[i]);
      if (!(depth > second.depth[cell])) continue;
      let layer = second;
      if (depth > first.depth[cell]) {
        second.copy(cell, first);
        layer = first;
      }
      layer.depth[cell] = depth;
      layer.rate[cell] = value[i] * terms.ratePerDn + terms.offset;
      layer.sigma[cell] = sigma === null ? Number.NaN : sigma[i] * terms.ratePerDn;
      layer.frame[cell] = terms.index;
      layer.flags[cell] = flags[i] | terms.flags;
    }
    return reached;
  }

  finish(): BlendedPlanes {
    const { cells, first, second, seconds } = this;
    const time = new Float32Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      time[cell] = seconds[first.frame[cell]];
      if (first.frame[cell] === 0) {
        first.rate[cell] = Number.NaN;
        first.sigma[cell] = Number.NaN;
        first.flags[cell] = mapFlags.noData.bit;
        continue;
      }
      const apart = first.depth[cell] - second.depth[cell];
      if (second.frame[cell] === 0 || apart >= bandDeg) continue;
      const other = 0.5 - apart / (2 * bandDeg);
      const own = 1 - other;
      first.rate[cell] = own * first.rate[cell] + other * second.rate[cell];
      const [a, b] = [own * first.sigma[cell], other * second.sigma[cell]];
      first.sigma[cell] = Math.sqrt(a * a + b * b);
      first.flags[cell] |= second.flags[cell];
      time[cell] = own * time[cell] + other * seconds[second.frame[cell]];
    }
    return {
      rate: first.rate,
      sigma: first.sigma,
      confusion: null,
      coverage: this.count,
      frame: first.frame,
      time,
      flags: first.flags,
    };
  }
}
