import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { Workbook } from 'hucre/xlsx';
import { sealedColumns, type Column } from './columns.js';
import { readReport, reportSheet } from './calibration-report-fields.js';
import { readModelParameters, modelSheet } from './model-parameters-fields.js';
import { nightSheets, type SheetDefinition } from './night-tables.js';
import { openWorkbook, setOf, sheetOf, textOf, type ReadSheet } from './read-workbook.js';
import { checkSeal, sealName, type SealedCell, type SealedCells } from './seals.js';
import { judgeCell, type ReadField, type TypedReading } from './typed-reading.js';

/**
 * Reads what a person typed into `tables/NIGHT.xlsx`, `calibreport.xlsx` or
 * `natsky_model_params.xlsx`, whichever it is, also into one of the old pipeline. Rows are found by
 * night and set, columns by their header, wherever they stand.
 *
 * In a workbook we wrote, cells a person changed are told from those as we left them; computed cells
 * that were changed are problems. In any other every filled typed cell counts as new, and computed
 * cells are not looked at.
 *
 * @param name file name for messages
 * @param night the night the workbook should be of
 * @throws NightSkiesError `workbook-unreadable`, `workbook-foreign`, `workbook-column-missing`,
 *   `workbook-other-night`: nothing was read, and writing over the file would lose what is in it
 */
export async function readTypedFields(
  bytes: Uint8Array,
  name: string,
  night: string,
): Promise<TypedReading> {
  const workbook = await openWorkbook(bytes, name);
  const has = (sheet: string): boolean => sheetOf(workbook, sheet) !== null;
  if (nightSheets.some((sheet) => has(sheet.name))) return readNight(workbook, name, night);
  if (has(reportSheet)) return readReport(workbook, name, night);
  if (has(modelSheet)) return readModelParameters(workbook, name);
  throw new NightSkiesError(
    problem('workbook-foreign', 'not a workbook of a night', {
      file: name,
      found: `sheets ${workbook.sheets.map((sheet) => sheet.name).join(', ')}`,
      expected: `sheets NIGHT METADATA ..., ${reportSheet}, or ${modelSheet}`,
      hint: 'Move the file out of the folder, or export to another one.',
    }),
  );
}

function readNight(workbook: Workbook, file: string, night: string): TypedReading {
  const fields: ReadField[] = [];
  const problems: Problem[] = [];
  let rows = 0;
  for (const definition of nightSheets) {
    const sheet = sheetOf(workbook, definition.name);
    const hasTyped = definition.columns.some(({ origin }) => origin === 'typed');
    if (sheet === null) {
      if (hasTyped) throw missing(file, `sheet ${definition.name}`, 'sheet');
      continue;
    }
    const reader = new NightSheetReader(workbook, sheet, definition, file, night);
    const reading = reader.read();
    rows += reading.rows;
    fields.push(...reading.fields);
    problems.push(...reading.problems);
  }
  if (rows === 0 && problems.some(({ code }) => code === 'workbook-other-night')) {
    throw new NightSkiesError(
      problem('workbook-other-night', 'the workbook is of another night', {
        file,
        expected: night,
        hint: 'Move it to where the tables of its own night are, or export to another folder.',
      }),
    );
  }
  return { file, fields, problems };
}

function missing(file: string, what: string, kind: 'sheet' | 'column'): NightSkiesError {
  return new NightSkiesError(
    problem('workbook-column-missing', `no ${what}`, {
      file,
      expected: what,
      hint: `Give the ${kind} its name back, so that what was typed there is found, or move the file out of the folder.`,
    }),
  );
}

/** Reads one sheet of `tables/NIGHT.xlsx`. */
class NightSheetReader {
  private readonly problems: Problem[] = [];
  private readonly header: number;
  /** Place of each header, counted from 1. */
  private readonly places = new Map<string, number>();

  constructor(
    private readonly workbook: Workbook,
    private readonly sheet: ReadSheet,
    private readonly definition: SheetDefinition,
    private readonly file: string,
    private readonly night: string,
  ) {
    const rows = Array.from({ length: Math.min(sheet.rows, 10) }, (_, index) => index + 1);
    const isHeader = (row: number): boolean =>
      textOf(sheet.cell(row, 1)).toUpperCase() === 'DNIGHT';
    const header = rows.find(isHeader);
    if (header === undefined) {
      throw missing(file, `row of headers with DNIGHT in sheet ${sheet.name}`, 'column');
    }
    this.header = header;
    // A workbook of another program may have gained columns between ours.
    for (let column = 1; column <= 2 * definition.columns.length + 10; column += 1) {
      const name = textOf(sheet.cell(header, column));
      if (name !== '' && !this.places.has(name)) this.places.set(name, column);
    }
    for (const { name, origin } of definition.columns) {
      if (origin === 'typed' && !this.places.has(name)) {
        throw missing(file, `column ${name} in sheet ${sheet.name}`, 'column');
      }
    }
  }

