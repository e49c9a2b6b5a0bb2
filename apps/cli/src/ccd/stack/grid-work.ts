import { problem, type Problem } from '@nightskies/contracts';
import { FrameExtents } from './frame-windows.js';
import { FrameStrips, type StripSource } from './frame-strips.js';
import type { AlignOptions } from './options.js';
import { croppedToCommon, referenceGrid, skyGrid, type OutputGrid } from './output-grid.js';
import type { Placed, PlacedFrame } from './place-frames.js';
import { marginOf, reachOf, resampler, type InterpolationName } from './resampler.js';
import type { Scratch } from './scratch.js';
import { planStrips, type StripPlan } from './strip-plan.js';
import { targetGrid } from './target-grid.js';
import { resampledToDisk } from './via-disk.js';

/** The grid that was asked for, its borders cut off where that is wished. */
export function gridOf(
  options: AlignOptions,
  { reference, frames }: Placed,
  interpolation: InterpolationName,
): OutputGrid {
  const target = targetGrid(options, reference);
  const grid =
    target === undefined
      ? referenceGrid(reference, frames, options.extent)
      : skyGrid(target, reference);
  return options.border === 'crop' ? croppedToCommon(grid, frames, marginOf(interpolation)) : grid;
}

/** Frames as values on strips of a grid, within the memory. */
export function stripSources(
  frames: readonly PlacedFrame[],
  grid: OutputGrid,
  interpolation: InterpolationName,
  memoryBytes: number,
  scratch: Scratch,
): { sources: StripSource[]; plan: StripPlan } {
  const reachPx = reachOf(interpolation);
  const positioned = frames.map((placed) => ({
    frame: placed.frame,
    positions: grid.positionsIn(placed),
  }));
  const plan = planStrips(positioned, grid, reachPx, memoryBytes);
  const way = resampler(interpolation, grid.width);
  const { strips, viaDisk } = plan;
  const sources = positioned.map((one, k): StripSource => {
    if (viaDisk.has(k)) {
      return resampledToDisk(one, grid, strips, { resampler: way, reachPx, scratch });
    }
    const extents = new FrameExtents(one.positions, grid.width, one.frame);
    const windows = strips.map((strip) => extents.ofStrip(strip, reachPx));
    return new FrameStrips(one.frame, one.positions, strips, windows, way);
  });
  return { sources, plan };
}

/** Frames with a part on the grid; the others would count for nothing, so each is named and left out. */
export function framesOnGrid(
  frames: readonly PlacedFrame[],
  grid: OutputGrid,
): { frames: PlacedFrame[]; problems: Problem[] } {
  const on = frames.filter((placed) => {
    const extents = new FrameExtents(grid.positionsIn(placed), grid.width, placed.frame);
    for (let row = 0; row < grid.height; row += 1) {
      const { low, high } = extents.ofRow(row);
      if (low <= high) return true;
    }
    return false;
  });
  const off = frames.filter((placed) => !on.includes(placed));
  return { frames: on, problems: off.map(({ frame }) => outsideProblem(frame.file)) };
}

/** A frame without a pixel on the grid. */
export function outsideProblem(file: string): Problem {
  return problem('align-outside', 'the frame adds nothing: it lies outside of the picture', {
    file,
    found: 'no pixel on the grid',
    expected: 'a frame that overlaps with it',
    hint: 'Take --extent all, another grid (--wcs, --center), or leave the frame out.',
  });
}
