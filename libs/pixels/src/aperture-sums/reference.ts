import type { Image } from '../image.js';
import {
  checkApertures,
  emptySums,
  type ApertureOptions,
  type ApertureSums,
  type Positions,
} from './circle-sums.js';
import { circularSegment, shortSeriesLimit } from './circular-segment.js';

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Distances of the edges of cells from the centre, outward; 0 is the part of the centre's pixel. */
interface Cells {
  readonly near: Float64Array;
  readonly far: Float64Array;
  /** Half the chord of the circle at these distances. */
  readonly nearChord: Float64Array;
  readonly farChord: Float64Array;
}

/** Cells from the centre on one side. @param part how much of the centre's pixel is on that side */
function cellsOf(part: number, radius: number): Cells {
  const count = Math.floor(radius) + 2;
  const near = Float64Array.from({ length: count }, (_, k) => (k === 0 ? 0 : part + (k - 1)));
  const far = Float64Array.from({ length: count }, (_, k) => part + k);
  const chord = (at: number) => Math.sqrt(Math.max(radius * radius - at * at, 0));
  return { near, far, nearChord: near.map(chord), farChord: far.map(chord) };
}

/** Area of the circle in a cell that lies in one quadrant. */
function areaInCell(radius: number, columns: Cells, k: number, rows: Cells, d: number): number {
  const [a, b] = [columns.near[k], columns.far[k]];
  const [low, high] = [rows.near[d], rows.far[d]];
  const [inner, outer] = [rows.farChord[d], rows.nearChord[d]];
  const width = k === 0 ? b : 1;
  const height = d === 0 ? high : 1;
  if (b <= inner) return width * height;
  if (a >= outer) return 0;
  // The arc enters the cell at (xa, ya) and leaves it at (xb, yb).
  const xa = clamp(inner, a, b);
  const xb = clamp(outer, a, b);
  const ya = clamp(columns.nearChord[k], low, high);
  const yb = clamp(columns.farChord[k], low, high);
  const squares = radius * radius;
  const chordSquared = (xb - xa) * (xb - xa) + (ya - yb) * (ya - yb);
  const short = 0.5 <= shortSeriesLimit * squares;
  const segment = squares * circularSegment(chordSquared / (4 * squares), short);
  return (xa - a) * height + (xb - xa) * ((ya + yb) * 0.5 - low) + segment;
}

/**
 * Slow twin of `circleSums`: the same bits.
 */
export function circleSumsReference(
  image: Image,
  positions: Positions,
  radiiPx: readonly number[],
  options: ApertureOptions = {},
): ApertureSums[] {
  checkApertures(image, positions, options);
  return radiiPx.map((radius) => {
    const sums = emptySums(positions.x.length);
    for (let k = 0; k < positions.x.length; k++) {
      sumCircle(image, positions.x[k], positions.y[k], radius, options, sums, k);
    }
    return sums;
  });
}

function sumCircle(
  { width, height, data }: Image,
  x: number,
  y: number,
  radius: number,
  { mask, variance }: ApertureOptions,
  sums: ApertureSums,
  at: number,
): void {
  const [column, row] = [Math.floor(x + 0.5), Math.floor(y + 0.5)];
  const right = cellsOf(column + 0.5 - x, radius);
  const left = cellsOf(x - (column - 0.5), radius);
  const up = cellsOf(row + 0.5 - y, radius);
  const down = cellsOf(y - (row - 0.5), radius);
  const reach = right.near.length - 1;
  let [sum, area, maskedArea, peak, squares, touched] = [0, 0, 0, -Infinity, 0, false];
  for (let py = Math.max(0, row - reach); py <= Math.min(height - 1, row + reach); py++) {
    for (let px = Math.max(0, column - reach); px <= Math.min(width - 1, column + reach); px++) {
      let share = 0;
      for (const rows of [up, down]) {
        if (rows === up ? py < row : py > row) continue;
        for (const columns of [right, left]) {
          if (columns === right ? px < column : px > column) continue;
          share += areaInCell(radius, columns, Math.abs(px - column), rows, Math.abs(py - row));
        }
      }
      if (share === 0) continue;
      touched = true;
      const pixel = py * width + px;
      if (mask !== undefined && mask.data[pixel] !== 0) {
        maskedArea += share;
        continue;
      }
      area += share;
      sum += share * data[pixel];
      peak = Math.max(peak, data[pixel]);
      if (variance !== undefined) squares += share * variance.data[pixel];
    }
  }
  if (!touched) return;
  sums.sum[at] = sum;
  sums.area[at] = area;
  sums.maskedArea[at] = maskedArea;
  sums.peak[at] = area > 0 ? peak : Number.NaN;
  if (variance !== undefined) sums.error[at] = Math.sqrt(squares);
}
