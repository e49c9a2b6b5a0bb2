import { sigmaClippedMean, type Image, type PixelArray } from '@nightskies/pixels';

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
  for (const { x, y, value } of pixelsAround(source, place, r + 1, () => true)) {
    const part = overlap(x - place.x, y - place.y, r);
    if (part === 0) continue;
    sum += part * value;
    area += part;
  }
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

/** Part of the unit pixel centred at (x, y) that lies in a circle about (0, 0). */
function overlap(x: number, y: number, radius: number): number {
  const left = Math.max(x - 0.5, -radius);
  const right = Math.min(x + 0.5, radius);
  if (left >= right) return 0;
  const upTo = (height: number): number =>
    Math.sign(height) * areaBelow(left, right, Math.min(Math.abs(height), radius), radius);
  return Math.max(0, upTo(y + 0.5) - upTo(y - 0.5));
}

/** Area above the axis, below `height` and within the circle, between two abscissae. */
function areaBelow(left: number, right: number, height: number, radius: number): number {
  const corner = Math.sqrt(radius * radius - height * height);
  const flatLeft = Math.min(Math.max(left, -corner), right);
  const flatRight = Math.max(Math.min(right, corner), left);
  const under = (from: number, to: number): number =>
    (to * Math.sqrt(radius * radius - to * to) -
      from * Math.sqrt(radius * radius - from * from) +
      radius * radius * (Math.asin(to / radius) - Math.asin(from / radius))) /
    2;
  if (flatLeft >= flatRight) return under(left, right);
  return under(left, flatLeft) + height * (flatRight - flatLeft) + under(flatRight, right);
}
