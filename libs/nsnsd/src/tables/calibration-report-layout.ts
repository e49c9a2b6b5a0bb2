import type { Origin } from './columns.js';
import { columnLetters } from './sheet-builder.js';

/** A cell of the calibration report with a value of ours or of a person. */
export interface ReportCell {
  readonly what: string;
  readonly row: number;
  /** Counted from 1. */
  readonly column: number;
  readonly address: string;
  readonly format: string;
  readonly origin: Origin;
  /** Where what a person types here is kept; null for what is computed. */
  readonly keptAt: { readonly sheet: string; readonly column: string } | null;
}

function cell(
  what: string,
  address: string,
  format = 'General',
  keptAt: ReportCell['keptAt'] = null,
  origin: Origin = keptAt === null ? 'computed' : 'typed',
): ReportCell {
  const [, letter = 'A', row = '1'] = /^([A-Z])(\d+)$/.exec(address) ?? [];
  return {
    what,
    address,
    row: Number(row),
    column: letter.charCodeAt(0) - 64,
    format,
    origin,
    keptAt,
  };
}

/** Cells of the night by name (sky-stages 7.4). */
export const nightCells: readonly ReportCell[] = [
  cell('date', 'B3'),
  cell('processor', 'D3'),
  cell('park', 'C4'),
  cell('site', 'C5'),
  cell('longitudeDeg', 'C6'),
  cell('latitudeDeg', 'C7'),
  cell('elevationM', 'C8'),
  cell('dateUt', 'C9', 'd-mmm-yy'),
  cell('timeUt', 'C10', 'h:mm:ss'),
  cell('equipment', 'H4'),
  cell('observers', 'H5'),
  cell('airTemperatureF', 'H6', '0.0'),
  cell('humidityPercent', 'H7', '0.0'),
  cell('windMph', 'H8', '0.0'),
  cell('ccdTemperatureC', 'H9', '0.0'),
  cell('exposureSeconds', 'H10'),
  cell('flat', 'C15'),
  cell('curve', 'C16'),
  cell('bias', 'C17'),
  cell('thermal', 'C18'),
  cell('dataQuality', 'C11', 'General', { sheet: 'Report', column: 'DATA_QUALITY' }),
  cell('bortle', 'H11', 'General', { sheet: 'NIGHT METADATA', column: 'BORTLE' }),
  cell('zlm', 'J11', 'General', { sheet: 'NIGHT METADATA', column: 'ZLM' }),
  cell(
    'collectionNotes',
    'C12',
    'General',
    { sheet: 'Report', column: 'COLLECTION_NOTES' },
    'suggested',
  ),
  cell('narrative', 'A13', 'General', { sheet: 'NIGHT METADATA', column: 'NARRATIVE' }),
];

/** Upper one of the two rows of a set. */
export const setRow = (set: number): number => 21 + 2 * (set - 1);

const ofSet: readonly (readonly [what: string, column: number, format: string])[] = [
  ['zeropointFixed', 3, '0.000'],
  ['zeropointFree', 4, '0.000'],
  ['extinction', 5, '0.000'],
  ['standardError', 6, '0.000'],
  ['stars', 7, '0'],
  ['plateScaleArcsec', 8, '0.00'],
  ['plateScaleOffset', 9, '0.000'],
  ['meanPointingErrorDeg', 10, '0.00'],
  ['zenithMsa', 11, '0.00'],
  ['brightestMsa', 12, '0.00'],
  ['faintestMsa', 13, '0.00'],
  ['syntheticSqm', 14, '0.00'],
];

/** Cells of a set by name: start above end, the rest merged over both rows. */
export function setColumns(set: number): readonly ReportCell[] {
  const row = setRow(set);
  const at = (what: string, column: number, ofRow: number, format: string): ReportCell => ({
    what,
    row: ofRow,
    column,
    address: `${columnLetters(column)}${ofRow}`,
    format,
    origin: 'computed',
    keptAt: null,
  });
  return [
    at('start', 2, row, 'General'),
    at('end', 2, row + 1, 'General'),
    ...ofSet.map(([what, column, format]) => at(what, column, row, format)),
  ];
}
