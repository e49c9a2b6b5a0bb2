import { problem, type Problem } from '@nightskies/contracts';
import { CsvError, parse } from 'csv-parse/sync';

export type SheetCell = string | number | boolean | null;

export interface SheetRow {
  /** 1-based row of the sheet, or line of the text file. */
  readonly row: number;
  readonly cells: readonly SheetCell[];
}

/** First worksheet of a workbook, or a table of separated values, without its empty rows. */
export interface Sheet {
  readonly rows: readonly SheetRow[];
  readonly problems: readonly Problem[];
}

/** More rows than this in a file list is a mistake, or an attack on memory. */
const maximumRows = 10_000;

const unreadable = (name: string, reason: string, hint: string): Sheet => ({
  rows: [],
  problems: [problem('filelist-unreadable', reason, { file: name, hint })],
});

/**
 * Reads a table a person keeps in a spreadsheet: xlsx (first worksheet), or text separated by
 * commas, semicolons or tabs, in UTF-8, UTF-16 with a byte order mark or Windows-1252. What cannot
 * be read at all is a problem, not an exception.
 */
export async function readSheet(bytes: Uint8Array, name: string): Promise<Sheet> {
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return zipped ? readWorkbook(bytes, name) : readSeparated(decodeText(bytes), name);
}

async function readWorkbook(bytes: Uint8Array, name: string): Promise<Sheet> {
  // Seventy modules that few need: loaded with the first workbook.
  const { readXlsx } = await import('hucre/xlsx');
  let rows;
  try {
    const workbook = await readXlsx(bytes, { sheets: [0], maxRows: maximumRows });
    rows = workbook.sheets[0]?.rows ?? [];
  } catch (error) {
    return unreadable(
      name,
      `the workbook cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'Open it in a spreadsheet program and save it again as .xlsx, or as .csv.',
    );
  }
  return {
    problems: [],
    rows: rows
      .map((cells, index) => ({
        row: index + 1,
        cells: cells.map((cell) => (cell instanceof Date ? cell.toISOString() : cell)),
      }))
      .filter(hasContent),
  };
}

function readSeparated(text: string, name: string): Sheet {
  const rows: SheetRow[] = [];
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      to: maximumRows,
      on_record: (record: string[], context) => {
        rows.push({ row: context.lines, cells: record });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return unreadable(
      name,
      `the table cannot be read: ${error.message}`,
      'Check the quotation marks around that line, or save the list again from a spreadsheet.',
    );
  }
  return { problems: [], rows: rows.filter(hasContent) };
}

const hasContent = (row: SheetRow): boolean =>
  row.cells.some((cell) => cell !== null && String(cell).trim() !== '');

/** The separator found most often in the first line; a comma when there is none. */
function delimiterOf(text: string): string {
  const firstLine = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  const count = (separator: string): number => firstLine.split(separator).length;
  return [';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best), ',');
}

/** Text of a file as spreadsheets write it; Windows-1252 takes every byte, so it is tried last. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
