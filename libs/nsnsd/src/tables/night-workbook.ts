import type { TypedFields } from '@nightskies/contracts';
import type { DataValidation, WriteSheet } from 'hucre/xlsx';
import { cellContent } from './cell-content.js';
import { sealedColumns, type CellValue, type Column } from './columns.js';
import { lineChoices } from './drop-downs.js';
import { rowsOfSheet, type TableRow } from './night-rows.js';
import { nightSheets, type NightTables, type SheetDefinition } from './night-tables.js';
import { sealName, sealOf, type SealedCell } from './seals.js';
import { columnLetters, SheetBuilder, workbookBytes } from './sheet-builder.js';
import {
  boldLabel,
  dataStyle,
  headerStyle,
  sheetTitle,
  smallBold,
  workbookTitle,
} from './styles.js';
import { TypedLookup } from './typed-lookup.js';

export interface WorkbookOptions {
  /**
   * `nsnsd` repeats the old workbook: set n in row n + 4 whatever sets there are, ranges of 45
   * pictures a set, and nanolamberts under the MCCD of ZONES (D21, D32).
   */
  readonly compat?: 'none' | 'nsnsd';
}

const headerRow = 4;
const mainTitle = 'NPS Night Skies Program All Sky Imaging Data Report';

/**
 * Bytes of `tables/NIGHT.xlsx`: 16 sheets in the layout of sky-stages 7, one row per night, place, set
 * or picture, what people typed in its cells. A set something was typed of has its row although nothing
 * else is known of it. Unknown values are empty cells. Equal input gives equal bytes.
 */
export async function nightWorkbook(
  tables: NightTables,
  typed: TypedFields | null,
  { compat = 'none' }: WorkbookOptions = {},
): Promise<Uint8Array> {
  const lookup = new TypedLookup(typed);
  const sheets: WriteSheet[] = [];
  const names: { name: string; range: string }[] = [];
  const seals: Record<string, string> = {};
  for (const definition of nightSheets) {
    const rows = rowsOfSheet(definition, tables, lookup, compat);
    const { sheet, lastRow } = writeSheet(definition, rows, tables, lookup);
    sheets.push(sheet);
    names.push({
      name: definition.range,
      range: `'${definition.name}'!$A$${headerRow}:$${columnLetters(definition.columns.length)}$${lastRow}`,
    });
    Object.assign(seals, sealsOf(definition, rows, tables.night, lookup));
  }
  return workbookBytes(sheets, { names, seals });
}

function writeSheet(
  definition: SheetDefinition,
  { rows, lastRow }: { readonly rows: readonly TableRow[]; readonly lastRow: number },
  tables: NightTables,
  lookup: TypedLookup,
): { readonly sheet: WriteSheet; readonly lastRow: number } {
  const sheet = new SheetBuilder(definition.name);
  const isFirst = definition.rows === 'night';
  if (isFirst) {
    sheet.put(1, 1, mainTitle, workbookTitle);
    sheet.put(1, 7, 'Processed by:', boldLabel);
    sheet.put(1, 8, 'Date generated:', boldLabel);
    sheet.put(2, 7, tables.processor, smallBold('left'));
    sheet.put(2, 8, clockOf(tables.requested), smallBold('right'));
  }
  sheet.put(isFirst ? 2 : 1, 1, definition.title, sheetTitle);
  definition.columns.forEach((column, index) => {
    sheet.put(headerRow, index + 1, column.name, headerStyle(column.look));
    for (const row of rows) {
      const { value } = cellOf(definition, column, row, tables.night, lookup);
      sheet.put(row.row, index + 1, value, dataStyle(column.look, column.format));
    }
  });
  const dataValidations = isFirst ? dropDowns(definition, tables.observers) : [];
  return {
    sheet: sheet.build(
      definition.columns.map(({ width }) => width),
      { dataValidations, ...(isFirst ? { rowDefs: new Map([[0, { height: 21 }]]) } : {}) },
    ),
    lastRow,
  };
}

/** A person's word first, in the columns that are theirs or may be. */
function cellOf(
  { name }: SheetDefinition,
  column: Column,
  row: TableRow,
  night: string,
  lookup: TypedLookup,
): { readonly value: CellValue | boolean; readonly isTyped: boolean } {
  if (column.name === 'DNIGHT') return { value: night, isTyped: false };
  if (column.name === 'DSET') return { value: row.set, isTyped: false };
  const typed = column.origin === 'computed' ? null : lookup.value(name, row.set, column.name);
  if (typed !== null || column.origin === 'typed') return { value: typed, isTyped: true };
  return { value: row.values[column.name] ?? null, isTyped: false };
}

function sealsOf(
  definition: SheetDefinition,
  { rows }: { readonly rows: readonly TableRow[] },
  night: string,
  lookup: TypedLookup,
): Record<string, string> {
  const sealed = (row: TableRow, column: Column): SealedCell => {
    const { value, isTyped } = cellOf(definition, column, row, night, lookup);
    return { content: cellContent(value, column.format), format: column.format, isTyped };
  };
  const columns = sealedColumns(definition.columns);
  const isShared = definition.rows === 'place' || definition.rows === 'image';
  const sets = [...new Set(rows.map(({ set }) => set))];
  return Object.fromEntries(
    sets.map((set) => {
      const own = rows.filter((row) => row.set === set);
      const cells = columns.map((column) => own.map((row) => sealed(row, column)));
      return [
        sealName(definition.name, set),
        sealOf(isShared ? cells : cells.flatMap((cell) => cell.slice(0, 1))),
      ];
    }),
  );
}

function dropDowns(definition: SheetDefinition, observers: readonly string[]): DataValidation[] {
  return definition.columns.flatMap(({ name }, index) => {
    const values = lineChoices(name, observers);
    if (values.length === 0) return [];
    return [
      {
        type: 'list' as const,
        values: [...values],
        allowBlank: true,
        range: `${columnLetters(index + 1)}${headerRow + 1}`,
      },
    ];
  });
}

/** Date and clock as the old workbook prints them, `m/dd/yy HH:MM`; empty when it is no time. */
function clockOf(requested: string): string {
  const [, century, year, month, day, clock] =
    /^(\d\d)(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(requested) ?? [];
  if (century === undefined) return '';
  return `${Number(month)}/${day ?? ''}/${year ?? ''} ${clock ?? ''}`;
}
