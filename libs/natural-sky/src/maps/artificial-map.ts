import { FitsFileWriter, Header, type ByteSink, type CardEntry } from '@nightskies/fits';
import { artificialRows, type ModelToSubtract, type ObservedRows } from './artificial-rows.js';
import { carCards } from './car-cards.js';
import type { SkyOfRow } from './sky-rows.js';

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

/** The artificial light of a map (`artificialRows`) as a file, its error as extension UNCERT. */
export function writeArtificialMap(
  observed: ObservedRows,
  model: ModelToSubtract,
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
  const rowOf = artificialRows(observed, model, skyOfRow);
  const light = new Float32Array(bandRows * grid.columns);
  const error = new Float32Array(light.length);
  let cells = 0;
  let negativeCells = 0;
  for (let first = 0; first < grid.rows; first += bandRows) {
    const rows = Math.min(bandRows, grid.rows - first);
    for (let k = 0; k < rows; k++) {
      const left = rowOf(first + k);
      light.set(left.light, k * grid.columns);
      error.set(left.error, k * grid.columns);
      cells += left.cells;
      negativeCells += left.negativeCells;
    }
    const size = rows * grid.columns;
    file.writeRows(0, first, light.subarray(0, size));
    file.writeRows(1, first, error.subarray(0, size));
  }
  file.finish();
  return { cells, negativeCells };
}
