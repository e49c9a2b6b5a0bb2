import { query, type Sql } from '../database/sql.js';

export interface Found {
  readonly type: 'artifact' | 'run' | 'night';
  readonly id: string;
}

/** Shorter beginnings of digests name too many things. */
const shortestPrefix = 8;

/**
 * What an id names: a run, a night, an artifact or raw file by its digest or the unambiguous
 * beginning of it.
 */
export async function find(sql: Sql, id: string): Promise<Found | null> {
  const prefix = id.toLowerCase();
  const isPrefix = prefix.length >= shortestPrefix && /^[0-9a-f]+$/.test(prefix);
  const rows = await query<Found>(
    sql,
    `SELECT 'run' AS type, id FROM runs WHERE id = $1
     UNION ALL SELECT 'night', name FROM nights WHERE upper(name) = upper($1)
     UNION ALL (SELECT 'artifact', digest FROM artifacts
       WHERE $3::boolean AND digest LIKE $2 || '%' LIMIT 2)`,
    id,
    prefix,
    isPrefix,
  );
  return rows.length === 1 ? (rows.at(0) ?? null) : null;
}
