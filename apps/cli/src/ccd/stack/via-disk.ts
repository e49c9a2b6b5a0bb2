import type { PositionedFrame } from './strip-plan.js';
import { FrameExtents, stripsOf, type RowWindow } from './frame-windows.js';
import { FrameStrips, type StripSource } from './frame-strips.js';
import type { Resampler } from './resampler.js';
import type { Scratch } from './scratch.js';
import { at } from '../offsets-numbers.js';

/** Rows of the output that are made at once. */
const bandRows = 256;

/**
 * A frame resampled to the scratch room, for one that is turned so far that the rows to be kept for
 * every strip would not fit beside those of the other frames. Its own rows are read once.
 */
export function resampledToDisk(
  { frame, positions }: PositionedFrame,
  output: { readonly width: number; readonly height: number },
  strips: readonly RowWindow[],
  tools: {
    readonly resampler: Resampler;
    readonly reachPx: number;
    readonly scratch: Scratch;
  },
): StripSource {
  const { width, height } = output;
  const bands = stripsOf(height, bandRows);
  const extents = new FrameExtents(positions, width, frame);
  const windows = bands.map((band) => extents.ofStrip(band, tools.reachPx));
  const source = new FrameStrips(frame, positions, bands, windows, tools.resampler);
  const made = function* (): Generator<Float32Array> {
    const band = new Float32Array(bandRows * width);
    for (const [k, { from, to }] of bands.entries()) {
      const part = band.subarray(0, (to - from) * width);
      source.fill(k, part);
      yield part;
    }
  };
  const kept = tools.scratch.keep(width, height, made());
  return {
    rowsRead: source.rowsRead,
    rowsReadAgain: source.rowsReadAgain,
    fill: (strip, out) => {
      kept.readRows(at(strips, strip).from, out);
      kept.release();
    },
  };
}
