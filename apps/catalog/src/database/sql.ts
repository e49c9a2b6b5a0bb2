/** The database or a transaction of it, as far as hand-written statements need it. */
export interface Sql {
  /** Rows in the order of the statement; `bigint` columns as bigint, times as Date, JSON as values. */
  query<Row>(text: string, values: readonly SqlValue[]): Promise<Row[]>;
  /** Number of rows that were changed. */
  execute(text: string, values: readonly SqlValue[]): Promise<number>;
}

/** A database, in which others wait while a transaction of the embedded one is open. */
export interface Database extends Sql {
  /** Whether only this process works on it, one transaction after the other. */
  readonly alone: boolean;
  /** Takes back what `work` did if it fails. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/**
 * Runs one statement. Many rows go in as one JSON text, unpacked with `jsonb_to_recordset`: one
 * statement for any number of rows is what keeps transitions cheap on the embedded database, and
 * JSON has no NaN, which must not enter the database.
 *
 * @typeParam Row the columns the statement selects, as the driver gives them (bigint, Date, JSON)
 */
export async function query<Row>(
  sql: Sql,
  text: string,
  ...values: readonly SqlValue[]
): Promise<Row[]> {
  return sql.query<Row>(text, values);
}

/** Runs one statement and returns the number of rows it changed. */
export async function execute(
  sql: Sql,
  text: string,
  ...values: readonly SqlValue[]
): Promise<number> {
  return sql.execute(text, values);
}

export type SqlValue = string | number | boolean | null | Date | readonly string[];

/** Rows as the one text parameter of a statement. */
export function rowsParameter(rows: readonly object[]): string {
  return jsonParameter(rows);
}

/**
 * A value as a `jsonb` parameter. Postgres stores no NUL and no half of a surrogate pair: headers
 * of damaged files have both, and one of them must not keep everything else out of the catalog.
 * Each becomes U+FFFD, the sign for a character that could not be read.
 */
export function jsonParameter(value: object): string {
  const text = JSON.stringify(value);
  // They are written as `\u0000` and `\ud800`; looking at each string takes ten times as long.
  if (!text.includes('\\u')) return text;
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? storable(item) : item,
  );
}

function storable(text: string): string {
  return text.replace(unstorable, '\ufffd');
}

/** With the flag u a pair is one character, so that only halves are surrogates. */
const unstorable = /[\0\p{Surrogate}]/gu;

/** Any number nobody else locks. */
const coordinatorLock = 644487598;

/**
 * A short transaction on the tables of runs and tasks. Coordinators of several processes take their
 * turns, so that two never deadlock over the same tasks. Nothing but statements may be awaited
 * inside: on the embedded database everybody else waits.
 */
export async function coordinate<T>(
  database: Database,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    if (database.alone) return work(transaction);
    // Text, because the driver has no reader for the void that the lock returns.
    await query(
      transaction,
      `SELECT pg_advisory_xact_lock($1::bigint)::text AS locked`,
      coordinatorLock,
    );
    return work(transaction);
  });
}
