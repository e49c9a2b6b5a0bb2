import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Workbook } from 'hucre/xlsx';
import { readContent, type CellContent } from './cell-content.js';

/** Rows beyond this are no table of ours. */
const maximumRows = 2000;

/**
 * Opens a workbook a person may have changed.
 *
 * @param file name for messages
 * @throws NightSkiesError `workbook-unreadable`
 */
export async function openWorkbook(bytes: Uint8Array, file: string): Promise<Workbook> {
  // Seventy modules that few need: loaded with the first workbook.
  const { readXlsx } = await import('hucre/xlsx');
  try {
    return await readXlsx(bytes, { maxRows: maximumRows });
  } catch (error) {
    throw new NightSkiesError(
      problem(
        'workbook-unreadable',
        `the workbook cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        {
          file,
          expected: 'a workbook (.xlsx) without a password',
          hint: 'Open it in a spreadsheet program and save it again as .xlsx, or move it out of the folder: what was typed into it is not read then.',
        },
      ),
      { cause: error },
    );
  }
}

/** A sheet as it was read; rows and columns count from 1. */
export interface ReadSheet {
  readonly name: string;
  readonly rows: number;
  /** @param isTyped true for what a person typed, where dates are text */
  cell(row: number, column: number, isTyped?: boolean): CellContent;
}

/** The sheet of a name; null when the workbook has none. */
export function sheetOf(workbook: Workbook, name: string): ReadSheet | null {
  const sheet = workbook.sheets.find((one) => one.name.trim() === name);
  if (sheet === undefined) return null;
  return {
    name,
    rows: sheet.rows.length,
    cell: (row, column, isTyped = false) =>
      readContent(sheet.rows[row - 1]?.[column - 1], { isTyped }),
  };
}

/** Text of a cell without blanks around it. */
export function textOf(content: CellContent): string {
  return content === null ? '' : String(content).trim();
}

/** A set as written by us or by hand; undefined for anything else. */
export function setOf(content: CellContent): number | undefined {
  const set = Number(textOf(content) || NaN);
  return Number.isInteger(set) && set >= 1 && set <= 8 ? set : undefined;
}
