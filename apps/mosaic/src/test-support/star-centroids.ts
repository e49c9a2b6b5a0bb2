import type { RenderedTile } from '@nightskies/mosaic';
import { degree } from '@nightskies/sky';

/** A place in a map: column and row of the grid, whole numbers at the middles of cells. */
export interface MapPlace {
  readonly column: number;
  readonly row: number;
  readonly latitudeDeg: number;
  readonly stepDeg: number;
}

/** A cell of a tile, and where it is from a place, deg: along the row, and upwards. */
export interface CellNear {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly cell: number;
}

/** All cells within an angle of a place; none where some of them lie in another tile. */
export function cellsNear(tile: RenderedTile, place: MapPlace, radiusDeg: number): CellNear[] {
  const { range, rate } = tile;
  const { column, row, stepDeg } = place;
  const level = Math.cos(place.latitudeDeg * degree);
  const across = radiusDeg / stepDeg / level;
  const up = radiusDeg / stepDeg;
  const near: CellNear[] = [];
  for (let r = Math.ceil(row - up); r <= row + up; r++) {
    for (let c = Math.ceil(column - across); c <= column + across; c++) {
      if (c < range.columnStart || c >= range.columnEnd) return [];
      if (r < range.rowStart || r >= range.rowEnd) return [];
      const cell = (r - range.rowStart) * rate.width + c - range.columnStart;
      const [x, y] = [(c - column) * stepDeg * level, (r - row) * stepDeg];
      if (Math.hypot(x, y) > radiusDeg) continue;
      near.push({ x, y, cell, value: rate.data[cell] ?? Number.NaN });
    }
  }
  return near;
}

/** Width of the window that the light is weighted with, deg: about that of a star. */
const windowDeg = 0.025;

/**
 * Centroid of the light about a place by a Gaussian window that follows it, from the brightest cell
 * on: where it started from does not matter. Null where something is missing.
 */
export function centroid(
  near: readonly CellNear[],
): { readonly x: number; readonly y: number } | null {
  const ring = near
    .filter(({ x, y }) => Math.hypot(x, y) > 0.16)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  const background = ring[Math.floor(ring.length / 2)];
  const core = near.filter(({ x, y }) => Math.hypot(x, y) < 0.1);
  if (background === undefined || near.some(({ value }) => Number.isNaN(value))) return null;
  let { x, y } = core.reduce((most, one) => (one.value > most.value ? one : most));
  for (let round = 0; round < 50; round++) {
    let [sum, dx, dy] = [0, 0, 0];
    for (const one of core) {
      const away = (one.x - x) ** 2 + (one.y - y) ** 2;
      const light = (one.value - background) * Math.exp((-0.5 * away) / windowDeg ** 2);
      sum += light;
      dx += light * (one.x - x);
      dy += light * (one.y - y);
    }
    x += (2 * dx) / sum;
    y += (2 * dy) / sum;
  }
  return { x, y };
}

/** Median, 90 % and mean of how far stars are from where they should be. */
export function summary(offsets: readonly { readonly x: number; readonly y: number }[]): {
  readonly medianDeg: number;
  readonly ninetyDeg: number;
  readonly text: string;
} {
  const sorted = offsets.map(({ x, y }) => Math.hypot(x, y)).sort((a, b) => a - b);
  const quantile = (part: number): number => sorted[Math.floor(part * sorted.length)] ?? Number.NaN;
  const mean = (axis: 'x' | 'y'): string =>
    (offsets.reduce((sum, offset) => sum + offset[axis], 0) / offsets.length).toFixed(5);
  const [medianDeg, ninetyDeg, worstDeg] = [0.5, 0.9, 0.99999].map(quantile);
  return {
    ...{ medianDeg: medianDeg ?? Number.NaN, ninetyDeg: ninetyDeg ?? Number.NaN },
    text:
      `${offsets.length} stars: median ${medianDeg?.toFixed(5)} deg, 90 % ${ninetyDeg?.toFixed(5)}, ` +
      `worst ${worstDeg?.toFixed(5)}; mean ${mean('x')} along the row, ${mean('y')} upwards`,
  };
}
