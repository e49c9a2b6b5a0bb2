import type { TypedFields } from '@nightskies/contracts';
import type { CellStyle, DataValidation, MergeRange } from 'hucre/xlsx';
import { reportSheet } from './calibration-report-fields.js';
import { nightCells, setColumns, setRow, type ReportCell } from './calibration-report-layout.js';
import { cellContent, type CellContent } from './cell-content.js';
import type { CellValue } from './columns.js';
import { sealName, sealOf } from './seals.js';
import { SheetBuilder, workbookBytes } from './sheet-builder.js';
import {
  inArial,
  boldLabel,
  boxedHeader,
  centredData,
  headerGreen,
  leftData,
  typedGround,
  workbookTitle,
} from './styles.js';
import { TypedLookup } from './typed-lookup.js';

/** What the calibration report says of the night; null is an empty cell. */
export interface ReportOfNight {
  readonly night: string;
  /** Date of the request, `YYYY-MM-DD`; printed month/day/year. */
  readonly date: string;
  readonly processor: CellValue;
  readonly park: CellValue;
  readonly site: CellValue;
  readonly longitudeDeg: CellValue;
  readonly latitudeDeg: CellValue;
  readonly elevationM: CellValue;
  /** Start of the first set, `YYYY-MM-DD` and `HH:MM:SS`. */
  readonly dateUt: CellValue;
  readonly timeUt: CellValue;
  readonly equipment: CellValue;
  readonly observers: CellValue;
  readonly airTemperatureF: CellValue;
  readonly humidityPercent: CellValue;
  readonly windMph: CellValue;
  readonly ccdTemperatureC: CellValue;
  readonly exposureSeconds: CellValue;
  /** What the headers note; a person may write something else. */
  readonly collectionNotes: CellValue;
  readonly flat: CellValue;
  readonly curve: CellValue;
  readonly bias: CellValue;
  readonly thermal: CellValue;
}

/** What it says of one set. */
export interface ReportOfSet {
  /** 1..8 */
  readonly set: number;
  /** Hours of local mean time. */
  readonly startHours: number | null;
  readonly endHours: number | null;
  /** mag, extinction mag/airmass. */
  readonly zeropointFixed: CellValue;
  readonly zeropointFree: CellValue;
  readonly extinction: CellValue;
  readonly standardError: CellValue;
  readonly stars: CellValue;
  readonly plateScaleArcsec: CellValue;
  /** mag: 2.5 log10 of the square arcseconds of a pixel. */
  readonly plateScaleOffset: CellValue;
  readonly meanPointingErrorDeg: CellValue;
  readonly zenithMsa: CellValue;
  readonly brightestMsa: CellValue;
  readonly faintestMsa: CellValue;
  readonly syntheticSqm: CellValue;
}

export interface CalibrationReport {
  readonly night: ReportOfNight;
  readonly sets: readonly ReportOfSet[];
  /** Picture of the sky map of the first set; null when there is none. */
  readonly picture: { readonly data: Uint8Array; readonly type: 'png' | 'jpeg' } | null;
}

/**
 * Bytes of `calibreport.xlsx`: one sheet, its values in the cells of sky-stages 7.4, what a person
 * typed in theirs, the sky map at K4. The words are ours, and so are their places beside the values.
 */
export async function calibrationReport(
  report: CalibrationReport,
  typed: TypedFields | null,
): Promise<Uint8Array> {
  const lookup = new TypedLookup(typed);
  const sheet = new SheetBuilder(reportSheet);
  const seals: Record<string, string> = {};
  writeLabels(sheet);
  sheet.put(3, 7, report.night.night, inArial(boldLabel, 10));
  const fill = (
    cells: readonly ReportCell[],
    set: number | null,
    valueOf: (what: string) => CellContent,
  ): void => {
    const contents = cells.map(({ what, keptAt, origin, row, column, format }) => {
      const said = keptAt === null ? null : lookup.value(keptAt.sheet, set, keptAt.column);
      const value = said ?? (origin === 'typed' ? null : valueOf(what));
      sheet.put(row, column, value, styleOf({ what, keptAt, format }, set));
      const content = cellContent(value, format);
      return { content, format, isTyped: said !== null || origin === 'typed' };
    });
    seals[sealName(reportSheet, set)] = sealOf(contents);
  };
  const ofNight: Readonly<Record<string, CellValue>> = {
    ...report.night,
    date: report.night.date.replace(/^(\d{4})-0?(\d+)-(\d\d)$/, '$2/$3/$1'),
  };
  fill(nightCells, null, (what) => ofNight[what] ?? null);
  const merges = [...fixedMerges];
  for (const set of [...report.sets].sort((a, b) => a.set - b.set)) {
    const values: Readonly<Record<string, CellValue>> = {
      ...set,
      start: hoursText('Start', set.startHours),
      end: hoursText('End', set.endHours),
    };
    sheet.put(setRow(set.set), 1, set.set, inArial(centredData(), 10));
    fill(setColumns(set.set), set.set, (what) => values[what] ?? null);
    merges.push(...mergesOfSet(set.set));
  }
  return workbookBytes(
    [
      sheet.build(columnWidths, {
        merges,
        rowDefs: new Map(rowHeights),
        dataValidations: [narrativePrompt],
        pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 1 },
        ...(report.picture === null
          ? {}
          : {
              images: [
                {
                  ...report.picture,
                  ...picturePlace,
                  altText: 'Brightness of the sky in the first set',
                },
              ],
            }),
      }),
    ],
    // Columns under the picture are 70 px wide with Arial, or what stands for it, everywhere.
    { seals, font: { name: 'Arial', size: 10 } },
  );
}

