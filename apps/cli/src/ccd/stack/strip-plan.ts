import type { RowPositions } from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { at } from '../offsets-numbers.js';
import { FrameExtents, meshStep, stripsOf, type RowWindow } from './frame-windows.js';
import type { FrameFile } from './frame-file.js';

/** A frame with the way to it. */
export interface PositionedFrame {
  readonly frame: FrameFile;
  readonly positions: RowPositions;
}

/** How a stack is worked through within its memory. */
export interface StripPlan {
  readonly strips: readonly RowWindow[];
  /**
   * Frames that are turned so far that the rows to be kept from strip to strip would not fit: they are
   * resampled to disk first, each row read once.
   */
  readonly viaDisk: ReadonlySet<number>;
  readonly bytes: number;
}

/** The program itself, its kernels and buffers of files. */
export const baseBytes = 200 * 2 ** 20;
/** Value, error, weight, count of frames and covered, per pixel of a strip. */
const resultBytes = 4 + 4 + 4 + 2 + 2;
/** Strips thinner than this cost more for their seams than they save. */
const leastRows = 16;

/**
 * Strips as high as the memory allows: the values of all frames on one strip, the rows each frame
 * keeps for the next, and those of one frame at work.
 *
 * @param memoryBytes for the whole program
 * @throws NightSkiesError `stack-memory` when not even thin strips fit
 */
export function planStrips(
  frames: readonly PositionedFrame[],
  output: { readonly width: number; readonly height: number },
  reachPx: number,
  memoryBytes: number,
): StripPlan {
  const { width, height } = output;
  const budget = memoryBytes - baseBytes;
  const costs = frames.map(({ frame, positions }) => {
    const { spreadRows, perRow } = steepness(frame, positions, output);
    const kept = Math.min(frame.height, spreadRows + 2 * reachPx + 3);
    return { frame, keptRows: kept, perRow };
  });
  const bytesAt = (rows: number, viaDisk: ReadonlySet<number>): number => {
    let [kept, work] = [0, 0];
    for (const [k, { frame, keptRows, perRow }] of costs.entries()) {
      if (viaDisk.has(k)) continue;
      kept += 4 * keptRows * frame.width;
      const window = Math.min(frame.height, keptRows + Math.ceil(rows * perRow));
      work = Math.max(work, 4 * window * frame.width);
    }
    return kept + work + rows * width * (4 * frames.length + resultBytes);
  };
  const viaDisk = new Set<number>();
  const byCost = [...costs.keys()].sort(
    (a, b) => costOf(at(costs, b)) - costOf(at(costs, a)) || a - b,
  );
  const wantedRows = Math.min(height, 4 * leastRows);
  for (const frame of byCost) {
    if (bytesAt(wantedRows, viaDisk) <= budget) break;
    viaDisk.add(frame);
  }
  const least = Math.min(height, leastRows);
  if (bytesAt(least, viaDisk) > budget) {
    const needed = Math.ceil((bytesAt(least, viaDisk) + baseBytes) / 2 ** 20);
    throw new NightSkiesError(
      problem('stack-memory', 'the memory does not hold a thin strip of all frames', {
        found: `--memory ${Math.floor(memoryBytes / 2 ** 20)} for ${frames.length} frames, ${width} px wide`,
        expected: `${needed} MB or more`,
        hint: `Give --memory ${needed}, or stack groups of frames and then their results.`,
      }),
    );
  }
  let [rows, tooMany] = [least, height + 1];
  while (tooMany - rows > 1) {
    const half = Math.floor((rows + tooMany) / 2);
    if (bytesAt(half, viaDisk) <= budget) rows = half;
    else tooMany = half;
  }
  return { strips: stripsOf(height, rows), viaDisk, bytes: baseBytes + bytesAt(rows, viaDisk) };
}

function costOf({ frame, keptRows }: { frame: FrameFile; keptRows: number }): number {
  return keptRows * frame.width;
}

/** Rows of a frame that one output row runs through, and by how many it moves on per output row. */
function steepness(
  frame: FrameFile,
  positions: RowPositions,
  { width, height }: { readonly width: number; readonly height: number },
): { spreadRows: number; perRow: number } {
  const extents = new FrameExtents(positions, width, frame);
  let spreadRows = 0;
  let perRow = 0;
  let before: { low: number; high: number } | undefined;
  for (let row = 0; row < height; row += 8 * meshStep) {
    const here = extents.ofRow(row);
    if (here.low > here.high) continue;
    spreadRows = Math.max(spreadRows, Math.ceil(here.high - here.low));
    if (before !== undefined) {
      const moved = Math.max(Math.abs(here.low - before.low), Math.abs(here.high - before.high));
      perRow = Math.max(perRow, moved / (8 * meshStep));
    }
    before = here;
  }
  return { spreadRows, perRow: before === undefined ? 0 : perRow === 0 ? 1 : perRow };
}
