import type { Image } from '../image.js';
import {
  checkApertures,
  checkRadii,
  emptySums,
  type ApertureOptions,
  type ApertureSums,
  type Positions,
} from './aperture-sums.js';
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
  const segment = squares * circularSegment(chordSquared * (1 / (4 * squares)), short);
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
  checkRadii(radiiPx);
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
  const reach = right.near.length;
  // Right and left of the centre are added up apart, as the lanes of the kernel.
  const [sum, area, squares] = [
    [0, 0],
    [0, 0],
    [0, 0],
  ];
  let [maskedArea, peak] = [0, -Infinity];
  const add = (share: number, pixel: number, lane: number) => {
    if (mask !== undefined && mask.data[pixel] !== 0) {
      maskedArea += share;
      return;
    }
    sum[lane] += share * data[pixel];
    area[lane] += share;
    if (data[pixel] > peak) peak = data[pixel];
    if (variance !== undefined) squares[lane] += share * variance.data[pixel];
  };
  for (const rows of [up, down]) {
    for (let d = 0; d < reach; d++) {
      const py = rows === up ? row + d : row - d;
      if (!(py >= 0 && py < height)) continue;
      for (let k = 0; k < reach; k++) {
        [right, left].forEach((columns, lane) => {
          const px = lane === 0 ? column + k : column - k;
          const share = areaInCell(radius, columns, k, rows, d);
          if (share > 0 && px >= 0 && px < width) add(share, py * width + px, lane);
        });
      }
    }
  }
  if (!(area[0] + area[1] + maskedArea > 0)) return;
  sums.sum[at] = sum[0] + sum[1];
  sums.area[at] = area[0] + area[1];
  sums.maskedArea[at] = maskedArea;
  if (peak > -Infinity) sums.peak[at] = peak;
  if (variance !== undefined) sums.error[at] = Math.sqrt(squares[0] + squares[1]);
}
