import type { RowPositions } from '@nightskies/astrometry';
import { at } from '../offsets-numbers.js';
import type { FrameFile } from './frame-file.js';
import { overlapOf, type RowWindow } from './frame-windows.js';
import type { Resampler } from './resampler.js';

/** Values of one frame on strips of the output, one strip after another. */
export interface StripSource {
  /** Fills `out`, the rows of a strip one after another; NaN where the frame has none. */
  fill(strip: number, out: Float32Array): void;
  /** Rows that were read, and those among them that had been read before. */
  readonly rowsRead: number;
  readonly rowsReadAgain: number;
}

/**
 * Resamples a frame strip by strip. Rows that the next strip needs as well, because the frame is
 * turned or interpolation reaches beyond, are kept until then: no row is read twice as long as the
 * windows move on in one direction.
 */
export class FrameStrips implements StripSource {
  #kept = new Float32Array(0);
  #keptRows: RowWindow = { from: 0, to: 0 };
  readonly #seen: Uint8Array;
  #read = 0;
  #again = 0;

  constructor(
    private readonly frame: FrameFile,
    private readonly positions: RowPositions,
    private readonly strips: readonly RowWindow[],
    /** Rows of the frame that each strip needs. */
    private readonly windows: readonly RowWindow[],
    private readonly resampler: Resampler,
  ) {
    this.#seen = new Uint8Array(frame.height);
  }

  get rowsRead(): number {
    return this.#read;
  }

  get rowsReadAgain(): number {
    return this.#again;
  }

  fill(strip: number, out: Float32Array): void {
    const window = at(this.windows, strip);
    const rows = at(this.strips, strip);
    if (window.to <= window.from) {
      out.fill(Number.NaN);
      return;
    }
    const data = this.#rowsOf(window);
    const columns = out.length / (rows.to - rows.from);
    for (let row = rows.from; row < rows.to; row += 1) {
      const start = (row - rows.from) * columns;
      this.resampler.row(this.positions, row, out.subarray(start, start + columns));
    }
    this.#keep(window, data, strip);
    this.frame.release();
  }

  #rowsOf(window: RowWindow): Float32Array {
    const { width } = this.frame;
    const data = this.resampler.room(width, window.from, window.to - window.from);
    const kept = overlapOf(this.#keptRows, window);
    if (kept.to > kept.from) {
      const start = (kept.from - this.#keptRows.from) * width;
      const part = this.#kept.subarray(start, start + (kept.to - kept.from) * width);
      data.set(part, (kept.from - window.from) * width);
      this.#readInto(data, window.from, { from: window.from, to: kept.from });
      this.#readInto(data, window.from, { from: kept.to, to: window.to });
    } else {
      this.#readInto(data, window.from, window);
    }
    return data;
  }

  #readInto(data: Float32Array, first: number, { from, to }: RowWindow): void {
    if (to <= from) return;
    const { width } = this.frame;
    this.frame.readRows(from, data.subarray((from - first) * width, (to - first) * width));
    this.#read += to - from;
    for (let row = from; row < to; row += 1) {
      this.#again += at(this.#seen, row);
      this.#seen[row] = 1;
    }
  }

  #keep(window: RowWindow, data: Float32Array, strip: number): void {
    const { width } = this.frame;
    const next = this.windows[strip + 1] ?? { from: 0, to: 0 };
    const wanted = overlapOf(window, next);
    const length = (wanted.to - wanted.from) * width;
    if (this.#kept.length < length) this.#kept = new Float32Array(length);
    const start = (wanted.from - window.from) * width;
    this.#kept.set(data.subarray(start, start + length));
    this.#keptRows = wanted;
  }
}
