import type { TypedFields } from '@nightskies/contracts';
import type { DataValidation } from 'hucre/xlsx';
import { cellContent } from './cell-content.js';
import type { CellValue, Column } from './columns.js';
import {
  brightnessOfAll,
  brightnessOfArtificial,
  keptAt,
  modelParameters,
  type BrightnessOfAll,
  type BrightnessOfArtificial,
  type ModelParameters,
} from './model-parameters.js';
import { modelSheet } from './model-parameters-fields.js';
import type { WorkbookOptions } from './night-workbook.js';
import { sealName, sealOf } from './seals.js';
import { columnLetters, SheetBuilder, workbookBytes } from './sheet-builder.js';
import { boxedHeader, centredData, headerGreen, leftData } from './styles.js';
import { TypedLookup } from './typed-lookup.js';

/** What `natsky_model_params.xlsx` says of one set, in nanolamberts. */
export interface ModelParametersOfSet {
  /** 1..8 */
  readonly set: number;
  readonly parameters: ModelParameters | null;
  readonly allSources: BrightnessOfAll | null;
  readonly artificial: BrightnessOfArtificial | null;
  /** The fit's own grade, shown beside the cell where a person grades; null when it has none. */
  readonly proposedQuality: { readonly grade: number; readonly reason: string } | null;
}

interface Row {
  readonly set: number;
  readonly values: Readonly<Record<string, CellValue>>;
}

/** A prompt longer than this is not shown, characters. */
const longestPrompt = 255;

/**
 * Bytes of `natsky_model_params.xlsx` (sky-stages 3.7): three sheets, a row per set one below the
 * other (under compat set n in row n + 1), grade and notes as a person typed them. The grade the fit
 * proposes is a prompt of the cell, never its value.
 */
export async function modelParametersWorkbook(
  sets: readonly ModelParametersOfSet[],
  typed: TypedFields | null,
  { compat = 'none' }: WorkbookOptions = {},
): Promise<Uint8Array> {
  const lookup = new TypedLookup(typed);
  const sorted = [...sets].sort((a, b) => a.set - b.set);
  const rowOf = (index: number, set: number): number => (compat === 'nsnsd' ? set : index + 1) + 1;
  const graded = gradedRows(sorted, lookup);
  const seals = Object.fromEntries(
    graded.map(({ set, values }) => [
      sealName(modelSheet, set),
      sealOf(
        modelParameters.slice(1).map(({ name, format, origin }) => ({
          content: cellContent(values[name] ?? null, format),
          format,
          isTyped: origin === 'typed',
        })),
      ),
    ]),
  );
  const prompts: DataValidation[] = graded.flatMap(({ set }, index) => {
    const proposed = sorted.find((one) => one.set === set)?.proposedQuality ?? null;
    if (proposed === null) return [];
    const column = columnLetters(1 + modelParameters.findIndex(({ origin }) => origin === 'typed'));
    return [promptOf(proposed, `${column}${rowOf(index, set)}`)];
  });
  return workbookBytes(
    [
      sheetOfRows(modelSheet, modelParameters, graded, rowOf, prompts),
      sheetOfRows(
        'Sky_Brightness_All_Sources',
        brightnessOfAll,
        rowsOf(sorted, 'allSources'),
        rowOf,
      ),
      sheetOfRows(
        'Sky_Brightness_Artificial_Only',
        brightnessOfArtificial,
        rowsOf(sorted, 'artificial'),
        rowOf,
      ),
    ],
    { seals },
  );
}

const rowsOf = (
  sets: readonly ModelParametersOfSet[],
  key: 'parameters' | 'allSources' | 'artificial',
): Row[] =>
  sets.flatMap((one) => {
    const values = one[key];
    return values === null ? [] : [{ set: one.set, values }];
  });

/** Sets with parameters, and those somebody graded. */
function gradedRows(sets: readonly ModelParametersOfSet[], lookup: TypedLookup): Row[] {
  const known = new Map<number, Row['values']>();
  for (const set of lookup.setsOf('NATSKY')) known.set(set, {});
  for (const { set, values } of rowsOf(sets, 'parameters')) known.set(set, values);
  return [...known]
    .sort(([a], [b]) => a - b)
    .map(([set, values]) => {
      const typed = Object.entries(keptAt).map(([name, { sheet, column }]) => {
        const value = lookup.value(sheet, set, column);
        return [name, typeof value === 'boolean' ? String(value) : value] as const;
      });
      return { set, values: { ...values, ...Object.fromEntries(typed) } };
    });
}

function sheetOfRows(
  name: string,
  columns: readonly Column[],
  rows: readonly Row[],
  rowOf: (index: number, set: number) => number,
  dataValidations: DataValidation[] = [],
) {
  const sheet = new SheetBuilder(name);
  columns.forEach((column, index) => {
    sheet.put(1, index + 1, column.name, boxedHeader(headerGreen));
    rows.forEach(({ set, values }, row) => {
      const value = index === 0 ? set : (values[column.name] ?? null);
      const style = column.name === 'Notes' ? leftData : centredData(column.format);
      sheet.put(rowOf(row, set), index + 1, value, style);
    });
  });
  return sheet.build(
    columns.map(({ width }) => width),
    { dataValidations, rowDefs: new Map([[0, { height: 45 }]]) },
  );
}

function promptOf(
  { grade, reason }: { readonly grade: number; readonly reason: string },
  range: string,
): DataValidation {
  const message = `The fit grades itself ${grade}: ${reason}`;
  return {
    type: 'whole',
    operator: 'between',
    formula1: '0',
    formula2: '5',
    allowBlank: true,
    showInputMessage: true,
    inputTitle: '0 bad .. 5 excellent',
    inputMessage: message.slice(0, longestPrompt),
    range,
  };
}
