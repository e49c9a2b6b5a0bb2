import { NightSkiesError, problem } from '@nightskies/contracts';
import { degree, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import type { LuminanceRows } from './luminance-map.js';
import { fillGaps } from './sums/fill-gaps.js';

/** A row with its gaps filled, in memory of its own that the next row takes over. */
export interface PreparedRow {
  readonly values: Float32Array;
  readonly bits: Int32Array;
  readonly sigma: Float32Array;
  readonly filled: Float32Array | null;
}

/**
 * Reads rows of a map and fills their small gaps.
 *
 * @param filledGapDeg widest gap that is filled, deg of a great circle
 */
export function rowPreparation(
  rows: LuminanceRows,
  filledGapDeg: number,
): (row: number) => PreparedRow {
  const { grid } = rows;
  const values = new Float32Array(grid.columns);
  const bits = new Int32Array(values.buffer);
  const sigma = new Float32Array(grid.columns);
  const errors = new Float32Array(grid.columns);
  return (row) => {
    values.set(rows.row(row));
    if (rows.uncertainty !== null) {
      sigma.set(rows.uncertainty(row));
      for (let column = 0; column < sigma.length; column++) {
        if (!(sigma[column] >= 0)) sigma[column] = 0;
      }
    }
    if (!hasGaps(values)) return { values, bits, sigma, filled: null };
    const level = Math.cos(rowAltitudeDeg(grid, row) * degree);
    const longest = Math.min(grid.columns, filledGapDeg / (grid.stepDeg * level));
    const { filled } = fillGaps(values, longest, errors);
    return { values, bits, sigma, filled: filled > 0 ? errors : null };
  };
}

function hasGaps(values: Float32Array): boolean {
  // A sum is NaN as soon as one value is; quicker than asking each.
  let sum = 0;
  for (let column = 0; column < values.length; column++) sum += values[column];
  return Number.isNaN(sum);
}

/** @throws NightSkiesError `maps-differ` when two maps of one sky have different cells */
export function assertSameGrid(observed: MapGrid, other: MapGrid, what: string): void {
  const text = ({ columns, rows, stepDeg, azimuth0Deg, altitude0Deg }: MapGrid): string =>
    `${columns} x ${rows} cells of ${stepDeg} deg from azimuth ${azimuth0Deg}, altitude ${altitude0Deg}`;
  if (text(observed) === text(other)) return;
  throw new NightSkiesError(
    problem('maps-differ', `the ${what} map has other cells than the observed one`, {
      found: text(other),
      expected: text(observed),
      hint: 'Measure maps of one run together: subtract the natural sky from this map again.',
    }),
  );
}
