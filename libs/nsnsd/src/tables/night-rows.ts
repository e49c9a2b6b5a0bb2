import type { CellValue } from './columns.js';
import type { NightSheetName, NightTables, SetTables, SheetDefinition } from './night-tables.js';
import type { TypedLookup } from './typed-lookup.js';

type Values = Readonly<Record<string, CellValue>>;

/** A row of a sheet and where it stands, counted from 1. */
export interface TableRow {
  readonly row: number;
  /** Null for rows of the whole night. */
  readonly set: number | null;
  readonly values: Values;
}

const firstRow = 5;
const mostPlaces = 100;
const picturesPerSet = 45;
/** Microcandela per m2 in a nanolambert, as the old tables have it (U4). */
const microcandelaPerNanolambert = 3.1831;

type OfSet = (set: SetTables) => Values | null;

const ofSet: Readonly<Partial<Record<NightSheetName, OfSet>>> = {
  'SET METADATA': (set) => set.metadata,
  CALIBRATION: (set) => set.calibration,
  EXTINCTION: (set) => set.extinction,
  'V2 PHOTOMETRY': (set) => set.v2Photometry,
  'V4 PHOTOMETRY': (set) => set.v4Photometry,
  NATSKY: (set) => set.naturalSky,
  LP: (set) => set.skyglow,
  LP80: (set) => set.skyglow80,
  LP70: (set) => set.skyglow70,
  ZONES: (set) => set.zones,
  'V4 PERCENTILES ALL': (set) => set.percentilesAll,
  'V4 PERCENTILES LP': (set) => set.percentilesSkyglow,
};

/**
 * Rows of a sheet, and the last row of its named range. Rows are kept by set, one below the other
 * (D32); under compat where the old arithmetic of rows put them.
 */
export function rowsOfSheet(
  { name, rows: kind }: SheetDefinition & { readonly name: NightSheetName },
  tables: NightTables,
  lookup: TypedLookup,
  compat: 'none' | 'nsnsd',
): { readonly rows: readonly TableRow[]; readonly lastRow: number } {
  const sets = [...tables.sets].sort((a, b) => a.set - b.set);
  switch (kind) {
    case 'night':
      return oneBelowTheOther([{ set: null, values: tables.metadata }]);
    case 'place':
      return oneBelowTheOther(
        tables.places.slice(0, mostPlaces).map((values) => ({ set: null, values })),
      );
    case 'image':
      return compat === 'nsnsd'
        ? { rows: oldImageRows(sets), lastRow: firstRow - 1 + picturesPerSet * sets.length }
        : oneBelowTheOther(
            sets.flatMap(({ set, images }) => images.map((values) => ({ set, values }))),
          );
    case 'set':
    case 'typed-set': {
      const known = new Map<number, Values>();
      for (const set of lookup.setsOf(name)) known.set(set, {});
      for (const set of sets) {
        const values = ofSet[name]?.(set) ?? null;
        if (values !== null) known.set(set.set, values);
      }
      const rows = [...known]
        .sort(([a], [b]) => a - b)
        .map(([set, values]) => ({ set, values: compat === 'nsnsd' ? oldZones(values) : values }));
      return compat === 'nsnsd'
        ? below(rows.map((row) => ({ ...row, row: firstRow - 1 + row.set })))
        : oneBelowTheOther(rows);
    }
  }
}

function oneBelowTheOther(rows: readonly Omit<TableRow, 'row'>[]): {
  readonly rows: readonly TableRow[];
  readonly lastRow: number;
} {
  return below(rows.map((row, index) => ({ ...row, row: firstRow + index })));
}

function below(rows: readonly TableRow[]): {
  readonly rows: readonly TableRow[];
  readonly lastRow: number;
} {
  return { rows, lastRow: Math.max(firstRow - 1, ...rows.map(({ row }) => row)) };
}

/** Sets of unlike numbers of pictures overwrite one another, as they did. */
function oldImageRows(sets: readonly SetTables[]): TableRow[] {
  const rows = new Map<number, TableRow>();
  for (const { set, images } of sets) {
    images.forEach((values, index) => {
      const row = (set - 1) * images.length + index + firstRow;
      rows.set(row, { row, set, values });
    });
  }
  return [...rows.values()].sort((a, b) => a.row - b.row);
}

/** ZONES under compat: nanolamberts below headers that say microcandela (D21). */
function oldZones(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      /^ZONE\d_MCCD$/.test(name) && typeof value === 'number'
        ? value / microcandelaPerNanolambert
        : value,
    ]),
  );
}
