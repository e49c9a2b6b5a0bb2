import { type Image, image } from '@nightskies/pixels';

type Plane = Image | Image<Float64Array> | Image<Uint16Array>;

/** Side of the bias crops of the old camera software, pixels. */
export const cropSide = 50;

/**
 * First column (or row) of the region of a full frame that a crop of `side` pixels shows: for 1024
 * and 50 it is 486, one pixel left of the middle (image-stages 3.4, D7).
 */
export function cropStart(frameSide: number, side: number): number {
  return Math.floor(frameSide / 2) - Math.floor(side / 2) - 1;
}

/** The region of a frame from column x and row y on, as float64. */
export function regionOf(
  frame: Plane,
  x: number,
  y: number,
  width: number,
  height: number,
): Image<Float64Array> {
  const out = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * frame.width + x;
    for (let column = 0; column < width; column++)
      out[row * width + column] = frame.data[from + column];
  }
  return image(width, height, out);
}
