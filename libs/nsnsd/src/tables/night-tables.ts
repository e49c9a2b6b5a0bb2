import type { Column, RowOf } from './columns.js';
import {
  calibration,
  cities,
  extinction,
  imageCoordinates,
  nightMetadata,
  setMetadata,
} from './night-sheets.js';
import {
  glare,
  naturalSky,
  percentilesAll,
  percentilesSkyglow,
  skyglow,
  skyglow70,
  skyglow80,
  v2Photometry,
  v4Photometry,
  zones,
} from './photometry-sheets.js';

/** A sheet of `tables/NIGHT.xlsx`: title in row 1 or 2, headers in row 4, data below. */
export interface SheetDefinition {
  readonly name: string;
  readonly title: string;
  /** Name of header and data together, by which databases import. */
  readonly range: string;
  /** One row of the night, one per place, set or picture, or per set somebody typed something of. */
  readonly rows: 'night' | 'place' | 'set' | 'image' | 'typed-set';
  readonly columns: readonly Column[];
}

/** Sheets of `tables/NIGHT.xlsx` in their order (sky-stages 7.5). */
export const nightSheets = [
  nightMetadata,
  cities,
  setMetadata,
  calibration,
  extinction,
  imageCoordinates,
  v2Photometry,
  v4Photometry,
  glare,
  naturalSky,
  skyglow,
  skyglow80,
  skyglow70,
  zones,
  percentilesAll,
  percentilesSkyglow,
] as const satisfies readonly SheetDefinition[];

export type NightSheetName = (typeof nightSheets)[number]['name'];

type Definition<Name extends NightSheetName> = Extract<
  (typeof nightSheets)[number],
  { readonly name: Name }
>;

/**
 * A row of a sheet by the headers of the columns we fill, in the units of the headers
 * (`night-sheets.ts`, `photometry-sheets.ts`), night and set apart. Null is unknown: an empty cell.
 */
export type NightSheetRow<Name extends NightSheetName> = RowOf<Definition<Name>['columns'][number]>;

/** What the workbook says of one set; null where a sheet has nothing to say of it. */
export interface SetTables {
  /** 1..8 */
  readonly set: number;
  readonly metadata: NightSheetRow<'SET METADATA'> | null;
  readonly calibration: NightSheetRow<'CALIBRATION'> | null;
  readonly extinction: NightSheetRow<'EXTINCTION'> | null;
  /** By number of the picture. */
  readonly images: readonly NightSheetRow<'IMG COORDS'>[];
  readonly v2Photometry: NightSheetRow<'V2 PHOTOMETRY'> | null;
  readonly v4Photometry: NightSheetRow<'V4 PHOTOMETRY'> | null;
  readonly naturalSky: NightSheetRow<'NATSKY'> | null;
  readonly skyglow: NightSheetRow<'LP'> | null;
  readonly skyglow80: NightSheetRow<'LP80'> | null;
  readonly skyglow70: NightSheetRow<'LP70'> | null;
  readonly zones: NightSheetRow<'ZONES'> | null;
  readonly percentilesAll: NightSheetRow<'V4 PERCENTILES ALL'> | null;
  readonly percentilesSkyglow: NightSheetRow<'V4 PERCENTILES LP'> | null;
}

/** Everything `tables/NIGHT.xlsx` prints. */
export interface NightTables {
  readonly night: string;
  /** Who processed the night; empty when unknown. */
  readonly processor: string;
  /** Time of the request, ISO 8601; its own date and clock are printed, whatever its offset. */
  readonly requested: string;
  /** Names the drop-downs of observers offer. */
  readonly observers: readonly string[];
  readonly metadata: NightSheetRow<'NIGHT METADATA'>;
  /** Brightest first by Walker's law; the first hundred are written. */
  readonly places: readonly NightSheetRow<'CITIES'>[];
  /** Any order, each number once. */
  readonly sets: readonly SetTables[];
}
