import { columnFloat64, type Table, type TableColumn } from '@nightskies/fits';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { wrapDeg } from '@nightskies/sky';
import { angleDeg, rightAscensionDeg } from '../sky-angles.js';
import type { Catalogue } from './catalogue-file.js';
import { isUnknown, numberOf } from './text-table.js';

export type PositionKind = 'pixels' | 'sky';

/** Where the sources of a catalogue are; NaN where a row has no position. */
export interface Positions {
  readonly kind: PositionKind;
  /** Array position (the first pixel's centre is 0), or right ascension, degrees. */
  readonly first: Float64Array;
  /** Array position, or declination, degrees. */
  readonly second: Float64Array;
  /** Columns they are from. */
  readonly columns: readonly [string, string];
  /** How they were read, in words. */
  readonly words: string;
  /** True for pixels where there are places in the sky as well. */
  readonly leavesSky: boolean;
}

/** Spellings without case, blanks and signs. Those of SExtractor count pixels from 1. */
const pixelNames: readonly (readonly [x: string, y: string, origin?: 1])[] = [
  ['x', 'y'],
  ['xcentroid', 'ycentroid'],
  ['xcenter', 'ycenter'],
  ['xcentre', 'ycentre'],
  ['xpx', 'ypx'],
  ['xpix', 'ypix'],
  ['xpixel', 'ypixel'],
  ['pixelx', 'pixely'],
  ['pixx', 'pixy'],
  ['pxx', 'pxy'],
  ['xpos', 'ypos'],
  ['x0', 'y0'],
  ['xinit', 'yinit'],
  ['xfit', 'yfit'],
  ['xwinimage', 'ywinimage', 1],
  ['ximagedbl', 'yimagedbl', 1],
  ['ximage', 'yimage', 1],
];
const raNames = new Set([
  ...['ra', 'radeg', 'radegrees', 'raj2000', 'rajd', 'ra2000', 'raicrs', 'icrsra', 'raep2000'],
  ...['rightascension', 'alpha', 'alphadeg', 'alphaj2000', 'alphaicrs', 'alphasky'],
  ...['rahours', 'rahour', 'rahr', 'rahrs', 'rah'],
]);
const decNames = new Set([
  ...['dec', 'decdeg', 'decdegrees', 'dedeg', 'dej2000', 'decj2000', 'decjd', 'dec2000', 'de'],
  ...['deicrs', 'decicrs', 'icrsdec', 'deep2000', 'decl', 'declination'],
  ...['delta', 'deltadeg', 'deltaj2000', 'deltaicrs', 'deltasky'],
]);
const hourNames = new Set(['rahours', 'rahour', 'rahr', 'rahrs', 'rah']);

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * Positions of a catalogue by the names of its columns: in pixels where there are such columns, unless
 * `kind` asks for the sky. Right ascensions are degrees, or hours where the name, the unit or the
 * spelling (05:35:17) says so.
 *
 * @param origin what the centre of the first pixel is called in the file, 0 or 1; by default 1 for
 *   the columns of SExtractor, 0 for all others
 * @throws NightSkiesError `catalogue-no-positions`, or `catalogue-bad-position` naming row and cell
 */
export function positionsOf(
  catalogue: Catalogue,
  {
    kind,
    origin,
  }: { readonly kind?: PositionKind | undefined; readonly origin?: 0 | 1 | undefined },
): Positions {
  const { table, isNamed } = catalogue;
  const pixels = kind === 'sky' ? undefined : pixelColumns(table, isNamed);
  if (pixels !== undefined) {
    const from = origin ?? pixels.origin ?? 0;
    const values = (column: TableColumn): Float64Array =>
      cellsOf(catalogue, column, pixelCells).map((value) => value - from);
    const { x, y } = pixels;
    return {
      kind: 'pixels',
      first: values(x),
      second: values(y),
      columns: [x.name, y.name],
      words: `${x.name}, ${y.name} in pixels counted from ${from}`,
      leavesSky: skyColumns(table) !== undefined,
    };
  }
  const sky = kind === 'pixels' ? undefined : skyColumns(table);
  if (sky === undefined) throw noPositions(catalogue, kind);
  return skyPositions(catalogue, sky.ra, sky.dec);
}

interface PixelColumns {
  readonly x: TableColumn;
  readonly y: TableColumn;
  readonly origin: 1 | undefined;
}

function pixelColumns(table: Table, isNamed: boolean): PixelColumns | undefined {
  const [first, second] = table.columns;
  if (!isNamed) {
    if (first?.kind !== 'numbers' || second?.kind !== 'numbers') return undefined;
    return { x: first, y: second, origin: undefined };
  }
  const column = (wanted: string): TableColumn | undefined =>
    table.columns.find(({ name }) => plain(name) === wanted);
  for (const [xName, yName, origin] of pixelNames) {
    const [x, y] = [column(xName), column(yName)];
    if (x !== undefined && y !== undefined) return { x, y, origin };
  }
  return undefined;
}

