import { NightSkiesError, problem } from '@nightskies/contracts';
import type { RowSums } from '@nightskies/pixels';
import { degree, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import type { LuminanceRows } from './luminance-map.js';
import { fillGaps } from './sums/fill-gaps.js';

/** A row with its gaps filled, in memory of its own that the next row takes over. */
export interface PreparedRow {
  readonly values: Float32Array;
  readonly sigma: Float32Array;
  readonly filled: Float32Array | null;
}

/** Rows of `sumsMemory` that a preparation takes. */
export const rowsOfPreparation = 2;

/**
 * Reads rows of a map and fills their small gaps.
 *
 * @param memory the rows lie in
 * @param filledGapDeg widest gap that is filled, deg of a great circle
 */
export function rowPreparation(
  rows: LuminanceRows,
  memory: RowSums,
  filledGapDeg: number,
): (row: number) => PreparedRow {
  const { grid } = rows;
  const values = memory.row();
  const sigma = memory.row();
  const errors = new Float32Array(grid.columns);
  return (row) => {
    values.set(rows.row(row));
    if (rows.uncertainty !== null) {
      sigma.set(rows.uncertainty(row));
      for (let column = 0; column < sigma.length; column++) {
        if (!(sigma[column] >= 0)) sigma[column] = 0;
      }
    }
    if (!memory.anyMissing(values)) return { values, sigma, filled: null };
    const level = Math.cos(rowAltitudeDeg(grid, row) * degree);
    const longest = Math.min(grid.columns, filledGapDeg / (grid.stepDeg * level));
    const { filled } = fillGaps(values, longest, errors);
    return { values, sigma, filled: filled > 0 ? errors : null };
  };
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
