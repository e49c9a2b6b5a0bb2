import { cubicPicturePoint, cubicTangentPoint } from '@nightskies/sky';
import type { Image } from '@nightskies/pixels';
import type { FrameModel } from '../frames/frame-model.js';

/** A frame in the gnomonic plane, y up, in units of the sphere's radius; 0 where there are no data. */
export interface WarpedRaster {
  readonly columns: number;
  readonly rows: number;
  /** Sides of a cell. */
  readonly cellX: number;
  readonly cellY: number;
  /** Outer edges of the first column and of the first row, which is the uppermost. */
  readonly left: number;
  readonly top: number;
  readonly data: Uint16Array;
}

/**
 * The old correction of distortion (image-stages 9.3): the cubic fitted to the control points, warped
 * bilinearly onto as many rows and columns as the frame has, over the extent of the warped frame, and
 * rounded to whole numbers (halves up), as the tools keep the type of the pixels. Cells whose four
 * neighbours are not all in the frame, and values of 0 and less, have no data.
 *
 * @param frame whole DN of a calibrated or star-free frame, 0 to 65535
 */
export function warpedRaster(frame: Image, model: FrameModel): WarpedRaster {
  const { width, height } = frame;
  const [perX, perY] = [model.pixelsPerUnitX, model.pixelsPerUnitY];
  const { left, right, bottom, top } = warpedExtent(width / 2 / perX, height / 2 / perY);
  const cellX = (right - left) / width;
  const cellY = (top - bottom) / height;
  const data = new Uint16Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const source = cubicPicturePoint({
        x: left + (column + 0.5) * cellX,
        y: top - (row + 0.5) * cellY,
      });
      const x = (width - 1) / 2 + source.x * perX;
      const y = (height - 1) / 2 - source.y * perY;
      data[row * width + column] = wholeBetween(frame.data, width, height, x, y);
    }
  }
  return { columns: width, rows: height, cellX, cellY, left, top, data };
}

/** Extent of the warped outline of a frame of half sides `a` and `b`. */
function warpedExtent(
  a: number,
  b: number,
): { left: number; right: number; bottom: number; top: number } {
  const steps = 64;
  const xs: number[] = [];
  const ys: number[] = [];
  const add = (x: number, y: number): void => {
    const point = cubicTangentPoint({ x, y });
    xs.push(point.x);
    ys.push(point.y);
  };
  for (let k = 0; k <= steps; k++) {
    const part = (2 * k) / steps - 1;
    add(part * a, -b);
    add(part * a, b);
    add(-a, part * b);
    add(a, part * b);
  }
  return {
    ...{ left: Math.min(...xs), right: Math.max(...xs) },
    ...{ bottom: Math.min(...ys), top: Math.max(...ys) },
  };
}

/**
 * Value between four pixels, bilinear, rounded to a whole number (halves up); 0 where one of them is
 * outside or has no data, and for values of 0 and less.
 */
export function wholeBetween(
  data: Float32Array | Uint16Array,
  width: number,
  height: number,
  x: number,
  y: number,
): number {
  if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) return 0;
  const left = Math.min(width - 2, Math.floor(x));
  const top = Math.min(height - 2, Math.floor(y));
  const at = top * width + left;
  const a = data[at];
  const b = data[at + 1];
  const c = data[at + width];
  const d = data[at + width + 1];
  if (!(a > 0 && b > 0 && c > 0 && d > 0)) return 0;
  const fx = x - left;
  const fy = y - top;
  const value = (1 - fy) * ((1 - fx) * a + fx * b) + fy * ((1 - fx) * c + fx * d);
  return Math.max(0, Math.min(65_535, Math.floor(value + 0.5)));
}
