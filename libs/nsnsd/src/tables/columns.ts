/** What a cell holds; null is an empty cell. Dates are `YYYY-MM-DD`, times `HH:MM:SS` with decimals. */
export type CellValue = string | number | null;

/**
 * Whose a column is:
 * - `computed`: ours, written anew with every run;
 * - `typed`: a person's, empty until somebody types;
 * - `suggested`: ours until a person writes something else.
 */
export type Origin = 'computed' | 'typed' | 'suggested';

/** How a cell looks: centred Courier, Courier on the left, or wrapped text in the font of headers. */
export type Look = 'centred' | 'left' | 'wrapped';

export interface Column {
  readonly name: string;
  /** Characters. */
  readonly width: number;
  /** Number format of a spreadsheet program. */
  readonly format: string;
  readonly origin: Origin;
  readonly look: Look;
}

/** Formats of dates and times; values of such columns are text in rows and numbers in workbooks. */
export const dateFormat = 'd-mmm-yy';
export const timeFormat = 'h:mm:ss';

type Computed<Name extends string> = Column & { readonly name: Name; readonly origin: 'computed' };
type Typed<Name extends string> = Column & { readonly name: Name; readonly origin: 'typed' };
type Suggested<Name extends string> = Column & {
  readonly name: Name;
  readonly origin: 'suggested';
};

export function computed<Name extends string>(
  name: Name,
  width: number,
  format = 'General',
  look: Look = 'centred',
): Computed<Name> {
  return { name, width, format, origin: 'computed', look };
}

export function typed<Name extends string>(
  name: Name,
  width: number,
  look: Look = 'centred',
  format = 'General',
): Typed<Name> {
  return { name, width, format, origin: 'typed', look };
}

export function suggested<Name extends string>(name: Name, width: number): Suggested<Name> {
  return { name, width, format: 'General', origin: 'suggested', look: 'centred' };
}

/** Night and set stand in front of every row; they are not part of its values. */
export const keyColumns = ['DNIGHT', 'DSET'] as const;
type KeyColumn = (typeof keyColumns)[number];

/** Values of a row by column name: the columns we fill, night and set apart. */
export type RowOf<C extends Column> = {
  readonly [
    Name in Exclude<Extract<C, { readonly origin: 'computed' | 'suggested' }>['name'], KeyColumn>
  ]: CellValue;
};

/** Columns whose cells are sealed: all but night and set. */
export function sealedColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name }) => !keyColumns.some((key) => key === name));
}
