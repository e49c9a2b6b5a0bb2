import type { Cell, CellStyle, WriteSheet } from 'hucre/xlsx';
import { cellContent, type CellContent } from './cell-content.js';

/** Letters of a column counted from 1. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + ((column - 1) % 26));
  return column > 26 ? columnLetters(Math.floor((column - 1) / 26)) + last : last;
}

/** Collects the cells of a sheet; rows and columns count from 1, as spreadsheets do. */
export class SheetBuilder {
  private readonly cells = new Map<string, Partial<Cell>>();
  private rows = 0;

  constructor(private readonly name: string) {}

  /** Puts a value into a cell, in place of what was there; the cell is styled even when it is empty. */
  put(row: number, column: number, value: CellContent, style?: CellStyle): void {
    const content = cellContent(value, style?.numFmt);
    this.cells.set(`${row - 1},${column - 1}`, {
      value: content,
      ...(style === undefined ? {} : { style }),
    });
    this.rows = Math.max(this.rows, row);
  }

  /** @param widths of the columns, characters */
  build(
    widths: readonly number[],
    more: Omit<WriteSheet, 'name' | 'columns' | 'rows' | 'cells'> = {},
  ): WriteSheet {
    return {
      ...more,
      name: this.name,
      columns: widths.map((width) => ({ width })),
      rows: Array.from({ length: this.rows }, () => []),
      cells: this.cells,
    };
  }
}

/** A workbook holds a time of change; a fixed one keeps equal contents equal bytes. */
const noTime = new Date(Date.UTC(1980, 0, 1));

/** Bytes of a workbook. Equal contents give equal bytes. */
export async function workbookBytes(
  sheets: WriteSheet[],
  more: {
    readonly names?: { name: string; range: string }[];
    readonly seals?: Readonly<Record<string, string>>;
    /** Font whose digits measure the widths of columns. */
    readonly font?: { readonly name: string; readonly size: number };
  } = {},
): Promise<Uint8Array> {
  // Seventy modules that few need: loaded with the first workbook.
  const { writeXlsx } = await import('hucre/xlsx');
  return writeXlsx({
    defaultFont: more.font ?? { name: 'Calibri', size: 11 },
    properties: { created: noTime, modified: noTime, custom: { ...more.seals } },
    namedRanges: more.names ?? [],
    sheets,
  });
}
