import { metricSchema, type TaskResult } from '@nightskies/contracts';
import { z } from 'zod';
import {
  coordinate,
  type Database,
  execute,
  query,
  rowsParameter,
  type Sql,
} from '../database/sql.js';
import { countDown } from './settle-tasks.js';

/** Facts of an output of metrics.measure, as far as they are readable. */
const metricFactsSchema = z.object({ metrics: z.array(metricSchema) });

/**
 * Records finished tasks: their states, outputs, provenance edges and metrics, and releases what
 * waited for them, in one transaction. A result counts while its task is queued and has the
 * fingerprint it was asked for. A success counts from any attempt, because equal work gives equal
 * bytes; a failure only from the last one, because an earlier worker may have been dying. All other
 * results are repeats and change nothing.
 *
 * @returns ids of the tasks that were settled by these results, and whether they released others
 */
export async function commitResults(
  database: Database,
  results: readonly TaskResult[],
  now: Date,
): Promise<{ settled: string[]; released: boolean }> {
  // Of several results of one task the first success is taken, else the last attempt.
  const byTask = new Map<string, TaskResult>();
  for (const result of results) {
    const other = byTask.get(result.taskId);
    if (other === undefined || (other.outcome === 'failed' && better(result, other))) {
      byTask.set(result.taskId, result);
    }
  }
  return coordinate(database, async (sql) => {
    const settled = await settle(sql, [...byTask.values()], now);
    const done = settled.filter((row) => row.state === 'done').map((row) => row.id);
    await recordComputations(
      sql,
      done.flatMap((id) => byTask.get(id) ?? []),
    );
    const ids = settled.map((row) => row.id);
    return { settled: ids, released: await countDown(sql, ids) };
  });
}

function better(a: TaskResult, b: TaskResult): boolean {
  return a.outcome === 'done' || a.attempt > b.attempt;
}

async function settle(
  sql: Sql,
  results: readonly TaskResult[],
  now: Date,
): Promise<{ id: string; state: string }[]> {
  return query<{ id: string; state: string }>(
    sql,
    `UPDATE tasks SET state = new.outcome, settled_at = $2::timestamptz,
       reasons = CASE new.outcome WHEN 'failed' THEN new.problems ELSE '[]'::jsonb END
     FROM jsonb_to_recordset($1::jsonb)
       AS new("taskId" text, attempt int, fingerprint text, outcome text, problems jsonb)
     WHERE tasks.id = new."taskId" AND tasks.state = 'queued'
       AND tasks.fingerprint = new.fingerprint
       AND (new.attempt = tasks.attempt OR (new.outcome = 'done' AND new.attempt < tasks.attempt))
     RETURNING tasks.id, tasks.state`,
    rowsParameter(
      results.map(({ taskId, attempt, fingerprint, outcome, problems }) => ({
        ...{ taskId, attempt, fingerprint, outcome, problems },
      })),
    ),
    now.toISOString(),
  );
}

/**
 * Inputs come from the request of the task, outputs from its result. Work done again after its
 * outputs were lost replaces what was recorded.
 */
async function recordComputations(sql: Sql, results: readonly TaskResult[]): Promise<void> {
  if (results.length === 0) return;
  const metrics = results.flatMap((result) =>
    result.outputs.flatMap(({ facts }) => {
      const parsed = metricFactsSchema.safeParse(facts);
      return parsed.success
        ? parsed.data.metrics.map((metric) => ({ taskId: result.taskId, ...metric }))
        : [];
    }),
  );
  await execute(
    sql,
    `WITH results AS (
       SELECT new.*, tasks.request, tasks.night, tasks.set, tasks.band FROM jsonb_to_recordset($1::jsonb)
         AS new("taskId" text, fingerprint text, outputs jsonb, problems jsonb, seconds float8)
       JOIN tasks ON tasks.id = new."taskId"),
     outputs AS (
       SELECT DISTINCT ON (results.fingerprint, item.role) results.fingerprint, item.*
       FROM results, jsonb_to_recordset(results.outputs)
         AS item(role text, name text, kind text, digest text, bytes bigint, facts jsonb)),
     new_artifacts AS (
       INSERT INTO artifacts (digest, kind, name, bytes)
       SELECT DISTINCT ON (digest) digest, kind, name, bytes FROM outputs
       ON CONFLICT (digest) DO NOTHING),
     new_computations AS (
       INSERT INTO computations (fingerprint, type, version, parameters, arguments, missing, problems, seconds)
       SELECT DISTINCT ON (fingerprint) fingerprint, request->>'type', (request->>'version')::int,
         request->'parameters', request->'arguments', request->'missing', problems, seconds
       FROM results
       ON CONFLICT (fingerprint) DO UPDATE SET problems = EXCLUDED.problems, seconds = EXCLUDED.seconds),
     new_inputs AS (
       INSERT INTO computation_inputs (fingerprint, role, name, digest)
       SELECT DISTINCT ON (results.fingerprint, item.role, item.name)
         results.fingerprint, item.role, item.name, item.digest
       FROM results, jsonb_to_recordset(results.request->'inputs')
         AS item(role text, name text, digest text)
       ON CONFLICT DO NOTHING),
     new_metrics AS (
       INSERT INTO metrics (fingerprint, name, sky, night, set, band, value, uncertainty, unit, reason)
       SELECT DISTINCT ON (results.fingerprint, item.name, item.sky)
         results.fingerprint, item.name, item.sky, results.night, results.set, results.band,
         item.value, item.uncertainty, item.unit, item.reason
       FROM jsonb_to_recordset($2::jsonb) AS item("taskId" text, name text, sky text, value float8,
         uncertainty float8, unit text, reason text)
       JOIN results ON results."taskId" = item."taskId"
       ON CONFLICT (fingerprint, name, sky) DO UPDATE SET value = EXCLUDED.value,
         uncertainty = EXCLUDED.uncertainty, unit = EXCLUDED.unit, reason = EXCLUDED.reason)
     INSERT INTO computation_outputs (fingerprint, role, name, digest, facts)
     SELECT fingerprint, role, name, digest, facts FROM outputs
     ON CONFLICT (fingerprint, role) DO UPDATE
       SET digest = EXCLUDED.digest, name = EXCLUDED.name, facts = EXCLUDED.facts`,
    rowsParameter(results),
    rowsParameter(metrics),
  );
}
