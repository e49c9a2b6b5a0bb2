import { image, type Image } from '@nightskies/pixels';
import type { ClippedFrame } from './clipped-frame.js';
import { oldMedianGrid, oldMedianWorkingGrid, type OldRange } from './old-grid.js';

/** A part of an old mosaic, the uppermost row first. */
export interface OldMosaicPart {
  /** DN; NaN where no frame has data. */
  readonly dn: Image;
  /** Frames in each cell. */
  readonly coverage: Image<Uint8Array>;
  /** The frame of the greatest weight, as counted when it was added; 0 for none. */
  readonly frame: Image<Uint8Array>;
}

/**
 * A part of an old mosaic from its clipped frames: the mean of their whole DN, weighted by the distance
 * to the nearest edge of each (image-stages 9.6, the definition recommended for BLEND), cut at azimuth
 * -180 and 180. The sums are in float64 in the order of the frames, the result is float32.
 */
export class OldMosaicSums {
  private readonly width: number;
  private readonly height: number;
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;
  private readonly most: Float32Array;
  private readonly frames: Uint8Array;
  private readonly counts: Uint8Array;

  constructor(private readonly range: OldRange) {
    this.width = range.columnEnd - range.columnStart;
    this.height = range.rowEnd - range.rowStart;
    const cells = this.width * this.height;
    this.sums = new Float64Array(cells);
    this.weights = new Float64Array(cells);
    this.most = new Float32Array(cells);
    this.frames = new Uint8Array(cells);
    this.counts = new Uint8Array(cells);
  }

  /**
   * @param index of the frame, from 1; both pieces of the frame at the seam have one
   * @returns number of cells that took a value
   */
  add(frame: ClippedFrame, index: number): number {
    const { range, width } = this;
    const columnStart = Math.max(range.columnStart, frame.columnStart);
    const columnEnd = Math.min(range.columnEnd, frame.columnStart + frame.columns);
    const rowStart = Math.max(range.rowStart, frame.rowStart);
    const rowEnd = Math.min(range.rowEnd, frame.rowStart + frame.rows);
    let reached = 0;
    for (let row = rowStart; row < rowEnd; row++) {
      let from = (row - frame.rowStart) * frame.columns + columnStart - frame.columnStart;
      let to = (row - range.rowStart) * width + columnStart - range.columnStart;
      for (let column = columnStart; column < columnEnd; column++, from++, to++) {
        const weight = frame.weight[from];
        if (weight === 0) continue;
        this.sums[to] += weight * frame.data[from];
        this.weights[to] += weight;
        this.counts[to]++;
        reached++;
        if (weight > this.most[to]) {
          this.most[to] = weight;
          this.frames[to] = index;
        }
      }
    }
    return reached;
  }

  finish(): OldMosaicPart {
    const { width, height, sums, weights, counts, frames } = this;
    const dn = new Float32Array(width * height);
    for (let cell = 0; cell < dn.length; cell++) {
      dn[cell] = counts[cell] === 0 ? Number.NaN : sums[cell] / weights[cell];
    }
    return {
      dn: image(width, height, dn),
      coverage: image(width, height, counts),
      frame: image(width, height, frames),
    };
  }
}

/** A part of an old mosaic from all its clipped frames at once. */
export function oldMosaic(frames: readonly ClippedFrame[], range: OldRange): OldMosaicPart {
  const sums = new OldMosaicSums(range);
  for (const [index, frame] of frames.entries()) sums.add(frame, index + 1);
  return sums.finish();
}

/** Cells of the working grid that a range of the median mosaic of 0.05 deg is made from. */
export function oldMedianWorkingRange(range: OldRange): OldRange {
  const factor = oldMedianGrid.cellDeg / oldMedianWorkingGrid.cellDeg;
  const first = (index: number): number => Math.max(0, Math.floor((index + 0.5) * factor - 0.5));
  const end = (index: number, size: number): number =>
    Math.min(size, Math.floor((index - 0.5) * factor - 0.5) + 2);
  return {
    columnStart: first(range.columnStart),
    columnEnd: end(range.columnEnd, oldMedianWorkingGrid.columns),
    rowStart: first(range.rowStart),
    rowEnd: end(range.rowEnd, oldMedianWorkingGrid.rows),
  };
}

/**
 * A part of the median mosaic on its grid of 0.05 deg: the working mosaic of 0.0266 deg between its
 * cells, bilinear (image-stages 9.8). Beyond the middles of the outermost cells stand their values;
 * next to a cell without data there is none.
 *
 * @param part over `oldMedianWorkingRange` of the range
 */
export function oldMedianMosaic(part: OldMosaicPart, range: OldRange): OldMosaicPart {
  const working = oldMedianWorkingRange(range);
  const { dn, coverage, frame } = part;
  const width = range.columnEnd - range.columnStart;
  const height = range.rowEnd - range.rowStart;
  const factor = oldMedianGrid.cellDeg / oldMedianWorkingGrid.cellDeg;
  const values = new Float32Array(width * height);
  const counts = new Uint8Array(width * height);
  const frames = new Uint8Array(width * height);
  const within = (value: number, size: number): number => Math.max(0, Math.min(size - 1, value));
  for (let row = 0; row < height; row++) {
    const y = within((range.rowStart + row + 0.5) * factor - 0.5 - working.rowStart, dn.height);
    const top = Math.min(dn.height - 2, Math.floor(y));
    const fy = y - top;
    for (let column = 0; column < width; column++) {
      const x = within(
        (range.columnStart + column + 0.5) * factor - 0.5 - working.columnStart,
        dn.width,
      );
      const left = Math.min(dn.width - 2, Math.floor(x));
      const fx = x - left;
      const at = top * dn.width + left;
      const upper = (1 - fx) * dn.data[at] + fx * dn.data[at + 1];
      const lower = (1 - fx) * dn.data[at + dn.width] + fx * dn.data[at + dn.width + 1];
      const value = (1 - fy) * upper + fy * lower;
      const cell = row * width + column;
      values[cell] = value;
      if (Number.isNaN(value)) continue;
      const nearest = Math.round(y) * dn.width + Math.round(x);
      counts[cell] = coverage.data[nearest];
      frames[cell] = frame.data[nearest];
    }
  }
  return {
    dn: image(width, height, values),
    coverage: image(width, height, counts),
    frame: image(width, height, frames),
  };
}