function styleOf(
  { what, keptAt, format }: Pick<ReportCell, 'what' | 'keptAt' | 'format'>,
  set: number | null,
): CellStyle {
  if (keptAt !== null) return inArial({ ...leftData, fill: typedGround }, 10);
  if (set !== null || what === 'date') return inArial(centredData(format), 10);
  return inArial({ ...leftData, numFmt: format }, 10);
}

const hoursText = (word: string, hours: number | null): string | null =>
  hours === null ? null : `${word} ${hours.toFixed(2)}`;

/** Four columns of 70 px from K, and rows 4 to 13 of 280 px: what the picture covers. */
const columnWidths = [9, 13, 13, 12, 14, 12, 12, 12, 12, 12, 10, 10, 10, 10];
const narrativeRow = 13;
const narrativePoints = 75;
const linePoints = 15;
/** By row counted from 0. */
const rowHeights: ReadonlyMap<number, { readonly height: number }> = new Map([
  [0, { height: 21 }],
  ...Array.from({ length: 9 }, (_, index) => [index + 3, { height: linePoints }] as const),
  [narrativeRow - 1, { height: narrativePoints }],
  [19, { height: 3 * linePoints }],
]);
const picturePlace = {
  anchor: { from: { row: 3, col: 10 }, to: { row: 13, col: 14 } },
  width: 280,
  height: 280,
};

const labels: readonly (readonly [row: number, column: number, text: string])[] = [
  [3, 1, 'Date'],
  [3, 3, 'Processor'],
  [3, 6, 'Night'],
  [4, 1, 'Park'],
  [5, 1, 'Site'],
  [6, 1, 'Longitude (deg)'],
  [7, 1, 'Latitude (deg)'],
  [8, 1, 'Elevation (m)'],
  [9, 1, 'Date (UT)'],
  [10, 1, 'Start (UT)'],
  [11, 1, 'Data quality'],
  [12, 1, 'Collection notes'],
  [4, 6, 'Equipment'],
  [5, 6, 'Observers'],
  [6, 6, 'Air temperature (F)'],
  [7, 6, 'Humidity (%)'],
  [8, 6, 'Wind (mph)'],
  [9, 6, 'CCD temperature (C)'],
  [10, 6, 'Exposure (s)'],
  [11, 6, 'Bortle class'],
  [11, 9, 'ZLM'],
  [15, 1, 'Flat'],
  [16, 1, 'Linearity curve'],
  [17, 1, 'Bias'],
  [18, 1, 'Thermal'],
];

const headings = [
  'Set',
  'Local mean time (h)',
  'Zeropoint, default (mag)',
  'Zeropoint, fitted (mag)',
  'Extinction (mag/airmass)',
  'Standard error (mag)',
  'Stars fitted',
  'Plate scale (arcsec/px)',
  'Plate scale offset (mag)',
  'Mean pointing error (deg)',
  'Zenith (mag/ arcsec2)',
  'Brightest (mag/ arcsec2)',
  'Faintest (mag/ arcsec2)',
  'Synthetic SQM',
];

function writeLabels(sheet: SheetBuilder): void {
  const centre: CellStyle['alignment'] = { horizontal: 'center', vertical: 'center' };
  const title = { ...workbookTitle, alignment: centre };
  sheet.put(1, 1, 'All-sky imaging: calibration report', inArial(title, 16));
  const remark =
    'Coloured cells are the observer\u2019s; all others are written anew by every run.';
  sheet.put(2, 1, remark, inArial({ ...leftData, alignment: centre }, 10));
  for (const [row, column, text] of labels) sheet.put(row, column, text, inArial(boldLabel, 10));
  headings.forEach((text, index) => {
    sheet.put(20, index + 1, text, inArial(boxedHeader(headerGreen), 9));
  });
}

const merge = (startRow: number, startCol: number, endRow: number, endCol: number): MergeRange => ({
  startRow: startRow - 1,
  startCol: startCol - 1,
  endRow: endRow - 1,
  endCol: endCol - 1,
});

const fixedMerges: readonly MergeRange[] = [
  merge(1, 1, 1, 14),
  merge(2, 1, 2, 14),
  ...[4, 5, 6, 7, 8, 9, 10, 11].map((row) => merge(row, 3, row, 5)),
  ...[4, 5, 6, 7, 8, 9, 10].map((row) => merge(row, 8, row, 10)),
  merge(12, 3, 12, 10),
  merge(13, 1, 13, 10),
  ...[15, 16, 17, 18].map((row) => merge(row, 3, row, 10)),
];

function mergesOfSet(set: number): MergeRange[] {
  const row = setRow(set);
  const columns = [1, ...Array.from({ length: 12 }, (_, index) => index + 3)];
  return columns.map((column) => merge(row, column, row + 1, column));
}

const narrativePrompt: DataValidation = {
  type: 'textLength',
  operator: 'greaterThanOrEqual',
  formula1: '0',
  allowBlank: true,
  showInputMessage: true,
  inputTitle: 'Narrative',
  inputMessage: 'How the night was: sky, weather, what shone, what went wrong.',
  range: 'A13',
};
