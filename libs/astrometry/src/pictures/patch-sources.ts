import type { Image } from '@nightskies/pixels';
import type { Background } from '../background/index.js';

/** Sources by their light, the brightest first. The first pixel's centre is (0, 0). */
export interface PatchSources {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Sum above the background over the patch, in units of the image. */
  readonly flux: Float64Array;
}

export interface PatchOptions {
  /** A patch is what lies above this share of the highest pixel over the background, 0 to 1. */
  readonly shareOfPeak: number;
  /** Patches of fewer pixels are grains and hot pixels. Default 4. */
  readonly fewestPixels?: number;
}

/**
 * Bright patches that hang together, by their centres of light: finds stars of any width, also burnt
 * out ones with discs of very different sizes as on photographic plates, for which a matched filter
 * has no width. Patches that touch the border are left out. Blends stay one source.
 */
export function patchSources(
  source: Image,
  { level, noise }: Background,
  { shareOfPeak, fewestPixels = 4 }: PatchOptions,
): PatchSources {
  const { width, height, data } = source;
  const light = data.map((value, k) => value - level.data[k]);
  const peak = light.reduce((most, value) => (value > most ? value : most), 0);
  const bright = (k: number): boolean =>
    light[k] >= shareOfPeak * peak && light[k] > 5 * noise.data[k];
  const seen = new Uint8Array(width * height);
  const found: { x: number; y: number; flux: number }[] = [];
  for (let start = 0; start < light.length; start += 1) {
    if (seen[start] === 1 || !bright(start)) continue;
    const members = [start];
    seen[start] = 1;
    let [flux, x, y] = [0, 0, 0];
    let onBorder = false;
    for (const pixel of members) {
      const column = pixel % width;
      const row = (pixel - column) / width;
      flux += light[pixel];
      x += light[pixel] * column;
      y += light[pixel] * row;
      const atSide = column === 0 || column === width - 1;
      if (atSide || row === 0 || row === height - 1) {
        onBorder = true;
        continue;
      }
      for (const next of [pixel - 1, pixel + 1, pixel - width, pixel + width]) {
        if (seen[next] === 1 || !bright(next)) continue;
        seen[next] = 1;
        members.push(next);
      }
    }
    if (!onBorder && members.length >= fewestPixels) found.push({ x: x / flux, y: y / flux, flux });
  }
  found.sort((a, b) => b.flux - a.flux || a.y - b.y || a.x - b.x);
  return {
    count: found.length,
    x: Float64Array.from(found, (patch) => patch.x),
    y: Float64Array.from(found, (patch) => patch.y),
    flux: Float64Array.from(found, (patch) => patch.flux),
  };
}
