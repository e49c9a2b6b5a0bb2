import { FitsFileWriter, Header } from '@nightskies/fits';
import { combineFrames, type CombinedPlanes } from '@nightskies/pixels';
import { at } from '../offsets-numbers.js';
import type { CombineChoice } from './combine-choice.js';
import type { FileSink } from './file-bytes.js';
import type { StripSource } from './frame-strips.js';
import type { Normalisation } from './normalise.js';
import type { OutputGrid } from './output-grid.js';
import { gridCards } from './stack-header.js';
import type { StripPlan } from './strip-plan.js';
import { writeWhole } from './whole-file.js';
import { WorkProgress } from './work-progress.js';

export interface StackWork {
  readonly sources: readonly StripSource[];
  readonly normalisations: readonly Normalisation[];
  readonly plan: StripPlan;
  readonly grid: OutputGrid;
  readonly choice: CombineChoice;
  readonly header: Header;
  /** Whether error, weight and footprint are written as well. */
  readonly maps: boolean;
}

/** What came out, over all pixels. */
export interface StackCounts {
  /** Share of the pixels of the output with a value. */
  readonly coveredShare: number;
  /** Share of the values that were left out by rejection. */
  readonly rejectedShare: number;
  /** Share of the output that each frame covers. */
  readonly frameShares: readonly number[];
}

/**
 * Combines frames strip by strip into a FITS file, whole or not at all.
 *
 * @throws what the operating system says; `signal`'s reason when it is given up
 */
export function writeStack(
  path: string,
  work: StackWork,
  signal: AbortSignal,
): Promise<StackCounts> {
  return writeWhole(path, (sink) => combineInto(sink, work, signal));
}

async function combineInto(
  sink: FileSink,
  work: StackWork,
  signal: AbortSignal,
): Promise<StackCounts> {
  const { grid, plan, sources, choice, normalisations } = work;
  const { width, height } = grid;
  const shape = [width, height] as const;
  const place = gridCards(grid);
  const map = (cards: Parameters<typeof Header.of>[0]): Header => Header.of([...place, ...cards]);
  const writer = new FitsFileWriter(sink, [
    { header: work.header, shape, type: 'float32' },
    ...(work.maps
      ? [
          {
            name: 'UNCERT',
            header: map([['UNCTYPE', 'scatter', '1 sigma by the scatter of the frames']]),
            shape,
            type: 'float32' as const,
          },
          {
            name: 'WEIGHT',
            header: map([['WGTTYPE', 'sum', 'sum of the weights of the values']]),
            shape,
            type: 'float32' as const,
          },
          {
            name: 'FOOTPRNT',
            header: map([['BUNIT', 'frames', 'values that were combined']]),
            shape,
            type: 'uint16' as const,
          },
        ]
      : []),
  ]);
  const rows = Math.max(...plan.strips.map(({ from, to }) => to - from));
  const stack = new Float32Array(sources.length * rows * width);
  const value = new Float32Array(rows * width);
  const error = new Float32Array(rows * width);
  const weight = new Float32Array(rows * width);
  const used = new Uint16Array(rows * width);
  const covered = new Uint16Array(rows * width);
  const covers = new Float64Array(sources.length);
  let [values, kept, pixels] = [0, 0, 0];
  const weights = normalisations.map((one) => one.weight);
  const options = {
    method: choice.method,
    rejection: choice.rejection,
    scales: normalisations.map(({ scale }) => scale),
    offsets: normalisations.map(({ offset }) => offset),
    ...(choice.method === 'weighted-mean' ? { weights } : {}),
  };
  const progress = new WorkProgress('combining', height);
  for (const [strip, { from, to }] of plan.strips.entries()) {
    signal.throwIfAborted();
    const length = (to - from) * width;
    const planes = sources.map((source, k) => {
      const plane = stack.subarray(k * length, (k + 1) * length);
      source.fill(strip, plane);
      return plane;
    });
    weight.fill(0, 0, length);
    covered.fill(0, 0, length);
    for (const [k, plane] of planes.entries()) {
      covers[k] = at(covers, k) + cover(plane, at(weights, k), weight, covered);
    }
    const out: CombinedPlanes = {
      value: value.subarray(0, length),
      error: error.subarray(0, length),
      used: used.subarray(0, length),
    };
    combineFrames(planes, options, out);
    const told = tally(used, covered, weight, length);
    values += told.values;
    kept += told.kept;
    pixels += told.pixels;
    writer.writeRows(0, from, value.subarray(0, length));
    if (work.maps) {
      writer.writeRows(1, from, error.subarray(0, length));
      writer.writeRows(2, from, weight.subarray(0, length));
      writer.writeRows(3, from, used.subarray(0, length));
    }
    progress.show(to);
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.end();
  writer.finish();
  return {
    coveredShare: pixels / (width * height),
    rejectedShare: values === 0 ? 0 : 1 - kept / values,
    frameShares: Array.from(covers, (count) => count / (width * height)),
  };
}

/** Counts of a strip; weights are brought down by the share of the values that was left out. */
function tally(
  used: Uint16Array,
  covered: Uint16Array,
  weight: Float32Array,
  length: number,
): { values: number; kept: number; pixels: number } {
  let [values, kept, pixels] = [0, 0, 0];
  for (let k = 0; k < length; k += 1) {
    const of = covered[k] ?? 0;
    const left = used[k] ?? 0;
    values += of;
    kept += left;
    if (left > 0) pixels += 1;
    // Which values were left out is not told: their mean weight is taken.
    if (left < of) weight[k] = ((weight[k] ?? 0) * left) / of;
  }
  return { values, kept, pixels };
}

/** Adds a frame to the weights and counts of the pixels it covers; gives their number. */
function cover(
  plane: Float32Array,
  frameWeight: number,
  weight: Float32Array,
  covered: Uint16Array,
): number {
  let count = 0;
  for (let k = 0; k < plane.length; k += 1) {
    if (Number.isNaN(plane[k] ?? NaN)) continue;
    count += 1;
    covered[k] = (covered[k] ?? 0) + 1;
    weight[k] = (weight[k] ?? 0) + frameWeight;
  }
  return count;
}