  read(): {
    readonly rows: number;
    readonly fields: readonly ReadField[];
    readonly problems: readonly Problem[];
  } {
    const bySet = this.rowsBySet();
    const fields: ReadField[] = [];
    for (const [set, rows] of bySet) {
      const isShared = this.definition.rows === 'place' || this.definition.rows === 'image';
      const columns = sealedColumns(this.definition.columns);
      const cellAt = (row: number, { name, format, origin }: Column): SealedCell => ({
        content: this.sheet.cell(row, this.places.get(name) ?? 0, origin !== 'computed'),
        format,
        isTyped: false,
      });
      const cells: SealedCells = columns.map((column) =>
        isShared ? rows.map((row) => cellAt(row, column)) : cellAt(rows[0] ?? 0, column),
      );
      const seal = this.workbook.properties?.custom?.[sealName(this.definition.name, set)];
      const checks = checkSeal(seal, cells);
      columns.forEach((column, index) => {
        const judged = judgeCell(
          {
            sheet: this.definition.name,
            set,
            column: column.name,
            place: `sheet ${this.definition.name}${set === null ? '' : `, set ${set}`}, column ${column.name}`,
            origin: column.origin,
            content: isShared ? null : cellAt(rows[0] ?? 0, column).content,
            check: checks[index] ?? { state: 'unknown' },
          },
          this.file,
        );
        if (judged.field !== null) fields.push(judged.field);
        if (judged.problem !== null) {
          this.problems.push(
            isShared ? { ...judged.problem, found: 'another value in the column' } : judged.problem,
          );
        }
      });
    }
    return { rows: bySet.size, fields, problems: this.problems };
  }

  /** Rows of this night by set; rows that cannot be placed and have something typed are problems. */
  private rowsBySet(): ReadonlyMap<number | null, readonly number[]> {
    const bySet = new Map<number | null, number[]>();
    for (let row = this.header + 1; row <= this.sheet.rows; row += 1) {
      const night = textOf(this.sheet.cell(row, 1));
      const typed = this.definition.columns.filter(
        ({ name, origin }) =>
          origin === 'typed' && this.sheet.cell(row, this.places.get(name) ?? 0) !== null,
      );
      if (night !== '' && night.toUpperCase() !== this.night.toUpperCase()) {
        this.complain(row, 'workbook-other-night', 'a row of another night', {
          found: night,
          expected: this.night,
          hint: 'The row is not read. Move it to the workbook of its own night.',
        });
        continue;
      }
      const isWhole = this.definition.rows === 'night' || this.definition.rows === 'place';
      const set = isWhole ? null : setOf(this.sheet.cell(row, 2));
      if (set === undefined || (isWhole && night === '')) {
        if (typed.length === 0) continue;
        this.complain(row, 'typed-row-without-set', `columns ${namesOf(typed)}: of which set?`, {
          found: `DNIGHT '${night}', DSET '${textOf(this.sheet.cell(row, 2))}'`,
          expected: 'night and set, 1 to 8, in front of what was typed',
          hint: 'Fill in DNIGHT and DSET; until then the row is not kept.',
        });
        continue;
      }
      const rows = bySet.get(set) ?? [];
      const isRepeated =
        rows.length > 0 && ['night', 'set', 'typed-set'].includes(this.definition.rows);
      if (isRepeated) {
        this.complain(row, 'typed-row-repeated', 'a second row of the same set', {
          expected: 'one row a set',
          hint: 'The first row is read. Delete the other.',
        });
        continue;
      }
      bySet.set(set, [...rows, row]);
    }
    return bySet;
  }

  private complain(
    row: number,
    code: string,
    message: string,
    details: { readonly found?: string; readonly expected: string; readonly hint: string },
  ): void {
    this.problems.push(
      problem(code, `sheet ${this.sheet.name}, row ${row}: ${message}`, {
        file: this.file,
        ...details,
      }),
    );
  }
}

const namesOf = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => name).join(', ');
