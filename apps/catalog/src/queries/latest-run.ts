import { latestRunSchema, type LatestRun } from '@nightskies/contracts';
import { query, type Sql } from '../database/sql.js';

/** The run that last asked for products of a set, and what it was asked; null without one. */
export async function latestRunOf(sql: Sql, night: string, set: number): Promise<LatestRun | null> {
  const rows = await query<unknown>(
    sql,
    `SELECT runs.id AS run, runs.request FROM runs
     WHERE EXISTS (SELECT 1 FROM products WHERE run_id = runs.id AND night = $1 AND "set" = $2)
     ORDER BY requested_at DESC, runs.id DESC LIMIT 1`,
    night,
    set,
  );
  const row = rows.at(0);
  return row === undefined ? null : latestRunSchema.parse(row);
}
