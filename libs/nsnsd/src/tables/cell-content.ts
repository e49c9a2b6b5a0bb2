import { createHash } from 'node:crypto';
import { dateFormat, timeFormat } from './columns.js';

/** What is written into a cell of a workbook, or was read from one. */
export type CellContent = string | number | boolean | null;

const daySeconds = 86_400;
/** Days from the zero of spreadsheets to 1970. */
const unixDay = 25_569;
/** XML 1.0 knows no such characters; cards of headers sometimes have them. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const longestText = 32_767;

/**
 * A value as its cell holds it: dates and times as numbers of days, numbers at the 15 digits every
 * spreadsheet program keeps, text without what XML cannot say. What is not finite, or no date in a
 * column of dates, is an empty cell.
 */
export function cellContent(value: CellContent, format = 'General'): CellContent {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? Number(value.toPrecision(15)) : null;
  }
  if (format === dateFormat) return cellContent(daysOfDate(value));
  if (format === timeFormat) return cellContent(daysOfTime(value));
  const text = value.replaceAll(unprintable, '').replaceAll('\r\n', '\n').slice(0, longestText);
  return text === '' ? null : text;
}

function daysOfDate(text: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(text)
    ? Date.parse(`${text}T00:00:00Z`) / 1000 / daySeconds + unixDay
    : NaN;
}

function daysOfTime(text: string): number {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) / daySeconds;
}

/**
 * A cell as a reader of workbooks gives it; blank text is nothing. Instants are numbers of days, or, in
 * the words of a person, where a program made a date of them, text.
 */
export function readContent(
  value: CellContent | Date | undefined,
  { isTyped }: { readonly isTyped: boolean },
): CellContent {
  if (value === undefined) return null;
  if (value instanceof Date) return isTyped ? writtenDate(value) : daysOfInstant(value);
  const content = cellContent(value);
  return typeof content === 'string' && content.trim() === '' ? null : content;
}

/** Days before March 1900 are counted from a day earlier: 1900 has a 29 February there. */
function daysOfInstant(instant: Date): number {
  const days = instant.getTime() / 1000 / daySeconds + unixDay;
  return days < 61 ? days - 1 : days;
}

function writtenDate(instant: Date): string {
  const text = instant.toISOString();
  if (daysOfInstant(instant) < 1) return text.slice(11, 19);
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/**
 * A short digest of a cell that survives being saved by another program: 4 hexadecimal digits, so that
 * of 65 536 changes one goes unnoticed. Times count to the second.
 */
export function digestOfCell(content: CellContent, format = 'General'): string {
  const days = typeof content === 'number' && (format === dateFormat || format === timeFormat);
  const text = days
    ? `seconds ${Math.floor(content * daySeconds + 0.000_25)}`
    : typeof content === 'number'
      ? `number ${content.toPrecision(15)}`
      : `${typeof content} ${String(content).trim()}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 4);
}
