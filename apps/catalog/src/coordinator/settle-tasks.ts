import { query, rowsParameter, type Sql } from '../database/sql.js';

/**
 * Tells the tasks that wait for settled ones: each waits for one less. A task that waits for none
 * is released: `releaseTasks` decides about it.
 *
 * @returns whether any was released
 */
export async function countDown(sql: Sql, settled: readonly string[]): Promise<boolean> {
  if (settled.length === 0) return false;
  const rows = await query<{ released: boolean | null }>(
    sql,
    `WITH counted AS (
       UPDATE tasks SET waiting_on = tasks.waiting_on - gone.number
       FROM (SELECT task_id, count(*)::int AS number FROM task_dependencies
             WHERE upstream_id IN (SELECT jsonb_array_elements_text($1::jsonb)) GROUP BY task_id) AS gone
       WHERE tasks.id = gone.task_id RETURNING tasks.waiting_on)
     SELECT bool_or(waiting_on = 0) AS released FROM counted`,
    JSON.stringify(settled),
  );
  return rows.at(0)?.released === true;
}

/**
 * Ends the active runs in which every task has settled. A run without any product has done nothing;
 * one in which anything is wrong is done with problems. Caveats change no outcome.
 *
 * @returns the runs that ended
 */
export async function endRuns(sql: Sql, now: Date): Promise<string[]> {
  const ended = await query<{ id: string }>(
    sql,
    `UPDATE runs SET state = 'finished', finished_at = $1::timestamptz, outcome = CASE
       WHEN NOT EXISTS (SELECT 1 FROM products JOIN tasks ON tasks.id = products.task_id
                        WHERE products.run_id = runs.id AND tasks.state IN ('done', 'reused'))
         THEN 'nothing-done'
       WHEN jsonb_array_length(problems) > 0
         OR EXISTS (SELECT 1 FROM tasks WHERE run_id = runs.id AND state IN ('failed', 'left-out'))
         THEN 'done-with-problems'
       ELSE 'done' END
     WHERE state = 'active' AND NOT EXISTS (
       SELECT 1 FROM tasks WHERE run_id = runs.id AND state IN ('waiting', 'queued'))
     RETURNING id`,
    now.toISOString(),
  );
  return ended.map((run) => run.id);
}

/** A change of state of one task. */
export interface Settlement {
  readonly id: string;
  readonly state: 'queued' | 'reused' | 'left-out';
  readonly fingerprint: string | null;
  /** Requests go out in its order, the greatest first. */
  readonly priority: number;
  readonly request: object | null;
  readonly reasons: readonly object[];
}

/**
 * Moves waiting tasks on; those another coordinator has moved meanwhile are not touched.
 *
 * @returns the tasks that were moved
 */
export async function moveOn(
  sql: Sql,
  settlements: readonly Settlement[],
  now: Date,
): Promise<{ id: string; state: string }[]> {
  if (settlements.length === 0) return [];
  return query<{ id: string; state: string }>(
    sql,
    `WITH moved AS (
       UPDATE tasks SET state = new.state, fingerprint = new.fingerprint, request = new.request,
         reasons = new.reasons,
         attempt = CASE new.state WHEN 'queued' THEN tasks.attempt + 1 ELSE tasks.attempt END,
         queued_at = CASE new.state WHEN 'queued' THEN now() END,
         settled_at = CASE new.state WHEN 'queued' THEN NULL ELSE $2::timestamptz END
       FROM jsonb_to_recordset($1::jsonb)
         AS new(id text, state text, fingerprint text, priority float8, request jsonb, reasons jsonb)
       WHERE tasks.id = new.id AND tasks.state = 'waiting' AND tasks.waiting_on = 0
       RETURNING tasks.id, tasks.state, tasks.attempt, new.priority, tasks.position),
     sent AS (INSERT INTO outbox (task_id, attempt)
       SELECT id, attempt FROM moved WHERE state = 'queued'
       ORDER BY priority DESC, position)
     SELECT id, state FROM moved`,
    rowsParameter(settlements),
    now.toISOString(),
  );
}
