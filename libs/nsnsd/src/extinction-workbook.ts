import type { ExtinctionRow } from '@nightskies/contracts';

type Kind = 'count' | 'real';

const columns: readonly (readonly [name: string, key: keyof ExtinctionRow, kind: Kind])[] = [
  ['set', 'set', 'count'],
  ['img_solved', 'framesSolved', 'count'],
  ['num_star_used', 'starsUsed', 'count'],
  ['num_star_rejected', 'starsRejected', 'count'],
  ['zeropoint_free', 'zeropointFree', 'real'],
  ['zeropoint_free_err', 'zeropointFreeError', 'real'],
  ['extinction_free', 'extinctionFree', 'real'],
  ['extinction_free_err', 'extinctionFreeError', 'real'],
  ['standard_error_free', 'standardErrorFree', 'real'],
  ['zeropoint_default', 'zeropointDefault', 'real'],
  ['extinction_fixedZ', 'extinctionFixed', 'real'],
  ['extinction_fixedZ_err', 'extinctionFixedError', 'real'],
  ['standard_error_fixedZ', 'standardErrorFixed', 'real'],
  ['color_coeff_default', 'colourCoefficientDefault', 'real'],
  ['color_coeff_free', 'colourCoefficientFree', 'real'],
  ['color_coeff_free_err', 'colourCoefficientFreeError', 'real'],
  ['x_scale', 'xScale', 'real'],
  ['y_scale', 'yScale', 'real'],
  ['avg_scale', 'averageScale', 'real'],
  ['exptime', 'exposureSeconds', 'real'],
];

/** A workbook holds a time of change; a fixed one keeps equal rows equal bytes. */
const noTime = new Date(Date.UTC(1980, 0, 1));

/**
 * Bytes of `extinction_fit_F.xlsx` (image-stages 6.8): sheet `Sheet1`, 20 columns, a row per set,
 * columns as wide as their longest text and two more. Numbers are written at full precision, null as
 * an empty cell. Equal rows give equal bytes.
 */
export async function extinctionWorkbook(rows: readonly ExtinctionRow[]): Promise<Uint8Array> {
  // Seventy modules that few need: loaded with the first workbook.
  const { writeXlsx } = await import('hucre/xlsx');
  return writeXlsx({
    properties: { created: noTime, modified: noTime },
    sheets: [
      {
        name: 'Sheet1',
        columns: columns.map(([name, key, kind]) => ({
          width: 2 + Math.max(name.length, ...rows.map((row) => pythonText(row[key], kind).length)),
        })),
        rows: [
          columns.map(([name]) => name),
          ...rows.map((row) => columns.map(([, key]) => row[key])),
        ],
      },
    ],
  });
}

/** A number as Python prints it, which set the width of the old columns. */
function pythonText(value: number | null, kind: Kind): string {
  if (value === null) return 'nan';
  if (kind === 'count') return String(value);
  if (Number.isInteger(value)) return `${value}.0`;
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
