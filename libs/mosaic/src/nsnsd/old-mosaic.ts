import { image, type Image } from '@nightskies/pixels';
import type { ClippedFrame } from './clipped-frame.js';
import { oldMedianGrid, oldMedianWorkingGrid, type OldRange } from './old-grid.js';

/** A part of an old mosaic, the uppermost row first. */
export interface OldMosaicPart {
  /** DN; NaN where no frame has data. */
  readonly dn: Image;
  /** Frames in each cell. */
  readonly coverage: Image<Uint8Array>;
}

/**
 * A part of an old mosaic from its clipped frames: the mean of their whole DN, weighted by the distance
 * to the nearest edge of each (image-stages 9.6, the definition recommended for BLEND), cut at azimuth
 * -180 and 180. The sums are in float64 in the order of the frames, the result is float32.
 */
export function oldMosaic(frames: readonly ClippedFrame[], range: OldRange): OldMosaicPart {
  const width = range.columnEnd - range.columnStart;
  const height = range.rowEnd - range.rowStart;
  const sums = new Float64Array(width * height);
  const weights = new Float64Array(width * height);
  const counts = new Uint8Array(width * height);
  for (const frame of frames) {
    const columnStart = Math.max(range.columnStart, frame.columnStart);
    const columnEnd = Math.min(range.columnEnd, frame.columnStart + frame.columns);
    const rowStart = Math.max(range.rowStart, frame.rowStart);
    const rowEnd = Math.min(range.rowEnd, frame.rowStart + frame.rows);
    for (let row = rowStart; row < rowEnd; row++) {
      let from = (row - frame.rowStart) * frame.columns + columnStart - frame.columnStart;
      let to = (row - range.rowStart) * width + columnStart - range.columnStart;
      for (let column = columnStart; column < columnEnd; column++, from++, to++) {
        const weight = frame.weight[from];
        if (weight === 0) continue;
        sums[to] += weight * frame.data[from];
        weights[to] += weight;
        counts[to]++;
      }
    }
  }
  const dn = new Float32Array(width * height);
  for (let cell = 0; cell < dn.length; cell++) {
    dn[cell] = counts[cell] === 0 ? Number.NaN : sums[cell] / weights[cell];
  }
  return { dn: image(width, height, dn), coverage: image(width, height, counts) };
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
 * @param frames clipped on the working grid
 */
export function oldMedianMosaic(frames: readonly ClippedFrame[], range: OldRange): OldMosaicPart {
  const working = oldMedianWorkingRange(range);
  const { dn, coverage } = oldMosaic(frames, working);
  const width = range.columnEnd - range.columnStart;
  const height = range.rowEnd - range.rowStart;
  const factor = oldMedianGrid.cellDeg / oldMedianWorkingGrid.cellDeg;
  const values = new Float32Array(width * height);
  const counts = new Uint8Array(width * height);
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
      values[row * width + column] = (1 - fy) * upper + fy * lower;
      const nearest = Math.round(y) * dn.width + Math.round(x);
      counts[row * width + column] = coverage.data[nearest];
    }
  }
  return { dn: image(width, height, values), coverage: image(width, height, counts) };
}
