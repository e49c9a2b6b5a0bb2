import {
  NightSkiesError,
  taskRequestSchema,
  type Problem,
  type TaskRequest,
  type TaskTypeName,
} from '@nightskies/contracts';
import { type Database, execute, query } from '../database/sql.js';

/** Messages sent at once; the next ones follow when these are acknowledged. */
const batchSize = 200;

/** Publishes one task and resolves when the broker has it. */
export type PublishTask = (type: TaskTypeName, request: TaskRequest) => Promise<void>;

/**
 * Sends what the outbox holds, oldest first, and marks each message after the broker acknowledged
 * it. A crash in between sends it again with the same id, which is harmless. A message the bus
 * will never take is given to `refuse`, so that its task does not wait for ever.
 *
 * @returns the number of messages sent
 */
export async function sendOutbox(
  database: Database,
  publish: PublishTask,
  refuse: (request: TaskRequest, reason: Problem) => Promise<void>,
  now: () => Date,
): Promise<number> {
  let sent = 0;
  for (;;) {
    // The latest attempt only: an earlier one that was never sent is no longer wanted.
    const rows = await query<{ id: bigint; request: object; attempt: number; wanted: boolean }>(
      database,
      `SELECT outbox.id, tasks.request, outbox.attempt,
         tasks.state = 'queued' AND tasks.attempt = outbox.attempt AS wanted
       FROM outbox JOIN tasks ON tasks.id = outbox.task_id
       WHERE sent_at IS NULL ORDER BY outbox.id LIMIT ${batchSize}`,
    );
    if (rows.length === 0) return sent;
    const outcomes = await Promise.allSettled(
      rows.map(async ({ id, request, attempt, wanted }) => {
        if (wanted) {
          const complete = taskRequestSchema.parse({ ...request, attempt });
          try {
            await publish(complete.type, complete);
          } catch (error) {
            if (!(error instanceof NightSkiesError) || error.retryable) throw error;
            await refuse(complete, error.problem);
          }
        }
        return String(id);
      }),
    );
    const done = outcomes.flatMap((item) => (item.status === 'fulfilled' ? [item.value] : []));
    await execute(
      database,
      `UPDATE outbox SET sent_at = $2::timestamptz
       WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))`,
      JSON.stringify(done),
      now().toISOString(),
    );
    sent += done.length;
    const refused = outcomes.find((item) => item.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    if (rows.length < batchSize) return sent;
  }
}

/**
 * Asks again for tasks that were sent long ago and never came back, as their next attempt. Times are
 * those of the database: catalogs on several machines share its clock and no other.
 *
 * @param olderThanMs tasks queued longer ago than this
 * @param types only tasks of these types
 * @returns the number of tasks asked for again
 */
export async function askAgain(
  database: Database,
  olderThanMs: number,
  types: readonly TaskTypeName[],
): Promise<number> {
  if (types.length === 0) return 0;
  return execute(
    database,
    `WITH late AS (
       UPDATE tasks SET attempt = attempt + 1, queued_at = now()
       FROM runs
       WHERE runs.id = run_id AND runs.state = 'active' AND tasks.state = 'queued'
         AND queued_at <= now() - $1::float8 * interval '1 millisecond'
         AND type IN (SELECT jsonb_array_elements_text($2::jsonb))
         AND EXISTS (SELECT 1 FROM outbox WHERE task_id = tasks.id
           AND outbox.attempt = tasks.attempt AND sent_at IS NOT NULL)
       RETURNING tasks.id, tasks.attempt)
     INSERT INTO outbox (task_id, attempt) SELECT id, attempt FROM late`,
    olderThanMs,
    JSON.stringify(types),
  );
}