function skyColumns(table: Table): { ra: TableColumn; dec: TableColumn } | undefined {
  // Hours, minutes and seconds in columns of their own are no right ascension in one.
  const isSplit = table.columns.some(({ name }) => plain(name) === 'ram');
  const ra = table.columns.find(
    ({ name }) => raNames.has(plain(name)) && !(isSplit && plain(name) === 'rah'),
  );
  const dec = table.columns.find(({ name }) => decNames.has(plain(name)));
  return ra === undefined || dec === undefined ? undefined : { ra, dec };
}

/** How the cells of a column are read. */
interface CellReader {
  readonly ofNumber: (value: number) => number | undefined;
  readonly ofText: (cell: string) => number | undefined;
  readonly expected: string;
}

const pixelCells: CellReader = {
  ofNumber: (value) => value,
  ofText: () => undefined,
  expected: 'a number of pixels',
};

function skyPositions(catalogue: Catalogue, ra: TableColumn, dec: TableColumn): Positions {
  const unit = (ra.unit ?? '').trim().toLowerCase();
  const isDegrees = /^deg/.test(unit);
  const isHours = hourNames.has(plain(ra.name)) || /^(?:h|hr|hrs|hours?|hourangle)$/.test(unit);
  const perUnit = (column: TableColumn): number =>
    /^rad/i.test(column.unit ?? '') ? 180 / Math.PI : 1;
  const raUnit = isHours ? 15 : perUnit(ra);
  const decUnit = perUnit(dec);
  const rightAscension: CellReader = {
    ofNumber: (value) => inRange(value * raUnit, -360, 360),
    // Parted by colons, hours are meant unless the unit of the column is degrees.
    ofText: (cell) => (isDegrees ? angleDeg(cell, 360) : rightAscensionDeg(cell)),
    expected: 'degrees from 0 to 360, or 05:35:17.3',
  };
  const declination: CellReader = {
    ofNumber: (value) => inRange(value * decUnit, -90, 90),
    ofText: (cell) => angleDeg(cell),
    expected: 'degrees from -90 to 90, or -05:23:28',
  };
  return {
    kind: 'sky',
    first: cellsOf(catalogue, ra, rightAscension).map((value) => wrapDeg(value, 0)),
    second: cellsOf(catalogue, dec, declination),
    columns: [ra.name, dec.name],
    words: `${ra.name}, ${dec.name} in the sky${isHours ? ', right ascension in hours' : ''}`,
    leavesSky: false,
  };
}

function inRange(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}

/** Numbers of a column's cells, NaN where nothing is known. */
function cellsOf(
  { file }: Catalogue,
  column: TableColumn,
  { ofNumber, ofText, expected }: CellReader,
): Float64Array {
  const bad = (row: number, found: string): NightSkiesError =>
    new NightSkiesError(
      problem('catalogue-bad-position', `row ${row + 1} has no position in ${column.name}`, {
        file,
        found,
        expected,
        hint: 'Correct the row (a point parts the decimals), or leave the cell empty: such sources are kept with a flag.',
      }),
    );
  if (column.kind !== 'numbers' && column.kind !== 'texts') {
    throw bad(0, `a column of ${column.kind}`);
  }
  if (column.shape !== undefined) throw bad(0, 'a column of arrays');
  if (column.kind === 'texts') {
    return Float64Array.from(column.data, (cell, row) => {
      if (isUnknown(cell)) return NaN;
      const number = numberOf(cell);
      const value = number === undefined ? ofText(cell) : ofNumber(number);
      if (value === undefined) throw bad(row, JSON.stringify(cell.slice(0, 40)));
      return value;
    });
  }
  return columnFloat64(column).map((value, row) => {
    if (!Number.isFinite(value)) return NaN;
    const found = ofNumber(value);
    if (found === undefined) throw bad(row, String(value));
    return found;
  });
}

function noPositions({ file, table }: Catalogue, kind: PositionKind | undefined): NightSkiesError {
  const wanted =
    kind === undefined ? 'x and y, or ra and dec' : kind === 'pixels' ? 'x and y' : 'ra and dec';
  return new NightSkiesError(
    problem('catalogue-no-positions', 'the catalogue has no columns of positions', {
      file,
      found: `columns ${table.columns
        .map(({ name }) => name)
        .join(', ')
        .slice(0, 200)}`,
      expected: `columns ${wanted}, also as xcentroid, X_IMAGE, RAJ2000, ra_deg, RA_hours ...`,
      hint: 'Name the columns so; numbers without names are x and y.',
    }),
  );
}
