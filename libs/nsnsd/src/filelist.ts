import { problem, type Band, type Problem } from '@nightskies/contracts';
import { readSheet, type SheetCell, type SheetRow } from './sheet.js';

/** One night of the processing list (image-stages 1.2). */
export interface FilelistRow {
  /** 1-based row of the sheet. */
  readonly row: number;
  /** Night folder name as written. */
  readonly dataset: string;
  readonly process: boolean;
  readonly bands: Readonly<Record<Band, boolean>>;
  /** File name of the master flat in `Images/Master`; null when the band has none. */
  readonly flats: Readonly<Record<Band, string | null>>;
  /** Base name of the linearity curve and prefix of the standard masters, `ML3`. */
  readonly curve: string;
  /** Default zeropoint, mag; the old pipeline uses it for both bands. */
  readonly zeropointMag: number;
  /** Zeropoint of the B band, from the optional column `Zeropoint_B`. */
  readonly zeropointBMag: number | null;
  readonly processor: string;
  /** Azimuth in the middle of panoramas, degrees. */
  readonly centralAzimuthDeg: number;
  readonly location: string;
}

export interface Filelist {
  readonly rows: readonly FilelistRow[];
  /** Everything wrong with the list, at once, each with its row and column. */
  readonly problems: readonly Problem[];
}

const requiredColumns = [
  'Dataset',
  'Process',
  'V_band',
  'B_band',
  'Flat_V',
  'Flat_B',
  'Curve',
  'Zeropoint',
  'Processor',
  'Central_AZ',
  'Location',
] as const;
const columns = [...requiredColumns, 'Zeropoint_B'] as const;
type Column = (typeof columns)[number];

/**
 * Reads `filelist.xlsx` or `filelist.csv`. Column names count in any case and order, further columns
 * are ignored, numbers may have a decimal comma. Rows with a problem are not returned. Rows that are
 * not to be processed (`Process` = No) may be unfinished: they are returned when they are complete,
 * and never complained about.
 *
 * @param name file name for the messages
 */
export async function readFilelist(bytes: Uint8Array, name: string): Promise<Filelist> {
  const sheet = await readSheet(bytes, name);
  if (sheet.problems.length > 0) return { rows: [], problems: sheet.problems };
  const header = sheet.rows.at(0);
  const body = sheet.rows.slice(1);
  if (header === undefined) {
    return {
      rows: [],
      problems: [
        problem('filelist-empty', 'the list is empty', {
          file: name,
          expected: `a header row with ${requiredColumns.join(', ')}`,
          hint: 'Write one row per night below the header.',
        }),
      ],
    };
  }
  const places = findColumns(header);
  const absent = requiredColumns.filter((column) => !places.has(column));
  if (absent.length > 0) {
    return {
      rows: [],
      problems: absent.map((column) =>
        problem('filelist-column-missing', `row ${header.row}: no column ${column}`, {
          file: name,
          found: header.cells.map((cell) => textOf(cell)).join(', '),
          expected: column,
          hint: `Add the column ${column} to the header row.`,
        }),
      ),
    };
  }
  const problems: Problem[] = [];
  const rows: FilelistRow[] = [];
  const firstRowOf = new Map<string, number>();
  for (const row of body) {
    const reader = new RowReader(row, places, name);
    const parsed = parseRow(reader);
    const earlier = firstRowOf.get(parsed.dataset.toUpperCase());
    if (earlier === undefined) firstRowOf.set(parsed.dataset.toUpperCase(), row.row);
    else if (parsed.dataset !== '') {
      reader.complain('Dataset', 'filelist-duplicate', `listed before in row ${earlier}`, {
        expected: 'one row per night',
        hint: 'Delete one of the two rows.',
      });
    }
    if (reader.problems.length === 0) rows.push(parsed);
    else if (parsed.process) problems.push(...reader.problems);
  }
  return { rows, problems };
}

