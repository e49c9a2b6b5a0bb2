import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { Workbook } from 'hucre/xlsx';
import { keptAt, modelParameters } from './model-parameters.js';
import { setOf, sheetOf, textOf, type ReadSheet } from './read-workbook.js';
import { checkSeal, sealName } from './seals.js';
import { judgeCell, type ReadField, type TypedReading } from './typed-reading.js';

export const modelSheet = 'Model_Parameters';

/** Grades and notes of `natsky_model_params.xlsx`, by set and header. */
export function readModelParameters(workbook: Workbook, file: string): TypedReading {
  const sheet = sheetOf(workbook, modelSheet);
  if (sheet === null) return { file, fields: [], problems: [] };
  const places = placesOf(sheet, file);
  const fields: ReadField[] = [];
  const problems: Problem[] = [];
  const seen = new Set<number>();
  for (let row = 2; row <= sheet.rows; row += 1) {
    const cells = modelParameters.slice(1).map(({ name, format, origin }) => ({
      name,
      origin,
      content: sheet.cell(row, places.get(name) ?? 0, origin === 'typed'),
      format,
      isTyped: false,
    }));
    const set = setOf(sheet.cell(row, places.get('Data Set') ?? 0));
    const hasTyped = cells.some(({ origin, content }) => origin === 'typed' && content !== null);
    if (set === undefined || seen.has(set)) {
      if (hasTyped) problems.push(unplaced(row, set, file));
      continue;
    }
    seen.add(set);
    const checks = checkSeal(workbook.properties?.custom?.[sealName(modelSheet, set)], cells);
    cells.forEach(({ name, origin, content }, index) => {
      const judged = judgeCell(
        {
          ...(keptAt[name] ?? { sheet: modelSheet, column: name }),
          set,
          place: `sheet ${modelSheet}, set ${set}, column ${name}`,
          origin,
          content,
          check: checks[index] ?? { state: 'unknown' },
        },
        file,
      );
      if (judged.field !== null) fields.push(judged.field);
      if (judged.problem !== null) problems.push(judged.problem);
    });
  }
  return { file, fields, problems };
}

function placesOf(sheet: ReadSheet, file: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let column = 1; column <= 40; column += 1) {
    const name = textOf(sheet.cell(1, column));
    if (name !== '' && !places.has(name)) places.set(name, column);
  }
  for (const name of ['Data Set', ...Object.keys(keptAt)]) {
    if (places.has(name)) continue;
    throw new NightSkiesError(
      problem('workbook-column-missing', `no column ${name} in sheet ${modelSheet}`, {
        file,
        expected: name,
        hint: 'Give the column its name back in row 1, or move the file out of the folder.',
      }),
    );
  }
  return places;
}

function unplaced(row: number, set: number | undefined, file: string): Problem {
  const message = set === undefined ? 'of which set?' : 'a second row of the same set';
  return problem(
    set === undefined ? 'typed-row-without-set' : 'typed-row-repeated',
    `sheet ${modelSheet}, row ${row}: ${message}`,
    {
      file,
      expected: 'one row a set, its number 1 to 8 under Data Set',
      hint: 'Correct the number; until then grade and notes of the row are not kept.',
    },
  );
}
