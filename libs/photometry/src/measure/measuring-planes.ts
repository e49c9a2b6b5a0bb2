import { StarPlanes, type Image } from '@nightskies/pixels';

let kept: WeakRef<StarPlanes> | null = null;

/**
 * Planes for a frame: those of the frame before, if it was as large, which must be done with. To get
 * fresh memory takes longer than most of what is done in it. The collector may take them: a thread that
 * has gone on to maps needs the room.
 */
export function measuringPlanes(width: number, height: number): StarPlanes {
  const last = kept?.deref();
  if (last?.width === width && last.height === height) return last;
  const planes = new StarPlanes(width, height);
  kept = new WeakRef(planes);
  return planes;
}

/** Where a frame may be read to. */
export interface FrameRoom {
  readonly pixels: Image;
  readonly uncertainty: Image;
  readonly flags: Image<Uint8Array>;
}

/**
 * Room for the frame that is measured next, in the very memory it is measured in: what is read there is
 * not copied again. `measureFrame` uses it up.
 */
export function frameRoom(width: number, height: number): FrameRoom {
  const { pixels, variance, flags } = measuringPlanes(width, height);
  return {
    pixels: { width, height, data: pixels },
    uncertainty: { width, height, data: variance },
    flags: { width, height, data: flags },
  };
}
