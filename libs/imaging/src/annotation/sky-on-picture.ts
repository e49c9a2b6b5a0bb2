import type { Vector3 } from '@nightskies/sky';

/** Between array positions (the first pixel's centre is (0, 0)) and unit vectors in ICRS axes. */
export interface SkyOnPicture {
  pixelOf(direction: Vector3): { readonly x: number; readonly y: number } | undefined;
  directionAt(pixel: { readonly x: number; readonly y: number }): Vector3 | undefined;
}
