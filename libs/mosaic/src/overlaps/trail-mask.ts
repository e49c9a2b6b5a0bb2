import type { Trail } from './find-trails.js';

/** Beyond the wings of an image and the strobes beside an aircraft's lines, px. */
export const trailMarginPx = 6;

/**
 * Pixels of trails, 1 where one runs: to be left out of the star filter, which otherwise leaves 2 to
 * 8 % of the sky along a bright trail. Three times the rms width of the trail and 6 px (or as asked) to
 * either side, and beyond its ends.
 */
export function trailMask(
  trails: readonly Pick<Trail, 'from' | 'to' | 'lengthPx' | 'widthPx'>[],
  width: number,
  height: number,
  marginPx = trailMarginPx,
): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const { from, to, lengthPx, widthPx } of trails) {
    const reach = 3 * widthPx + marginPx;
    const alongX = (to.x - from.x) / lengthPx;
    const alongY = (to.y - from.y) / lengthPx;
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
    const left = Math.max(0, Math.floor(from.x - reach));
    const right = Math.min(width - 1, Math.ceil(to.x + reach));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const across = (y - from.y) * alongX - (x - from.x) * alongY;
        if (Math.abs(across) > reach) continue;
        const along = (x - from.x) * alongX + (y - from.y) * alongY;
        const beyond = Math.max(0, -along, along - lengthPx);
        if (Math.hypot(across, beyond) <= reach) mask[y * width + x] = 1;
      }
    }
  }
  return mask;
}
