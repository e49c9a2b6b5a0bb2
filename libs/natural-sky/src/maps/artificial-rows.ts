import { MapDifference, type RowDifference } from '@nightskies/pixels';
import { nanolambertCdM2 } from '@nightskies/sky';
import type { CellRows } from './cell-blocks.js';
import { InterpolatedRows } from './interpolated-rows.js';
import type { NaturalLight } from './natural-sky-file.js';
import type { SkyOfRow } from './sky-rows.js';

/** The sky as observed: luminance and its random error, cd/m2, row by row. */
export interface ObservedRows extends CellRows {
  /** Null where errors are not asked for. */
  readonly sigma: ((row: number) => Float32Array) | null;
}

/** What is taken from it. */
export interface ModelToSubtract extends Pick<NaturalLight, 'grid' | 'natural'> {
  /** Null where errors are not asked for. */
  readonly restSigma: Float32Array | null;
}

/** Less sky than this in a cell, and it is terrain. */
const leastSky = 0.5;

/**
 * What is left of the rows of a map without its natural light, cd/m2, negatives kept, and its error:
 * random, zeropoint and model together, 1 sigma, as far as they are given. NaN without data, below the
 * horizon and on terrain (sky-stages 3.5, which floors magnitudes; we do not). Rows come from below and are
 * good until the next call.
 *
 * @param skyOfRow null for no terrain
 */
export function artificialRows(
  observed: ObservedRows,
  model: ModelToSubtract,
  skyOfRow: SkyOfRow | null,
): (row: number) => RowDifference {
  const { grid } = observed;
  const difference = new MapDifference(grid.columns, { leastSky, unit: nanolambertCdM2 });
  const drawnOut = (values: Float32Array): InterpolatedRows =>
    new InterpolatedRows(values, model.grid, grid, [difference.modelRow(), difference.modelRow()]);
  const natural = drawnOut(model.natural);
  const restSigma =
    model.restSigma === null ? rowsOfZeroes(difference.modelRow()) : drawnOut(model.restSigma);
  const nothing = new Float32Array(grid.columns);
  const sigmaOf = observed.sigma ?? (() => nothing);
  const light = new Float32Array(grid.columns);
  const error = new Float32Array(grid.columns);
  return (row) => {
    if (grid.altitude0Deg + (row + 0.5) * grid.stepDeg < 0) {
      light.fill(Number.NaN);
      error.fill(Number.NaN);
      return { light, error, cells: 0, negativeCells: 0, isModelKnown: true };
    }
    const values = observed.row(row);
    const sigmas = sigmaOf(row);
    const sky = skyOfRow?.(row) ?? null;
    const left = difference.subtract({
      ...{ values, sigmas, sky },
      ...{ model: natural.between(row), modelError: restSigma.between(row) },
    });
    if (left.isModelKnown) return left;
    // Beside cells of the model without data its neighbours are asked.
    let { cells, negativeCells } = left;
    for (let column = 0; column < grid.columns; column++) {
      const value = values[column];
      if (!Number.isNaN(left.error[column]) || Number.isNaN(value)) continue;
      if (sky !== null && !(sky[column] >= leastSky)) continue;
      const rest = value - natural.at(row, column) * nanolambertCdM2;
      if (Number.isNaN(rest)) continue;
      const random = sigmas[column];
      const common = restSigma.at(row, column) * nanolambertCdM2;
      if (Number.isNaN(left.light[column])) {
        cells++;
        if (rest < 0) negativeCells++;
      }
      left.light[column] = rest;
      left.error[column] = Math.sqrt(random * random + common * common);
    }
    return { ...left, cells, negativeCells };
  };
}

function rowsOfZeroes(drawnOut: Float64Array): Pick<InterpolatedRows, 'between' | 'at'> {
  const between = { below: drawnOut, above: drawnOut, up: 0 };
  return { between: () => between, at: () => 0 };
}
