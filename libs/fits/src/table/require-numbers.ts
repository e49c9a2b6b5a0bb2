import { FitsError } from '../errors.js';
import { columnFloat64, columnNamed, type Table } from './column.js';

/**
 * The numbers of a column of a table this program wrote, as float64.
 *
 * @param file name for messages
 * @throws FitsError `fits-bad-table` that names the columns there are
 */
export function requireNumbers(table: Table, name: string, file: string): Float64Array {
  const column = columnNamed(table, name);
  if (column?.kind === 'numbers') return columnFloat64(column);
  throw new FitsError('fits-bad-table', `the table has no column ${name} of numbers`, {
    file,
    found: table.columns.map((each) => each.name).join(', '),
    expected: name,
    hint: 'Process the night again: the file is of another version of the program.',
  });
}
