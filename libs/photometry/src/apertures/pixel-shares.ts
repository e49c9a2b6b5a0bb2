import { ellipseOf, type ApertureShape, type Ellipse } from './aperture-shape.js';
import { ellipseInRectangle } from './ellipse-overlap.js';

/** How the share of a pixel in an aperture is found. */
export type OverlapMethod = 'exact' | 'center' | 'subpixel';

/** A box of pixels and the share of each in an aperture. */
export interface PixelShares {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly share: Float64Array;
}

/** Whether points are in the ellipse, its border not included. */
function insideOf({ a, b, cos, sin }: Ellipse, round: boolean) {
  if (round) return (x: number, y: number) => x * x + y * y < a * a;
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
 * The share of each pixel around (x, y) in an aperture there. Points on its border are outside; the
 * arithmetic of the grids is that of photutils, which decides where a point is on the border but
 * for rounding.
 *
 * @param subpixels points along each side of a pixel, for the method `subpixel`
 */
export function pixelShares(
  shape: ApertureShape,
  x: number,
  y: number,
  method: OverlapMethod,
  subpixels: number,
): PixelShares {
  const ellipse = ellipseOf(shape);
  const fromX = Math.floor(x - ellipse.reachX + 0.5);
  const fromY = Math.floor(y - ellipse.reachY + 0.5);
  const width = Math.ceil(x + ellipse.reachX + 0.5) - fromX;
  const height = Math.ceil(y + ellipse.reachY + 0.5) - fromY;
  const left = fromX - 0.5 - x;
  const low = fromY - 0.5 - y;
  const stepX = (fromX + width - 0.5 - x - left) / width;
  const stepY = (fromY + height - 0.5 - y - low) / height;
  const points = method === 'center' ? 1 : subpixels;
  const steps = [stepX / points, stepY / points] as const;
  const inside = insideOf(ellipse, 'radiusPx' in shape);
  const share = new Float64Array(width * height);
  for (let row = 0; row < height; row++) {
    const y0 = low + row * stepY;
    for (let column = 0; column < width; column++) {
      const x0 = left + column * stepX;
      share[row * width + column] =
        method === 'exact'
          ? ellipseInRectangle(ellipse, x0, y0, x0 + stepX, y0 + stepY)
          : sampled(inside, x0, y0, steps, points);
    }
  }
  return { x: fromX, y: fromY, width, height, share };
}
