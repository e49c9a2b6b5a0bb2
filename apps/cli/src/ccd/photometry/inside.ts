import type { Image } from '@nightskies/pixels';

/** Whether a place lies on a pixel of the picture; not for what is no number. */
export function isInside({ width, height }: Image, x: number, y: number): boolean {
  return x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
}
