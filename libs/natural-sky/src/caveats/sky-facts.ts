import {
  cellHorizontalProjectionSr,
  cellSolidAngleSr,
  columnAzimuthDeg,
  rowAltitudeDeg,
  type MapGrid,
} from '@nightskies/sky';
import type { ObservedSky } from '../observed-sky.js';

/** A part of the horizon, azimuth from north through east; `toDeg` may pass 360. */
export interface AzimuthRange {
  readonly fromDeg: number;
  readonly toDeg: number;
}

/** How much of the sky was seen. */
export interface SkyCoverage {
  /** Share of the sky above the horizon by solid angle, 0 to 1. */
  readonly seenFraction: number;
  readonly zenithSeen: boolean;
  /** Azimuths in which more than half of the sky is missing, in order. */
  readonly unseen: readonly AzimuthRange[];
}

/** How bright the ground was under how bright a sky. */
export interface GroundLight {
  /** Median of the ground, nL. */
  readonly groundNl: number;
  /** Mean of the sky above the terrain, weighted by the sine of the altitude: what lights the ground, nL. */
  readonly skyNl: number;
  /** Ground measured, deg2. */
  readonly groundDeg2: number;
}

/** What of the sky above the horizon was seen, from the times of its cells. */
export function skyCoverageOf({
  grid,
  seconds,
}: Pick<ObservedSky, 'grid' | 'seconds'>): SkyCoverage {
  let [seen, whole] = [0, 0];
  const missing = new Float64Array(grid.columns);
  let height = 0;
  let zenithSeen = false;
  for (let row = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    if (altitudeDeg < 0) continue;
    const area = cellSolidAngleSr(grid, row);
    height += area;
    for (let column = 0; column < grid.columns; column++) {
      const there = !Number.isNaN(seconds[row * grid.columns + column]);
      whole += area;
      if (there) seen += area;
      else missing[column] += area;
      if (there && row === grid.rows - 1) zenithSeen = true;
    }
  }
  const gone = Array.from(missing, (area) => area > height / 2);
  return { seenFraction: seen / whole, zenithSeen, unseen: rangesOf(gone, grid) };
}

/** Runs of columns, one that passes the seam joined. */
function rangesOf(gone: readonly boolean[], grid: MapGrid): AzimuthRange[] {
  const { columns, stepDeg } = grid;
  if (gone.every(Boolean)) return [{ fromDeg: 0, toDeg: 360 }];
  const first = gone.findIndex((one, i) => !one && gone[(i + 1) % columns]);
  if (first < 0) return [];
  const ranges: AzimuthRange[] = [];
  for (let step = 1; step <= columns; step++) {
    const column = (first + step) % columns;
    if (!gone[column]) continue;
    let length = 1;
    while (gone[(column + length) % columns]) length += 1;
    const left = columnAzimuthDeg(grid, column) - stepDeg / 2;
    const fromDeg = ((left % 360) + 360) % 360;
    ranges.push({ fromDeg, toDeg: fromDeg + length * stepDeg });
    step += length;
  }
  return ranges.toSorted((a, b) => a.fromDeg - b.fromDeg);
}

/**
 * The ground of a map against its sky; null where there is too little ground to say (`leastGroundDeg2`).
 *
 * @param observed nL per cell, NaN where nothing was seen
 * @param usable 0 to 1 per cell: the part that is sky and not terrain
 */
export function groundLightOf(
  grid: MapGrid,
  observed: Float32Array,
  usable: Float32Array,
): GroundLight | null {
  const ground: { nl: number; area: number }[] = [];
  let [light, plate, area] = [0, 0, 0];
  for (let row = 0; row < grid.rows; row++) {
    const solidAngle = cellSolidAngleSr(grid, row);
    const projected = cellHorizontalProjectionSr(grid, row);
    for (let column = 0; column < grid.columns; column++) {
      const i = row * grid.columns + column;
      if (Number.isNaN(observed[i])) continue;
      if (usable[i] < 0.02) {
        ground.push({ nl: observed[i], area: solidAngle });
        area += solidAngle;
      } else if (usable[i] > 0.98 && rowAltitudeDeg(grid, row) > 0) {
        light += observed[i] * projected;
        plate += projected;
      }
    }
  }
  const groundDeg2 = area * (180 / Math.PI) ** 2;
  if (groundDeg2 < leastGroundDeg2 || plate === 0) return null;
  return { groundNl: medianByArea(ground, area), skyNl: light / plate, groundDeg2 };
}

/** Half a degree all around. */
export const leastGroundDeg2 = 180;

function medianByArea(cells: readonly { nl: number; area: number }[], whole: number): number {
  let sum = 0;
  for (const { nl, area } of cells.toSorted((a, b) => a.nl - b.nl)) {
    sum += area;
    if (sum >= whole / 2) return nl;
  }
  return NaN;
}
