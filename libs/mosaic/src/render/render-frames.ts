import { NightSkiesError } from '@nightskies/contracts';
import type { MapFrame } from '../frames/map-frame.js';
import type { RenderedTile } from './tile-accumulator.js';
import { UnforeseenGaps } from './tile-rows.js';

/** What makes a tile of frames, one after another. */
export interface TileMaker {
  foresee(frames: readonly MapFrame[]): boolean;
  add(frame: MapFrame): number;
  release(): void;
  finishInPlace(): RenderedTile;
}

/** A tile, the frames with data in it, and those that could not be used, with the reason. */
export interface RenderedFrames {
  /** In the memory of the kernel: dead when this thread makes another tile. */
  readonly tile: RenderedTile;
  readonly frames: readonly MapFrame[];
  readonly faults: readonly { readonly frame: MapFrame; readonly error: NightSkiesError }[];
}

/**
 * A tile of frames sorted by name. It is made in the belief that all of them are sound and without gaps,
 * which spares most of what they overlap; where that fails it is made again, frame by frame. Either way
 * gives the same tile.
 */
export function renderFrames(make: () => TileMaker, frames: readonly MapFrame[]): RenderedFrames {
  const maker = make();
  const foreseen = foresight(maker, frames);
  if (foreseen === false) return oneByOne(maker, frames);
  if (foreseen !== null) return { tile: maker.finishInPlace(), frames: foreseen, faults: [] };
  maker.release();
  return oneByOne(make(), frames);
}

/** The frames with data in the tile; false where foresight cannot be had, null where it failed. */
function foresight(
  maker: TileMaker,
  frames: readonly MapFrame[],
): readonly MapFrame[] | false | null {
  try {
    return maker.foresee(frames) && frames.filter((frame) => maker.add(frame) > 0);
  } catch (error) {
    if (error instanceof NightSkiesError || error instanceof UnforeseenGaps) return null;
    throw error;
  }
}

function oneByOne(maker: TileMaker, frames: readonly MapFrame[]): RenderedFrames {
  const used: MapFrame[] = [];
  const faults: { readonly frame: MapFrame; readonly error: NightSkiesError }[] = [];
  for (const frame of frames) {
    try {
      if (maker.add(frame) > 0) used.push(frame);
    } catch (error) {
      if (!(error instanceof NightSkiesError)) throw error;
      faults.push({ frame, error });
    }
  }
  return { tile: maker.finishInPlace(), frames: used, faults };
}
