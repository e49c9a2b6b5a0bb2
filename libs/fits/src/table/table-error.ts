import { FitsError, type FitsErrorDetails } from '../errors.js';
import type { TableHdu } from '../types.js';

/** A fault in a table, with file and offset of its HDU. */
export function tableError(
  { file, offset, header }: TableHdu,
  code: string,
  message: string,
  details: FitsErrorDetails,
): FitsError {
  const name = header.string('EXTNAME')?.trim();
  const which = name === undefined || name === '' ? 'table' : `table ${name}`;
  return new FitsError(code, `${which}: ${message}`, {
    file,
    offset,
    hint: 'The table is damaged; get the file again from where it was made.',
    ...details,
  });
}

/** The card of a keyword, for messages. */
export function cardText({ header }: TableHdu, keyword: string): string {
  return header.card(keyword)?.text.slice(0, 80).trimEnd() ?? `no card ${keyword}`;
}
