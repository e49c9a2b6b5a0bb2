import { SheetBuilder, workbookBytes } from './sheet-builder.js';
import { boxedHeader, centredData, headerGreen, labelOrange } from './styles.js';

/** Illuminance by azimuth of one set, millilux. */
export interface VerticalIlluminance {
  /** 1..8 */
  readonly set: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
  /** Degrees from north through east. */
  readonly minimumAzimuthDeg: number | null;
  readonly maximumAzimuthDeg: number | null;
  readonly horizontal: number | null;
  /** One value per azimuth of the sheet. */
  readonly values: readonly (number | null)[];
}

/** Light, and the part of the sky it comes from. */
export interface VerticalSheet {
  /** Degrees; the same for every set. */
  readonly azimuthsDeg: readonly number[];
  readonly sets: readonly VerticalIlluminance[];
}

/** What `vert.xlsx` says, a sheet each. */
export interface VerticalTables {
  readonly allSources: VerticalSheet;
  readonly artificial: VerticalSheet;
  readonly artificial80: VerticalSheet;
  readonly artificial70: VerticalSheet;
}

const labels = [
  'Min Vert (mlux)',
  'Max Vert (mlux)',
  'Mean Vert (mlux)',
  'Min Vert Azimuth',
  'Max Vert Azimuth',
  'Horiz Illum (mlux)',
];
const azimuthRow = 10;
const illuminance = '0.00000';

/** Bytes of `vert.xlsx` (sky-stages 4.4): four sheets, set n in column n + 1. */
export async function verticalWorkbook(tables: VerticalTables): Promise<Uint8Array> {
  return workbookBytes([
    sheetOf('Allsky_All_Sources', tables.allSources),
    sheetOf('Allsky_Artificial', tables.artificial),
    sheetOf('ZA80_Artificial', tables.artificial80),
    sheetOf('ZA70_Artificial', tables.artificial70),
  ]);
}

function sheetOf(name: string, { azimuthsDeg, sets }: VerticalSheet) {
  const sheet = new SheetBuilder(name);
  const last = Math.max(0, ...sets.map(({ set }) => set));
  const header = boxedHeader(headerGreen);
  for (let column = 1; column <= last + 1; column += 1) {
    sheet.put(1, column, column === 1 ? ' ' : `Set-${column - 1}`, header);
    sheet.put(azimuthRow, column, column === 1 ? 'Azimuth' : 'Vert Illum (mlux)', header);
  }
  labels.forEach((label, index) => {
    sheet.put(index + 2, 1, label, boxedHeader(labelOrange));
  });
  azimuthsDeg.forEach((azimuth, index) => {
    sheet.put(azimuthRow + 1 + index, 1, azimuth, centredData('0'));
  });
  for (const one of sets) {
    const column = one.set + 1;
    [one.minimum, one.maximum, one.mean].forEach((value, index) => {
      sheet.put(index + 2, column, value, centredData(illuminance));
    });
    sheet.put(5, column, one.minimumAzimuthDeg, centredData('0'));
    sheet.put(6, column, one.maximumAzimuthDeg, centredData('0'));
    sheet.put(7, column, one.horizontal, centredData(illuminance));
    one.values.slice(0, azimuthsDeg.length).forEach((value, index) => {
      sheet.put(azimuthRow + 1 + index, column, value, centredData(illuminance));
    });
  }
  return sheet.build([20, ...Array.from({ length: last }, () => 12)], {
    rowDefs: new Map([[azimuthRow - 1, { height: 30 }]]),
  });
}
