import { degree, rowAltitudeDeg, wrapDeg, type MapGrid } from '@nightskies/sky';
import type { FrameModel } from '../frames/frame-model.js';

/** Columns of a row of the map that a frame may reach: `first` to `last` and, when the span crosses
 * the seam of the map, the same moved by a turn. */
export interface RowSpan {
  readonly first: number;
  readonly last: number;
}

/** Keeps pixels on the frame's border from being lost to rounding, deg. */
const slackDeg = 0.05;

/**
 * Span of columns, counted on through the seam, whose cells in a row lie in the circle about a
 * frame's corners; null for none. A row whose every cell does is one span of all columns.
 */
export function rowSpan(grid: MapGrid, row: number, model: FrameModel): RowSpan | null {
  const altitude = rowAltitudeDeg(grid, row) * degree;
  const centre = model.altitudeDeg * degree;
  const reach = (model.fieldRadiusDeg + slackDeg) * degree;
  const across = Math.cos(altitude) * Math.cos(centre);
  const along = Math.cos(reach) - Math.sin(altitude) * Math.sin(centre);
  if (along > across) return null;
  if (along <= -across) return { first: 0, last: grid.columns - 1 };
  const half = Math.acos(along / across) / degree / grid.stepDeg;
  const middle = wrapDeg(model.azimuthDeg - grid.azimuth0Deg, 0) / grid.stepDeg - 0.5;
  return { first: Math.ceil(middle - half), last: Math.floor(middle + half) };
}
