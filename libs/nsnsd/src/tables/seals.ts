import { digestOfCell, type CellContent } from './cell-content.js';

/**
 * Every row of a workbook is sealed: a property of the document holds a digest of each of its cells as
 * we wrote them. Read again, a cell that differs was changed by a person; one that does not may be
 * older than what the catalog knows.
 */
export interface SealedCell {
  readonly content: CellContent;
  readonly format: string;
  /** True where the cell shows what a person typed, or waits for it. */
  readonly isTyped: boolean;
}

/** Digests of several cells under one header (pictures, places) are sealed as one. */
export type SealedCells = readonly (SealedCell | readonly SealedCell[])[];

/** Name of the property with the seal of a row; null for the whole night. */
export function sealName(sheet: string, set: number | null): string {
  return set === null ? `written ${sheet}` : `written ${sheet} ${set}`;
}

const digestOf = (cell: SealedCell | readonly SealedCell[]): string =>
  'length' in cell
    ? digestOfCell(cell.map(({ content, format }) => digestOfCell(content, format)).join(''))
    : digestOfCell(cell.content, cell.format);

/** The seal of a row: five characters a cell, under 255 in all, which is what programs keep. */
export function sealOf(cells: SealedCells): string {
  return cells
    .map((cell) => `${!('length' in cell) && cell.isTyped ? 't' : 'c'}${digestOf(cell)}`)
    .join('');
}

/** Comparison of a cell with its seal: as we wrote it (`isTyped` as then), or changed by a person. */
export type SealCheck =
  { readonly state: 'unknown' | 'changed' } | { readonly state: 'kept'; readonly isTyped: boolean };

/** Compares the cells of a row with their seal; `unknown` where there is none of this shape. */
export function checkSeal(seal: unknown, cells: SealedCells): SealCheck[] {
  if (typeof seal !== 'string' || !/^(?:[ct][0-9a-f]{4})+$/.test(seal)) {
    return cells.map(() => ({ state: 'unknown' }));
  }
  if (seal.length !== 5 * cells.length) return cells.map(() => ({ state: 'unknown' }));
  return cells.map((cell, index) => {
    const written = seal.slice(5 * index, 5 * index + 5);
    return written.slice(1) === digestOf(cell)
      ? { state: 'kept', isTyped: written.startsWith('t') }
      : { state: 'changed' };
  });
}
