import { degree, parallelLatitudeDeg, wrapDeg, type ParallelRows } from '@nightskies/sky';

/**
 * Columns of a row of the map that a frame may reach: `first` to `last` and, when the span crosses
 * the seam of the map, the same moved by a turn.
 */
export interface RowSpan {
  readonly first: number;
  readonly last: number;
}

/** Circle on the sky about what a frame may see, in the longitudes and latitudes of the map. */
export interface FieldCircle {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly radiusDeg: number;
}

/**
 * Span of columns, counted on through the seam, whose cells in a row lie in a circle; null for none.
 * A row whose every cell does is one span of all columns.
 */
export function rowSpan(
  rows: ParallelRows,
  columns: number,
  row: number,
  circle: FieldCircle,
): RowSpan | null {
  const latitude = parallelLatitudeDeg(rows, row) * degree;
  const centre = circle.latitudeDeg * degree;
  const across = Math.cos(latitude) * Math.cos(centre);
  const along = Math.cos(circle.radiusDeg * degree) - Math.sin(latitude) * Math.sin(centre);
  if (along > across) return null;
  if (along <= -across) return { first: 0, last: columns - 1 };
  const half = Math.acos(along / across) / degree / rows.stepDeg;
  const fromEdge = wrapDeg(rows.turn * (circle.longitudeDeg - rows.longitude0Deg), 0);
  const middle = fromEdge / rows.stepDeg - 0.5;
  return { first: Math.ceil(middle - half), last: Math.floor(middle + half) };
}
