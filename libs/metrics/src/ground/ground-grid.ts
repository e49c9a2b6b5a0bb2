import { NightSkiesError, problem } from '@nightskies/contracts';
import { readDelimitedTable } from '../places/delimited-table.js';

/** Values over the ground, by geographic longitude and latitude. */
export interface GroundGrid {
  readonly columns: number;
  readonly rows: number;
  /** Size of a cell, deg. */
  readonly stepDeg: number;
  /** West edge of the first column and north edge of the first row, deg. */
  readonly westDeg: number;
  readonly northDeg: number;
  /** Row by row from the north; NaN for no data. */
  readonly values: Float64Array;
}

/** Cells a file may ask for. */
const mostCells = 2e8;

/**
 * Reads a grid in degrees: an ESRI ASCII grid (`ncols`, `nrows`, `xllcorner` or `xllcenter`,
 * `yllcorner`, `cellsize`, `NODATA_value`, then rows from the north), as any GIS exports one, or a
 * table with longitude, latitude and a value at evenly spaced points.
 *
 * @throws NightSkiesError `bad-grid-file`
 */
export function readGroundGrid(bytes: Uint8Array, name: string): GroundGrid {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  return /^\s*ncols\s/i.test(start) ? readEsriGrid(bytes, name) : readPointGrid(bytes, name);
}

function refuse(file: string, found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-grid-file', 'this is no grid of the ground', {
      ...{ file, found, expected },
      hint: 'Export the raster in geographic coordinates as an ESRI ASCII grid (gdal_translate -of AAIGrid), or as a table with lon, lat, value.',
    }),
  );
}

function readEsriGrid(bytes: Uint8Array, name: string): GroundGrid {
  const words = new TextDecoder().decode(bytes).trim().split(/\s+/);
  const header = new Map<string, number>();
  let at = 0;
  while (at + 1 < words.length && /^[a-z_]+$/i.test(words[at]) && !/^nan$/i.test(words[at])) {
    header.set(words[at].toLowerCase(), Number(words[at + 1]));
    at += 2;
  }
  const required = (...keys: readonly string[]): number => {
    const found = keys.map((key) => header.get(key)).find((value) => value !== undefined);
    if (found === undefined || !Number.isFinite(found)) {
      throw refuse(name, `header ${[...header.keys()].join(', ')}`, keys.join(' or '));
    }
    return found;
  };
  const columns = required('ncols');
  const rows = required('nrows');
  const stepDeg = required('cellsize');
  const shape = Number.isInteger(columns) && Number.isInteger(rows) && columns > 0 && rows > 0;
  if (!shape || columns * rows > mostCells || !(stepDeg > 0)) {
    throw refuse(
      name,
      `${columns} x ${rows} cells of ${stepDeg}`,
      'whole numbers of cells, in deg',
    );
  }
  if (words.length - at !== columns * rows) {
    throw refuse(name, `${words.length - at} values`, `${columns * rows} values`);
  }
  const half = (key: string): number => (header.has(key) ? stepDeg / 2 : 0);
  const westDeg = required('xllcorner', 'xllcenter') - half('xllcenter');
  const southDeg = required('yllcorner', 'yllcenter') - half('yllcenter');
  const noData = header.get('nodata_value');
  const values = Float64Array.from({ length: columns * rows }, (_, i) => {
    const value = Number(words[at + i]);
    return value === noData ? Number.NaN : value;
  });
  const grid = { columns, rows, stepDeg, westDeg, northDeg: southDeg + rows * stepDeg, values };
  if (Math.abs(grid.northDeg) > 90.01 || Math.abs(westDeg) > 360.01) {
    throw refuse(name, `corner ${westDeg}, ${southDeg}`, 'longitude and latitude in degrees');
  }
  return grid;
}

function readPointGrid(bytes: Uint8Array, name: string): GroundGrid {
  const { columns: header, rows: lines } = readDelimitedTable(bytes, name);
  const find = (names: readonly string[]): number => header.findIndex((one) => names.includes(one));
  const lon = find(['lon', 'longitude', 'lng', 'x']);
  const lat = find(['lat', 'latitude', 'y']);
  const value = header.findIndex((_, i) => i !== lon && i !== lat);
  if (lon < 0 || lat < 0 || value < 0) {
    throw refuse(
      name,
      `columns ${header.join(', ')}`,
      'lon, lat and a value, or an ESRI ASCII grid',
    );
  }
  const points = lines.map((line) => [line[lon], line[lat], line[value]].map(Number));
  const axis = (k: number): number[] =>
    [...new Set(points.map((point) => point[k]))].filter(Number.isFinite).sort((a, b) => a - b);
  const longitudes = axis(0);
  const latitudes = axis(1);
  const stepDeg = (longitudes[longitudes.length - 1] - longitudes[0]) / (longitudes.length - 1);
  const even = (values: readonly number[]): boolean =>
    values.length > 1 &&
    values.every((one, i) => Math.abs(one - values[0] - i * stepDeg) < stepDeg * 0.02);
  if (!even(longitudes) || !even(latitudes)) {
    throw refuse(
      name,
      `${longitudes.length} longitudes and ${latitudes.length} latitudes, not evenly spaced`,
      'points on a grid with one step in longitude and latitude',
    );
  }
  const columns = longitudes.length;
  const rows = latitudes.length;
  const values = new Float64Array(columns * rows).fill(Number.NaN);
  const westDeg = longitudes[0] - stepDeg / 2;
  const northDeg = latitudes[0] + (rows - 0.5) * stepDeg;
  for (const [x, y, of] of points) {
    const row = Math.floor((northDeg - y) / stepDeg);
    values[row * columns + Math.floor((x - westDeg) / stepDeg)] = of;
  }
  return { columns, rows, stepDeg, westDeg, northDeg, values };
}

/** The value of the cell a place lies in, and its rows and columns; null outside the grid. */
export function groundCell(
  grid: GroundGrid,
  longitudeDeg: number,
  latitudeDeg: number,
): { readonly row: number; readonly column: number; readonly value: number } | null {
  const turns = Math.floor((longitudeDeg - grid.westDeg) / 360);
  const column = Math.floor((longitudeDeg - turns * 360 - grid.westDeg) / grid.stepDeg);
  const row = Math.floor((grid.northDeg - latitudeDeg) / grid.stepDeg);
  if (row < 0 || row >= grid.rows || column >= grid.columns) return null;
  return { row, column, value: grid.values[row * grid.columns + column] };
}
