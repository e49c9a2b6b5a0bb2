import { types, type PGlite, type QueryOptions } from '@electric-sql/pglite';
import type { Database, Sql } from './sql.js';

/** Rows are as Prisma gives them: a number that may not fit is a bigint, whatever its value. */
const options: QueryOptions = { parsers: { [types.INT8]: BigInt } };

/**
 * Statements by hand, straight to the embedded database: on the way through Prisma a statement of a
 * millisecond takes two, and a transaction another two.
 */
export function embeddedSql(database: PGlite): Database {
  return {
    ...statementsOf(database),
    alone: true,
    transaction: (work) => database.transaction((transaction) => work(statementsOf(transaction))),
  };
}

function statementsOf(client: Pick<PGlite, 'query'>): Sql {
  return {
    query: async <Row>(text: string, values: Parameters<Sql['query']>[1]) =>
      (await client.query<Row>(text, [...values], options)).rows,
    execute: async (text, values) =>
      (await client.query(text, [...values], options)).affectedRows ?? 0,
  };
}
