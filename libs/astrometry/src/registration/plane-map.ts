import type { PixelPoint } from '../wcs/tan-sip.js';

/**
 * A map between two pictures by homogeneous coordinates, 3 x 3 row by row:
 * x' = (m0 x + m1 y + m2) / (m6 x + m7 y + m8), y' = (m3 x + m4 y + m5) / (m6 x + m7 y + m8).
 * Array positions on both sides; m8 = 1 unless a map was inverted or chained by hand.
 */
export type PlaneMap = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const identityMap: PlaneMap = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Where a map puts a position. */
export function mapPoint(m: PlaneMap, x: number, y: number): PixelPoint {
  const w = m[6] * x + m[7] * y + m[8];
  return { x: (m[0] * x + m[1] * y + m[2]) / w, y: (m[3] * x + m[4] * y + m[5]) / w };
}

/** First one map, then another. */
export function chainMaps(first: PlaneMap, then: PlaneMap): PlaneMap {
  const cell = (row: number, column: number): number =>
    then[3 * row] * first[column] +
    then[3 * row + 1] * first[3 + column] +
    then[3 * row + 2] * first[6 + column];
  return normalised([
    cell(0, 0),
    cell(0, 1),
    cell(0, 2),
    cell(1, 0),
    cell(1, 1),
    cell(1, 2),
    cell(2, 0),
    cell(2, 1),
    cell(2, 2),
  ]);
}

/**
 * The way back.
 *
 * @throws RangeError for a map that has none
 */
export function invertMap(m: PlaneMap): PlaneMap {
  const [a, b, c, d, e, f, g, h, i] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || determinant === 0) {
    throw new RangeError(`a map between pictures needs an inverse, found ${m.join(', ')}`);
  }
  return normalised([
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ]);
}

function normalised(m: PlaneMap): PlaneMap {
  const [a, b, c, d, e, f, g, h, i] = m;
  if (i === 0) return m;
  return [a / i, b / i, c / i, d / i, e / i, f / i, g / i, h / i, 1];
}

/** What a map does about a position: how it turns, stretches and whether it mirrors. */
export interface LocalView {
  /** Turn from +x towards +y, degrees, of the nearest rotation; of the mirrored picture if mirrored. */
  readonly rotationDeg: number;
  /** Growth of lengths: the square root of that of areas. */
  readonly scale: number;
  readonly isMirrored: boolean;
}

export function viewOfMap(m: PlaneMap, x: number, y: number): LocalView {
  const here = mapPoint(m, x, y);
  const w = m[6] * x + m[7] * y + m[8];
  const [xx, xy] = [(m[0] - here.x * m[6]) / w, (m[1] - here.x * m[7]) / w];
  const [yx, yy] = [(m[3] - here.y * m[6]) / w, (m[4] - here.y * m[7]) / w];
  const determinant = xx * yy - xy * yx;
  const isMirrored = determinant < 0;
  const sign = isMirrored ? -1 : 1;
  return {
    rotationDeg: (Math.atan2(yx - sign * xy, xx + sign * yy) * 180) / Math.PI,
    scale: Math.sqrt(Math.abs(determinant)),
    isMirrored,
  };
}
