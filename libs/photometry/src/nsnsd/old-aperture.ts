import { sigmaClippedMean, type Image, type PixelArray } from '@nightskies/pixels';
import { pixelShares } from '../apertures/pixel-shares.js';

type Numbers = Exclude<PixelArray, BigInt64Array | BigUint64Array>;
/** A frame of any numeric type: the old ones were stored as uint16. */
export type OldImage = Image<Numbers>;

/** Radius of the aperture and of the annulus of the old pipeline, px. */
export const oldApertureRadius = 6;
const annulus = { inner: 8, outer: 12 };

/** Pixels around a place whose centre satisfies a condition on its distance, row by row. */
export function pixelsAround(
  { width, height, data }: OldImage,
  { x, y }: { readonly x: number; readonly y: number },
  reach: number,
  within: (distance: number) => boolean,
): { x: number; y: number; value: number }[] {
  const found: { x: number; y: number; value: number }[] = [];
  const lastRow = Math.min(height - 1, Math.ceil(y + reach));
  const lastColumn = Math.min(width - 1, Math.ceil(x + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row <= lastRow; row += 1) {
    for (let column = Math.max(0, Math.floor(x - reach)); column <= lastColumn; column += 1) {
      const distance = Math.sqrt((column - x) ** 2 + (row - y) ** 2);
      if (within(distance)) found.push({ x: column, y: row, value: data[row * width + column] });
    }
  }
  return found;
}

export interface OldAperture {
  /** Light in the circle, pixels on its edge counted by the part inside, DN. */
  readonly sum: number;
  /** Area of the circle within the image, px. */
  readonly area: number;
  /** Clipped median of the annulus, DN per px. */
  readonly background: number;
  /** `sum` less the background of the whole circle, DN. */
  readonly net: number;
}

/**
 * Aperture photometry of the old pipeline (image-stages 6.2, step 9): a circle of 6 px with the exact
 * overlap of circle and pixels, less pi 36 times the median of the pixels with centres 8 to 12 px
 * away, which is clipped at 5 standard deviations, at most ten times.
 */
export function oldAperture(
  source: OldImage,
  place: { readonly x: number; readonly y: number },
): OldAperture {
  const r = oldApertureRadius;
  let sum = 0;
  let area = 0;
  const shares = pixelShares({ radiusPx: r }, place.x, place.y, 'exact', 1);
  shares.share.forEach((share, i) => {
    const x = shares.x + (i % shares.width);
    const y = shares.y + Math.floor(i / shares.width);
    const isInside = x >= 0 && x < source.width && y >= 0 && y < source.height;
    if (share === 0 || !isInside) return;
    sum += share * source.data[y * source.width + x];
    area += share;
  });
  const ring = pixelsAround(
    source,
    place,
    annulus.outer,
    (distance) => distance >= annulus.inner && distance < annulus.outer,
  );
  const { median } = sigmaClippedMean(
    ring.map(({ value }) => value),
    5,
    10,
  );
  return { sum, area, background: median, net: sum - Math.PI * r * r * median };
}
