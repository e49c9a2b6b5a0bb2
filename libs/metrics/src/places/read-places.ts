import { NightSkiesError, problem } from '@nightskies/contracts';
import { readDelimitedTable, type DelimitedTable } from './delimited-table.js';

/** A town. */
export interface Place {
  readonly name: string;
  readonly state: string;
  readonly latitudeDeg: number;
  /** East positive. */
  readonly longitudeDeg: number;
  readonly population: number;
  /** Of a disk as large as its land, km; null when the file does not say. */
  readonly radiusKm: number | null;
}

/**
 * Names that columns have in public files: the US Census Gazetteer (whose places file has no
 * population: join it first), GeoNames with a header, SimpleMaps, and the old pipeline's list.
 */
const spellings = {
  name: ['name', 'place', 'city', 'city_ascii', 'asciiname', 'namelsad', 'nameascii'],
  state: ['state', 'usps', 'state_id', 'admin1 code', 'admin1', 'country code', 'country', 'iso2'],
  latitude: ['latitude', 'lat', 'intptlat'],
  longitude: ['longitude', 'lon', 'lng', 'long', 'intptlong'],
  population: [
    'population',
    'pop',
    '2010 population',
    'pop10',
    'population_2020',
    'pop20',
    'pop_max',
  ],
  radius: ['radius', 'radius_km', 'radius (km)'],
  landM2: ['aland'],
  landKm2: ['aland_km2', 'land_km2', 'area_km2'],
} as const;

type Column = keyof typeof spellings;

/** Columns of the files of geonames.org (cities500.txt and others), which have no header. */
const geonamesColumns = 19;
const geonames = { name: 1, state: 10, latitude: 4, longitude: 5, population: 14 } as const;

/**
 * Reads a list of places by its header, or GeoNames' own tables, which have none. Rows without a place
 * or a population are passed over.
 *
 * @throws NightSkiesError `bad-places` naming the columns that lack
 */
export function readPlaces(bytes: Uint8Array, name: string): Place[] {
  const table = readDelimitedTable(bytes, name);
  const columns = columnsOf(table, name);
  const withoutHeader = isGeonames(table);
  const rows = withoutHeader ? [table.first, ...table.rows] : table.rows;
  const places = rows.flatMap((row): Place[] => {
    const cell = (column: Column): string => row[columns[column] ?? -1] ?? '';
    const number = (column: Column): number =>
      cell(column) === '' ? Number.NaN : Number(cell(column).replaceAll(',', ''));
    const place = {
      ...{ name: cell('name'), state: cell('state') },
      ...{ latitudeDeg: number('latitude'), longitudeDeg: number('longitude') },
      population: number('population'),
      radiusKm: radiusOf(number('radius'), number('landKm2'), number('landM2')),
    };
    const fits =
      Math.abs(place.latitudeDeg) <= 90 &&
      Math.abs(place.longitudeDeg) <= 360 &&
      place.population >= 0;
    return fits ? [place] : [];
  });
  if (places.length > 0) return places;
  throw bad(name, `${rows.length} rows, none with latitude, longitude and population as numbers`);
}

function radiusOf(radiusKm: number, landKm2: number, landM2: number): number | null {
  if (radiusKm >= 0) return radiusKm;
  if (landKm2 >= 0) return Math.sqrt(landKm2 / Math.PI);
  return landM2 >= 0 ? Math.sqrt(landM2 / 1e6 / Math.PI) : null;
}

function isGeonames({ columns }: DelimitedTable): boolean {
  const numbers = [columns[geonames.latitude], columns[geonames.longitude]].map(Number);
  return columns.length === geonamesColumns && numbers.every(Number.isFinite);
}

function columnsOf(table: DelimitedTable, file: string): Partial<Record<Column, number>> {
  if (isGeonames(table)) return geonames;
  const found: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(spellings) as Column[]) {
    const at = spellings[column].map((name) => table.columns.indexOf(name)).find((i) => i >= 0);
    if (at !== undefined) found[column] = at;
  }
  const lacking = (['name', 'latitude', 'longitude', 'population'] as const).filter(
    (column) => found[column] === undefined,
  );
  if (lacking.length === 0) return found;
  throw bad(file, headOf(table.columns), lacking);
}

/** Enough of the columns to know the file by, not what a file of another kind holds. */
function headOf(columns: readonly string[]): string {
  const shown = columns.slice(0, 5).map((name) => name.slice(0, 20));
  return `${columns.length} columns: ${shown.join(', ')}${columns.length > shown.length ? ', ...' : ''}`;
}

function bad(file: string, found: string, lacking: readonly Column[] = []): NightSkiesError {
  const expected =
    lacking.length === 0
      ? 'rows with latitude, longitude and population'
      : lacking.map((column) => `${column} (${spellings[column].join(' or ')})`).join('; ');
  return new NightSkiesError(
    problem('bad-places', 'this is no list of places', {
      ...{ file, found, expected },
      hint: 'Give cities500.txt of geonames.org as it is, or a table with name, state, latitude, longitude, population and, where known, radius in km.',
    }),
  );
}
