/** Memory for the planes of one frame, row by row; holds what was left there. */
export interface PlaneMemory {
  readonly pixels: Float32Array<ArrayBuffer>;
  readonly variance: Float32Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly owners: Int32Array<ArrayBuffer>;
  readonly sky: Float32Array<ArrayBuffer>;
}

let kept: WeakRef<PlaneMemory> | null = null;

/**
 * Planes of so many pixels: those of the frame before, if it was as large, which must be done with.
 * To get fresh memory takes longer than most of what is done in it. The collector may take them: a
 * thread that has gone on to maps needs the room.
 */
export function planeMemory(pixels: number): PlaneMemory {
  const last = kept?.deref();
  if (last?.flags.length === pixels) return last;
  const planes: PlaneMemory = {
    pixels: new Float32Array(pixels),
    variance: new Float32Array(pixels),
    flags: new Uint8Array(pixels),
    owners: new Int32Array(pixels),
    sky: new Float32Array(pixels),
  };
  kept = new WeakRef(planes);
  return planes;
}
