import type { Table, TableColumn } from '../table/column.js';
import { cellsOf, type EcsvColumn } from './cells.js';
import { readRows } from './data-rows.js';
import { ecsvError } from './ecsv-error.js';
import { isYamlMap, type Yaml } from './yaml.js';
import { readYaml } from './yaml-reader.js';

/** A table of an ECSV file with what its header says of the whole. */
export interface EcsvTable {
  readonly table: Table;
  /** The header's `meta`; empty when there is none. */
  readonly meta: { readonly [key: string]: Yaml };
}

/**
 * Reads a table in ECSV 1.0 (Enhanced Character Separated Values, astropy proposal for enhancement
 * 6): all data types, arrays of fixed and of varying length, cells not known. Complex columns are
 * scalar; columns of JSON objects come as their text.
 *
 * @param name of the file, for messages
 * @throws NightSkiesError `ecsv-unreadable` naming file and line
 */
export function readEcsv(content: string | Uint8Array, name: string): EcsvTable {
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
  const { header, lines, rest } = headerOf(text.replace(/^\ufeff/, ''), name);
  const delimiter = header['delimiter'] ?? ' ';
  if (delimiter !== ' ' && delimiter !== ',') {
    throw ecsvError('the header names a delimiter that ECSV does not know', {
      file: name,
      found: JSON.stringify(delimiter, (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
      expected: 'a blank or a comma',
    });
  }
  const columns = columnsOf(header['datatype'], name);
  const [names, ...rows] = readRows(rest, delimiter, name, lines + 1);
  assertNames(names ?? [], columns, name);
  return {
    table: {
      rows: rows.length,
      columns: columns.map((column, i): TableColumn =>
        cellsOf(
          column,
          rows.map((row) => row[i]),
          name,
        ),
      ),
    },
    meta: isYamlMap(header['meta']) ? header['meta'] : {},
  };
}

function headerOf(
  text: string,
  file: string,
): { header: { readonly [key: string]: Yaml }; lines: number; rest: string } {
  const lines: string[] = [];
  let at = 0;
  while (text.charAt(at) === '#') {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    lines.push(text.slice(at, next).replace(/^# ?/, '').trimEnd());
    at = next;
  }
  if (!/^%ECSV 1\.\d/.test(lines.at(0) ?? '') || lines.at(1) !== '---') {
    throw ecsvError('the file is no ECSV table', {
      file,
      found: JSON.stringify(text.slice(0, 30)),
      expected: '# %ECSV 1.0 and # --- in the first lines',
      hint: 'A table without such a header is plain CSV.',
    });
  }
  let header: Yaml;
  try {
    header = readYaml(lines.slice(2));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw ecsvError('the header cannot be read', {
      file,
      found: error.message,
      expected: 'a header as ECSV 1.0 describes it',
    });
  }
  return { header: isYamlMap(header) ? header : {}, lines: lines.length, rest: text.slice(at) };
}

function columnsOf(datatype: Yaml | undefined, file: string): EcsvColumn[] {
  const columns = Array.isArray(datatype) ? datatype.map((item: Yaml) => columnOf(item)) : [];
  if (columns.length > 0 && columns.every((column) => column !== undefined)) return columns;
  throw ecsvError('the header does not tell name and datatype of every column', {
    file,
    found: Array.isArray(datatype) ? `${columns.length} entries, not all complete` : 'no datatype',
    expected: 'datatype: a list of {name: ..., datatype: ...}',
  });
}

function columnOf(item: Yaml): EcsvColumn | undefined {
  if (!isYamlMap(item)) return undefined;
  const { name, datatype, subtype, unit, description } = item;
  if (name === undefined || name === null || typeof datatype !== 'string') return undefined;
  return {
    // A name such as 1 or yes needs no quotes to be one.
    name: typeof name === 'object' ? JSON.stringify(name) : String(name),
    datatype,
    ...(typeof subtype === 'string' ? { subtype } : {}),
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

function assertNames(names: readonly string[], columns: readonly EcsvColumn[], file: string): void {
  if (names.length === columns.length && columns.every(({ name }, i) => name === names[i])) return;
  throw ecsvError('the names above the rows are not those of the header', {
    file,
    found: names.join(', ').slice(0, 200),
    expected: columns
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 200),
  });
}