function findColumns(header: SheetRow): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  header.cells.forEach((cell, index) => {
    const written = textOf(cell).toLowerCase();
    const column = columns.find((known) => known.toLowerCase() === written);
    if (column !== undefined && !places.has(column)) places.set(column, index);
  });
  return places;
}

function parseRow(row: RowReader): FilelistRow {
  const process = row.yesNo('Process');
  const bands = { V: row.yesNo('V_band'), B: row.yesNo('B_band') };
  return {
    row: row.number,
    dataset: row.required('Dataset'),
    process,
    bands,
    flats: {
      V: bands.V ? row.fileName('Flat_V') : row.optional('Flat_V'),
      B: bands.B ? row.fileName('Flat_B') : row.optional('Flat_B'),
    },
    curve: row.fileName('Curve'),
    zeropointMag: row.numberIn('Zeropoint', 0, 40, 'mag'),
    zeropointBMag:
      row.optional('Zeropoint_B') === null ? null : row.numberIn('Zeropoint_B', 0, 40, 'mag'),
    processor: row.optional('Processor') ?? '',
    centralAzimuthDeg: row.numberIn('Central_AZ', -360, 360, 'degrees'),
    location: row.optional('Location') ?? '',
  };
}

function textOf(cell: SheetCell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell).trim();
}

/** Reads the cells of one row and collects what is wrong with them. */
class RowReader {
  readonly problems: Problem[] = [];

  constructor(
    private readonly row: SheetRow,
    private readonly places: ReadonlyMap<Column, number>,
    private readonly file: string,
  ) {}

  get number(): number {
    return this.row.row;
  }

  complain(
    column: Column,
    code: string,
    message: string,
    details: { expected: string; hint: string },
  ): void {
    const found = textOf(this.cell(column));
    this.problems.push(
      problem(code, `row ${this.row.row}, column ${column}: ${message}`, {
        file: this.file,
        found: found === '' ? 'an empty cell' : found,
        ...details,
      }),
    );
  }

  optional(column: Column): string | null {
    const text = textOf(this.cell(column));
    return text === '' ? null : text;
  }

  required(column: Column): string {
    const text = this.optional(column);
    if (text === null) {
      this.complain(column, 'filelist-cell-empty', 'nothing is written here', {
        expected: 'a text',
        hint: 'Fill in the cell.',
      });
    }
    return text ?? '';
  }

  /** A name that will be looked up in a folder: it must not lead out of it. */
  fileName(column: Column): string {
    const text = this.required(column);
    if (/[\\/]/.test(text) || text === '..') {
      this.complain(column, 'filelist-bad-name', 'not a plain file name', {
        expected: 'a name without folders',
        hint: 'Write the name only; the folder is fixed.',
      });
    }
    return text;
  }

  yesNo(column: Column): boolean {
    const cell = this.cell(column);
    const text = textOf(cell).toLowerCase();
    if (cell === true || ['yes', 'y', 'true'].includes(text)) return true;
    if (cell === false || ['no', 'n', 'false'].includes(text)) return false;
    this.complain(column, 'filelist-bad-value', 'neither Yes nor No', {
      expected: 'Yes or No',
      hint: 'Write Yes or No.',
    });
    // A row whose `Process` cannot be understood is meant to be used: its faults have to be heard.
    return true;
  }

  numberIn(column: Column, minimum: number, maximum: number, unit: string): number {
    const cell = this.cell(column);
    const text = textOf(cell);
    const value =
      typeof cell === 'number'
        ? cell
        : /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)$/.test(text)
          ? Number(text.replace(',', '.'))
          : Number.NaN;
    if (!(value >= minimum && value <= maximum)) {
      this.complain(column, 'filelist-bad-value', 'not a number in range', {
        expected: `a number from ${minimum} to ${maximum} ${unit}`,
        hint: 'Correct the cell.',
      });
    }
    return value;
  }

  private cell(column: Column): SheetCell | undefined {
    const place = this.places.get(column);
    return place === undefined ? undefined : this.row.cells[place];
  }
}
