import { planDigest, taskPriorities, type Plan, type TaskKey } from '@nightskies/catalog';
import type { Digest, Problem, RunRequest } from '@nightskies/contracts';
import {
  coordinate,
  type Database,
  execute,
  jsonParameter,
  query,
  rowsParameter,
  type Sql,
} from '../database/sql.js';
import { upstreamOf } from './foresee-reuse.js';

export interface PlannedRun {
  readonly request: RunRequest;
  readonly plan: Plan;
  /** From ingest and planning together. */
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
  /** Fingerprints of the tasks that are done already, by key. */
  readonly reused: ReadonlyMap<TaskKey, Digest>;
}

/**
 * Records a planned run with its tasks, their dependencies and its products in one transaction. If
 * a run with the same plan has not finished, that one is taken up again instead: what it had asked
 * for and never got is decided about anew.
 *
 * @param newId id for a new run; ids sort by time
 */
export async function createRun(
  database: Database,
  planned: PlannedRun,
  newId: string,
  now: Date,
): Promise<{ run: string; resumed: boolean }> {
  const digest = planDigest(planned.plan);
  return coordinate(database, async (sql) => {
    const rows = await query<{ id: string; state: string }>(
      sql,
      `SELECT id, state FROM runs WHERE plan_digest = $1 AND state <> 'finished'
       ORDER BY id DESC LIMIT 1`,
      digest,
    );
    const unfinished = rows.at(0);
    if (unfinished !== undefined) {
      await takeUp(sql, unfinished.id, unfinished.state === 'interrupted', planned);
      return { run: unfinished.id, resumed: true };
    }
    await insertSnapshots(sql, planned.plan);
    await insertRun(sql, planned, digest, newId, now);
    return { run: newId, resumed: false };
  });
}

async function takeUp(
  sql: Sql,
  run: string,
  interrupted: boolean,
  { problems, caveats }: PlannedRun,
): Promise<void> {
  await execute(
    sql,
    `UPDATE runs SET state = 'active', problems = $2::jsonb, caveats = $3::jsonb WHERE id = $1`,
    run,
    jsonParameter(problems),
    jsonParameter(caveats),
  );
  if (!interrupted) return;
  await execute(
    sql,
    `UPDATE tasks SET state = 'waiting', fingerprint = NULL, request = NULL, queued_at = NULL
     WHERE run_id = $1 AND state = 'queued'`,
    run,
  );
}

/**
 * What enters from outside the sets is an artifact like any other; the store has its bytes. It is
 * called as the tasks call it, which is all that manifests remember.
 */
async function insertSnapshots(sql: Sql, plan: Plan): Promise<void> {
  const names = new Map(
    plan.tasks.flatMap((task) =>
      task.inputs.flatMap(({ from, name }) =>
        'artifact' in from ? [[from.artifact, name] as const] : [],
      ),
    ),
  );
  await execute(
    sql,
    `INSERT INTO artifacts (digest, kind, name, bytes)
     SELECT digest, kind, name, bytes FROM jsonb_to_recordset($1::jsonb)
       AS new(digest text, kind text, name text, bytes bigint)
     ON CONFLICT (digest) DO NOTHING`,
    rowsParameter(
      plan.snapshots.map(({ digest, kind, name, text }) => ({
        ...{ digest, kind, name: names.get(digest) ?? name, bytes: Buffer.byteLength(text) },
      })),
    ),
  );
}

async function insertRun(
  sql: Sql,
  { request, plan, problems, caveats, reused }: PlannedRun,
  digest: string,
  run: string,
  now: Date,
): Promise<void> {
  const positionOf = new Map(plan.tasks.map(({ key }, position) => [key, position]));
  const priorities = taskPriorities(plan.tasks);
  const dependencies: { task: number; upstream: number }[] = [];
  const tasks = plan.tasks.map((task, position) => {
    const { key, type, version, scope } = task;
    const row = { ...task, priority: priorities.get(key) ?? 0 };
    const named = { position, key, type, version, ...scope, plan: row };
    const fingerprint = reused.get(key);
    if (fingerprint !== undefined) {
      // Nobody asks any more what a settled task waited for: nine tenths of what would be written.
      const inputs = task.inputs.filter(({ from }) => 'artifact' in from);
      return {
        ...{ ...named, plan: { ...row, inputs } },
        ...{ state: 'reused', waiting_on: 0, fingerprint },
      };
    }
    let waitingOn = 0;
    for (const origin of upstreamOf(task)) {
      const upstream = positionOf.get(origin);
      if (upstream === undefined) continue;
      dependencies.push({ task: position, upstream });
      if (!reused.has(origin)) waitingOn += 1;
    }
    return { ...named, state: 'waiting', waiting_on: waitingOn, fingerprint: null };
  });
  await execute(
    sql,
    `INSERT INTO runs (id, state, plan_digest, requested_at, request, problems, caveats)
     VALUES ($1, 'active', $2, $3::timestamptz, $4::jsonb, $5::jsonb, $6::jsonb)`,
    ...[run, digest, now.toISOString(), jsonParameter(request)],
    ...[jsonParameter(problems), jsonParameter(caveats)],
  );
  await execute(
    sql,
    `INSERT INTO tasks (id, run_id, position, key, type, version, night, set, band, frame, plan,
       state, waiting_on, reasons, fingerprint, settled_at)
     SELECT $2 || '.' || position, $2, position, key, type, version, night, set, band, frame, plan,
       state, waiting_on, '[]', fingerprint, CASE state WHEN 'reused' THEN $3::timestamptz END
     FROM jsonb_to_recordset($1::jsonb) AS new(position int, key text, type text, version int,
       night text, set int, band text, frame text, plan jsonb, state text, waiting_on int,
       fingerprint text)`,
    rowsParameter(tasks),
    run,
    now.toISOString(),
  );
  await execute(
    sql,
    `INSERT INTO task_dependencies (task_id, upstream_id)
     SELECT $2 || '.' || task, $2 || '.' || upstream
     FROM jsonb_to_recordset($1::jsonb) AS new(task int, upstream int)`,
    rowsParameter(dependencies),
    run,
  );
  await execute(
    sql,
    `INSERT INTO products (run_id, position, task_id, output, kind, night, set, band, frame)
     SELECT $2, position, $2 || '.' || task, output, kind, night, set, band, frame
     FROM jsonb_to_recordset($1::jsonb) AS new(position int, task int, output text, kind text,
       night text, set int, band text, frame text)`,
    rowsParameter(
      plan.products.map(({ task, ...product }, position) => ({
        ...product,
        position,
        task: positionOf.get(task),
      })),
    ),
    run,
  );
}

/**
 * What a new process does with the runs another left active: an embedded catalog lets them rest
 * until somebody asks for them again; a service goes on.
 */
export async function interruptRuns(database: Database): Promise<number> {
  return execute(database, `UPDATE runs SET state = 'interrupted' WHERE state = 'active'`);
}
