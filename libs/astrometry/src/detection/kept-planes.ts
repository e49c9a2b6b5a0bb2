import { image, type Image } from '@nightskies/pixels';

/** Planes of one frame's search: level, noise, and the image less its level. */
export interface KeptPlanes {
  readonly level: Image;
  readonly noise: Image;
  readonly residual: Image;
}

/** Weakly: threads that have other work by now need the memory for that. */
let kept: WeakRef<KeptPlanes> | undefined;

/**
 * Planes of a size, the same ones from call to call: a set's frames are alike, and fresh memory costs
 * the system more than the arithmetic. Their values are those of the last use; never hand them out.
 */
export function keptPlanes(width: number, height: number): KeptPlanes {
  const known = kept?.deref();
  if (known?.level.width === width && known.level.height === height) return known;
  const plane = () => image(width, height, new Float32Array(width * height));
  const fresh = { level: plane(), noise: plane(), residual: plane() };
  kept = new WeakRef(fresh);
  return fresh;
}
