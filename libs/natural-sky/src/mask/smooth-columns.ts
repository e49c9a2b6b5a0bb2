import { rowAltitudeDeg } from '@nightskies/sky';
import type { HorizonStrip } from './horizon-strip.js';

/**
 * The strip turned upright, without stars: light of column c at row r is element c rows + r, the middle
 * of five cells of a row. The middle keeps edges that rise or fall, and takes out what is narrower than
 * three cells: stars, masts, a hot pixel.
 */
export interface SmoothColumns {
  readonly columns: number;
  readonly rows: number;
  readonly stepDeg: number;
  /** Row of the first boundary at or above altitude 0. */
  readonly horizonRow: number;
  readonly light: Float32Array;
  /** Error of a value, 1 sigma, by column: from what neighbouring rows differ by. */
  readonly sigma: Float32Array;
  readonly frame: Uint8Array;
}

/** Rows that differ by mere noise are looked for among so many neighbouring columns. */
const noiseColumns = 20;
/** Standard deviation of a normal distribution over the median of its absolute values. */
const sigmaOverMedian = 1.4826;

/** @throws RangeError for a strip that does not reach the horizon, or has fewer than five columns */
export function smoothColumns({ grid, light, frame }: HorizonStrip): SmoothColumns {
  const { columns, rows, stepDeg } = grid;
  const horizonRow = Math.ceil(-grid.altitude0Deg / stepDeg - 1e-6);
  if (horizonRow < 0 || horizonRow >= rows || columns < 5) {
    throw new RangeError(
      `a strip of ${columns} columns from ${rowAltitudeDeg(grid, 0)} deg has no horizon in it`,
    );
  }
  const smooth = new Float32Array(columns * rows);
  const from = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    for (let column = 0; column < columns; column++) {
      const at = first + column;
      const inside = column >= 2 && column < columns - 2;
      const l2 = inside ? at - 2 : first + ((column + columns - 2) % columns);
      const l1 = inside ? at - 1 : first + ((column + columns - 1) % columns);
      const r1 = inside ? at + 1 : first + ((column + 1) % columns);
      const r2 = inside ? at + 2 : first + ((column + 2) % columns);
      const upright = column * rows + row;
      smooth[upright] = middleOfFive(light[l2], light[l1], light[at], light[r1], light[r2]);
      from[upright] = frame[at];
    }
  }
  return {
    ...{ columns, rows, stepDeg, horizonRow },
    light: smooth,
    sigma: noiseOf(smooth, columns, rows),
    frame: from,
  };
}

/** NaN when one of them is. */
export function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** NaN when one of them is. */
function middleOfFive(a: number, b: number, c: number, d: number, e: number): number {
  // The lowest and the highest of the four are not the middle; it is that of the other three.
  const p = Math.max(Math.min(a, b), Math.min(d, e));
  const q = Math.min(Math.max(a, b), Math.max(d, e));
  return middleOfThree(p, q, c);
}

function noiseOf(light: Float32Array, columns: number, rows: number): Float32Array {
  const sigma = new Float32Array(columns);
  const differences = new Float32Array(noiseColumns * rows);
  for (let first = 0; first < columns; first += noiseColumns) {
    const last = Math.min(columns, first + noiseColumns);
    let count = 0;
    for (let column = first; column < last; column += 2) {
      for (let row = 1; row < rows; row += 2) {
        const at = column * rows + row;
        const difference = Math.abs(light[at] - light[at - 1]);
        if (!Number.isNaN(difference)) differences[count++] = difference;
      }
    }
    const sorted = differences.subarray(0, count).sort();
    const median = count === 0 ? Number.NaN : sorted[Math.floor(count / 2)];
    sigma.fill((sigmaOverMedian * median) / Math.SQRT2, first, last);
  }
  return sigma;
}
