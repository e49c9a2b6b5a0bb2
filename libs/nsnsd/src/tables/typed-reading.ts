import { problem, type Problem, type TypedField } from '@nightskies/contracts';
import type { CellContent } from './cell-content.js';
import type { Origin } from './columns.js';
import type { SealCheck } from './seals.js';

/** A typed field as a workbook has it. */
export interface ReadField extends TypedField {
  /** False where the cell is as we wrote it: what the catalog knows may be newer. */
  readonly isEdited: boolean;
}

/** What was found in one workbook. */
export interface TypedReading {
  /** File name for messages. */
  readonly file: string;
  readonly fields: readonly ReadField[];
  /** Cells that were changed and will not stay, rows that cannot be placed. */
  readonly problems: readonly Problem[];
}

/** A cell that was read, and where it belongs. */
export interface CheckedCell {
  /** Where the field is kept: sheet and column of `TypedField`. */
  readonly sheet: string;
  readonly set: number | null;
  readonly column: string;
  /** Where the cell is, for messages. */
  readonly place: string;
  readonly origin: Origin;
  readonly content: CellContent;
  readonly check: SealCheck;
}

/** The typed field of a cell, or the problem with it; both null for a cell as it should be. */
export function judgeCell(
  cell: CheckedCell,
  file: string,
): { readonly field: ReadField | null; readonly problem: Problem | null } {
  const { sheet, set, column, content: value, origin, check } = cell;
  const isEdited = check.state === 'changed' || (check.state === 'unknown' && origin === 'typed');
  if (origin === 'computed') {
    return { field: null, problem: isEdited ? changedByHand(cell, file) : null };
  }
  const wasTyped = origin === 'typed' || (check.state === 'kept' && check.isTyped);
  const isTheirs = check.state === 'changed' || (wasTyped && value !== null);
  return { field: isTheirs ? { sheet, set, column, value, isEdited } : null, problem: null };
}

function changedByHand({ place, content }: CheckedCell, file: string): Problem {
  return problem('computed-cell-changed', `${place}: a computed cell was changed by hand`, {
    file,
    found: content === null ? 'an empty cell' : String(content),
    expected: 'the value that was computed',
    hint: 'The cell will be computed again. Put remarks into the columns of notes; to change a result change the parameters of the run.',
  });
}
