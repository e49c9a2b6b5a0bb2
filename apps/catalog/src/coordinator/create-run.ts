import { planDigest, taskPriorities, type Plan } from '@nightskies/catalog';
import type { Problem, RunRequest } from '@nightskies/contracts';
import {
  coordinate,
  execute,
  jsonParameter,
  query,
  rowsParameter,
  type Sql,
} from '../database/sql.js';
import type { PrismaClient } from '../generated/client.js';

export interface PlannedRun {
  readonly request: RunRequest;
  readonly plan: Plan;
  /** From ingest and planning together. */
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/**
 * Records a planned run with its tasks, their dependencies and its products in one transaction. If
 * a run with the same plan has not finished, that one is taken up again instead: what it had asked
 * for and never got is decided about anew.
 *
 * @param newId id for a new run; ids sort by time
 */
export async function createRun(
  prisma: PrismaClient,
  planned: PlannedRun,
  newId: string,
  now: Date,
): Promise<{ run: string; resumed: boolean }> {
  const digest = planDigest(planned.plan);
  return coordinate(prisma, async (sql) => {
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
  { request, plan, problems, caveats }: PlannedRun,
  digest: string,
  run: string,
  now: Date,
): Promise<void> {
  const idOf = new Map(plan.tasks.map((task, position) => [task.key, `${run}.${position}`]));
  const priorities = taskPriorities(plan.tasks);
  const dependencies: { task_id: string; upstream_id: string }[] = [];
  const tasks = plan.tasks.map((task, position) => {
    const id = `${run}.${position}`;
    const upstream = new Set(
      task.inputs.flatMap(({ from }) => ('task' in from ? (idOf.get(from.task) ?? []) : [])),
    );
    for (const upstream_id of upstream) dependencies.push({ task_id: id, upstream_id });
    const { key, type, version, scope } = task;
    const row = { ...task, priority: priorities.get(key) ?? 0 };
    return { id, position, key, type, version, ...scope, plan: row, waiting_on: upstream.size };
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
       state, waiting_on, reasons)
     SELECT id, $2, position, key, type, version, night, set, band, frame, plan,
       'waiting', waiting_on, '[]'
     FROM jsonb_to_recordset($1::jsonb) AS new(id text, position int, key text, type text,
       version int, night text, set int, band text, frame text, plan jsonb, waiting_on int)`,
    rowsParameter(tasks),
    run,
  );
  await execute(
    sql,
    `INSERT INTO task_dependencies (task_id, upstream_id)
     SELECT task_id, upstream_id FROM jsonb_to_recordset($1::jsonb)
       AS new(task_id text, upstream_id text)`,
    rowsParameter(dependencies),
  );
  await execute(
    sql,
    `INSERT INTO products (run_id, position, task_id, output, kind, night, set, band, frame)
     SELECT $2, position, task_id, output, kind, night, set, band, frame
     FROM jsonb_to_recordset($1::jsonb) AS new(position int, task_id text, output text, kind text,
       night text, set int, band text, frame text)`,
    rowsParameter(
      plan.products.map(({ task, ...product }, position) => ({
        ...product,
        position,
        task_id: idOf.get(task),
      })),
    ),
    run,
  );
}

/**
 * What a new process does with the runs another left active: an embedded catalog lets them rest
 * until somebody asks for them again; a service goes on.
 */
export async function interruptRuns(prisma: PrismaClient): Promise<number> {
  return execute(prisma, `UPDATE runs SET state = 'interrupted' WHERE state = 'active'`);
}
