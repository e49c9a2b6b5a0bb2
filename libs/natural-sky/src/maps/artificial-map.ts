import { FitsFileWriter, Header, type ByteSink, type CardEntry } from '@nightskies/fits';
import { MapDifference } from '@nightskies/pixels';
import { nanolambertCdM2 } from '@nightskies/sky';
import { carCards } from './car-cards.js';
import type { CellRows } from './cell-blocks.js';
import { InterpolatedRows } from './interpolated-rows.js';
import type { NaturalLight } from './natural-sky-file.js';
import type { SkyOfRow } from './sky-rows.js';

/** The sky as observed: luminance and its random error, cd/m2, row by row. */
export interface ObservedRows extends CellRows {
  readonly sigma: (row: number) => Float32Array;
}

/** What is known of the sky beside its map. */
export interface SubtractOptions {
  /** Null for no terrain. */
  readonly skyOfRow: SkyOfRow | null;
  readonly cards: readonly CardEntry[];
}

/** Share of the light that is artificial, of what was written. */
export interface SubtractedSky {
  readonly cells: number;
  readonly negativeCells: number;
}

const bandRows = 64;

/** Less sky than this in a cell, and it is terrain. */
const leastSky = 0.5;

/**
 * Artificial light: the observed map without the natural model, cd/m2, negatives kept; extension UNCERT
 * is 1 sigma of random error, zeropoint and model together. NaN without data, below the horizon and on
 * terrain (sky-stages 3.5, which floors magnitudes; we do not).
 */
export function writeArtificialMap(
  observed: ObservedRows,
  model: Pick<NaturalLight, 'grid' | 'natural' | 'restSigma'>,
  { skyOfRow, cards }: SubtractOptions,
  sink: ByteSink,
): SubtractedSky {
  const { grid } = observed;
  const shape = [grid.columns, grid.rows] as const;
  const unit: CardEntry = ['BUNIT', 'cd/m2'];
  const file = new FitsFileWriter(sink, [
    { header: Header.of([...cards, unit, ...carCards(grid)]), shape, type: 'float32' },
    { name: 'UNCERT', header: Header.of([unit]), shape, type: 'float32' },
  ]);
  const difference = new MapDifference(grid.columns, { leastSky, unit: nanolambertCdM2 });
  const drawnOut = (values: Float32Array): InterpolatedRows =>
    new InterpolatedRows(values, model.grid, grid, [difference.modelRow(), difference.modelRow()]);
  const natural = drawnOut(model.natural);
  const restSigma = drawnOut(model.restSigma);
  const light = new Float32Array(bandRows * grid.columns);
  const error = new Float32Array(light.length);
  let cells = 0;
  let negativeCells = 0;
  for (let first = 0; first < grid.rows; first += bandRows) {
    const rows = Math.min(bandRows, grid.rows - first);
    for (let k = 0; k < rows; k++) {
      const row = first + k;
      const into = k * grid.columns;
      if (grid.altitude0Deg + (row + 0.5) * grid.stepDeg < 0) {
        light.fill(Number.NaN, into, into + grid.columns);
        error.fill(Number.NaN, into, into + grid.columns);
        continue;
      }
      const values = observed.row(row);
      const sigmas = observed.sigma(row);
      const sky = skyOfRow?.(row) ?? null;
      const left = difference.subtract({
        ...{ values, sigmas, sky },
        ...{ model: natural.between(row), modelError: restSigma.between(row) },
      });
      if (left !== null) {
        light.set(left.light, into);
        error.set(left.error, into);
        cells += left.cells;
        negativeCells += left.negativeCells;
        continue;
      }
      // Beside cells of the model without data its neighbours are asked.
      const away = natural.row(row);
      const shared = restSigma.row(row);
      for (let column = 0; column < grid.columns; column++) {
        const value = values[column];
        const isSky = sky === null || sky[column] >= leastSky;
        const rest = isSky ? value - away[column] * nanolambertCdM2 : Number.NaN;
        const random = sigmas[column];
        const common = shared[column] * nanolambertCdM2;
        light[into + column] = rest;
        error[into + column] = Number.isNaN(rest)
          ? Number.NaN
          : Math.sqrt(random * random + common * common);
        if (Number.isNaN(rest)) continue;
        cells++;
        if (rest < 0) negativeCells++;
      }
    }
    const size = rows * grid.columns;
    file.writeRows(0, first, light.subarray(0, size));
    file.writeRows(1, first, error.subarray(0, size));
  }
  file.finish();
  return { cells, negativeCells };
}
