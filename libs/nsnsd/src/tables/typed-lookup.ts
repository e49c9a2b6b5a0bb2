import type { TypedFields } from '@nightskies/contracts';
import type { CellContent } from './cell-content.js';

/** What people typed of a night, by place. */
export class TypedLookup {
  private readonly values = new Map<string, CellContent>();

  constructor(private readonly typed: TypedFields | null) {
    for (const { sheet, set, column, value } of typed?.fields ?? []) {
      this.values.set(JSON.stringify([sheet, set, column]), value);
    }
  }

  /** Null where nothing was typed, or where it was emptied again. */
  value(sheet: string, set: number | null, column: string): CellContent {
    return this.values.get(JSON.stringify([sheet, set, column])) ?? null;
  }

  /** Sets something was typed of in a sheet, ascending. */
  setsOf(sheet: string): number[] {
    const sets = (this.typed?.fields ?? [])
      .filter((field) => field.sheet === sheet && field.value !== null)
      .map(({ set }) => set)
      .filter((set) => set !== null);
    return [...new Set(sets)].sort((a, b) => a - b);
  }
}
