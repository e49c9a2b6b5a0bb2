import type { Image } from '@nightskies/pixels';

/** A connected patch of saturated pixels: its centre of light and its light, background taken off. */
export interface SaturatedPatch {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
  readonly pixels: number;
}

export interface SaturatedPatches {
  readonly patches: readonly SaturatedPatch[];
  /** The patch that a pixel belongs to or touches; other pixels have none. */
  readonly owner: ReadonlyMap<number, number>;
}

/**
 * The saturated patches of an image with their rims (one pixel all round): a saturated star is one
 * source, however many equal peaks its plateau has. A patch is what is connected by side or corner.
 *
 * @param residual image less its background
 * @param saturated the saturated pixels
 */
export function saturatedPatches(
  residual: Image,
  saturated: ReadonlySet<number>,
): SaturatedPatches {
  const { width, height, data } = residual;
  const owner = new Map<number, number>();
  const patches: SaturatedPatch[] = [];
  for (const start of saturated) {
    if (owner.has(start)) continue;
    const id = patches.length;
    const members = [start];
    owner.set(start, id);
    let [light, lightX, lightY, pixels] = [0, 0, 0, 0];
    for (const pixel of members) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      const value = Math.max(data[pixel], 0);
      if (value - value === 0) {
        light += value;
        lightX += value * x;
        lightY += value * y;
      }
      if (!saturated.has(pixel)) continue;
      pixels += 1;
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const nextX = x + dx;
          const nextY = y + dy;
          if (nextX < 0 || nextX >= width || nextY < 0 || nextY >= height) continue;
          const next = nextY * width + nextX;
          if (owner.has(next)) continue;
          owner.set(next, id);
          members.push(next);
        }
      }
    }
    const [x, y] = [start % width, Math.floor(start / width)];
    patches.push({
      x: light > 0 ? lightX / light : x,
      y: light > 0 ? lightY / light : y,
      flux: light,
      pixels,
    });
  }
  return { patches, owner };
}
