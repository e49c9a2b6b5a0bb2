import { ellipseOf, type ApertureShape, type Ellipse } from './aperture-shape.js';
import { ellipseInRectangle } from './ellipse-overlap.js';
import { pixelGrid } from './pixel-grid.js';

/** How the share of a pixel in an aperture is found. */
export type OverlapMethod = 'exact' | 'center' | 'subpixel';

/** A box of pixels and the share of each in an aperture; empty where there are none. */
export interface PixelShares {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly share: Float64Array;
}

/** Whether points are in the ellipse, its border not included. */
function insideOf({ a, b, cos, sin, isCircle }: Ellipse) {
  if (isCircle) return (x: number, y: number) => x * x + y * y < a * a;
  const [perA, perB] = [1 / (a * a), 1 / (b * b)];
  return (x: number, y: number) => {
    const u = y * sin + x * cos;
    const v = y * cos - x * sin;
    return u * u * perA + v * v * perB < 1;
  };
}

/** Share of the points of a regular grid in a pixel that are inside. */
function sampled(
  inside: (x: number, y: number) => boolean,
  left: number,
  low: number,
  [stepX, stepY]: readonly [number, number],
  subpixels: number,
): number {
  let count = 0;
  let x = left - 0.5 * stepX;
  for (let i = 0; i < subpixels; i++) {
    x += stepX;
    let y = low - 0.5 * stepY;
    for (let j = 0; j < subpixels; j++) {
      y += stepY;
      if (inside(x, y)) count++;
    }
  }
  return count / (subpixels * subpixels);
}

/**
 * The share of each pixel in an aperture at (x, y). Points on the border of the aperture are outside.
 *
 * @param subpixels points along each side of a pixel, for the method `subpixel`
 * @param image only its pixels are looked at, if given
 */
export function pixelShares(
  shape: ApertureShape,
  x: number,
  y: number,
  method: OverlapMethod,
  subpixels: number,
  image?: { readonly width: number; readonly height: number },
): PixelShares {
  const ellipse = ellipseOf(shape);
  const columns = pixelGrid(x, ellipse.reachX, image?.width ?? Infinity);
  const rows = pixelGrid(y, ellipse.reachY, image?.height ?? Infinity);
  const [width, height] = [columns.to - columns.from, rows.to - rows.from];
  if (!(width > 0 && height > 0)) {
    return { x: 0, y: 0, width: 0, height: 0, share: new Float64Array(0) };
  }
  const points = method === 'center' ? 1 : subpixels;
  const steps = [columns.step / points, rows.step / points] as const;
  const inside = insideOf(ellipse);
  const share = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const y0 = rows.lowerEdge(rows.from + row);
    for (let column = 0; column < width; column++) {
      const x0 = columns.lowerEdge(columns.from + column);
      share[row * width + column] =
        method === 'exact'
          ? ellipseInRectangle(ellipse, x0, y0, x0 + columns.step, y0 + rows.step)
          : sampled(inside, x0, y0, steps, points);
    }
  }
  return { x: columns.from, y: rows.from, width, height, share };
}
