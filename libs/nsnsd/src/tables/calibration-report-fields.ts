import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { Workbook } from 'hucre/xlsx';
import { nightCells, setColumns, setRow, type ReportCell } from './calibration-report-layout.js';
import { setOf, sheetOf, textOf } from './read-workbook.js';
import { checkSeal, sealName } from './seals.js';
import { judgeCell, type ReadField, type TypedReading } from './typed-reading.js';

export const reportSheet = 'Report';

/**
 * What a person typed into `calibreport.xlsx`, by cell (sky-stages 7.4).
 *
 * @throws NightSkiesError `workbook-other-night`
 */
export function readReport(workbook: Workbook, file: string, night: string): TypedReading {
  const sheet = sheetOf(workbook, reportSheet);
  if (sheet === null) return { file, fields: [], problems: [] };
  const named = textOf(sheet.cell(3, 7));
  if (named !== '' && named.toUpperCase() !== night.toUpperCase()) {
    throw new NightSkiesError(
      problem('workbook-other-night', 'the report is of another night', {
        file,
        found: named,
        expected: night,
        hint: 'Move it to where the report of its own night is, or correct cell G3.',
      }),
    );
  }
  const fields: ReadField[] = [];
  const problems: Problem[] = [];
  const custom = workbook.properties?.custom;
  const judge = (
    cells: readonly (ReportCell & { readonly row: number })[],
    set: number | null,
  ): void => {
    const read = cells.map((cell) => ({
      ...cell,
      content: sheet.cell(cell.row, cell.column, cell.keptAt !== null),
      isTyped: false,
    }));
    const checks = checkSeal(custom?.[sealName(reportSheet, set)], read);
    read.forEach(({ what, keptAt, address, origin, content }, index) => {
      const judged = judgeCell(
        {
          sheet: keptAt?.sheet ?? reportSheet,
          column: keptAt?.column ?? what,
          set,
          place: `cell ${address}`,
          origin,
          content,
          check: checks[index] ?? { state: 'unknown' },
        },
        file,
      );
      if (judged.field !== null) fields.push(judged.field);
      if (judged.problem !== null) problems.push(judged.problem);
    });
  };
  judge(nightCells, null);
  for (let set = 1; set <= 8; set += 1) {
    // Rows stand where their number puts them; an old report has no number in column A.
    const written = setOf(sheet.cell(setRow(set), 1));
    if (written === undefined || written === set) judge(setColumns(set), set);
  }
  return { file, fields, problems };
}
