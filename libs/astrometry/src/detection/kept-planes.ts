import { image, type Image } from '@nightskies/pixels';

/** Planes of one frame's search: level, noise, and the image less its level. */
export interface KeptPlanes {
  readonly level: Image;
  readonly noise: Image;
  readonly residual: Image;
}

let kept: KeptPlanes | undefined;

/**
 * Planes of a size, the same ones from call to call: a set's frames are alike, and fresh memory costs
 * the system more than the arithmetic. Their values are those of the last use; never hand them out.
 */
export function keptPlanes(width: number, height: number): KeptPlanes {
  if (kept?.level.width !== width || kept.level.height !== height) {
    const plane = () => image(width, height, new Float32Array(width * height));
    kept = { level: plane(), noise: plane(), residual: plane() };
  }
  return kept;
}
