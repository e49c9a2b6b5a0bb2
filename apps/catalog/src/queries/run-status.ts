import {
  problem,
  productSchema,
  runMetricSchema,
  runRequestSchema,
  runStateSchema,
  runStatusSchema,
  taskStateSchema,
  taskTypeNames,
  taskTypes,
  type Problem,
  type Product,
  type RunMetric,
  type RunProgress,
  type RunStatus,
  type TaskState,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import { problemsSchema } from '../coordinator/planned-task-row.js';
import { query, type Sql } from '../database/sql.js';

/** Everything a person asks of a run, or null when there is none of this id. */
export async function readRunStatus(
  sql: Sql,
  store: ArtifactStore,
  run: string,
): Promise<RunStatus | null> {
  const row = (
    await query<{
      state: string;
      outcome: string | null;
      requested_at: Date;
      request: unknown;
      problems: unknown;
      caveats: unknown;
    }>(
      sql,
      `SELECT state, outcome, requested_at, request, problems, caveats FROM runs WHERE id = $1`,
      run,
    )
  ).at(0);
  if (row === undefined) return null;
  const counts = await query<{ type: string; state: string; number: number }>(
    sql,
    `SELECT type, state, count(*)::int AS number FROM tasks WHERE run_id = $1 GROUP BY type, state`,
    run,
  );
  const inState = (state: TaskState): number =>
    counts.filter((item) => item.state === state).reduce((sum, item) => sum + item.number, 0);
  return {
    run,
    state: runStateSchema.parse(row.state),
    requestedAt: row.requested_at.toISOString(),
    request: runRequestSchema.parse(row.request),
    outcome: runStatusSchema.shape.outcome.parse(row.outcome),
    progress: progressOf(counts),
    tasks: {
      computed: inState('done'),
      reused: inState('reused'),
      failed: inState('failed'),
      total: counts.reduce((sum, item) => sum + item.number, 0),
    },
    problems: distinct([
      ...problemsSchema.parse(row.problems),
      ...(await taskProblems(sql, run)),
      ...problemsSchema.parse(row.caveats),
      ...(await resultCaveats(sql, run)),
    ]),
    products: await readRunProducts(sql, store, run),
    metrics: await readRunMetrics(sql, run),
  };
}

/** How far a run is, or null when there is none of this id: one statement, as it is asked for often. */
export async function readRunProgress(sql: Sql, run: string): Promise<RunProgress | null> {
  const rows = await query<{ run_state: string; type: string; state: string; number: number }>(
    sql,
    `SELECT runs.state AS run_state, type, tasks.state, count(*)::int AS number
     FROM runs LEFT JOIN tasks ON tasks.run_id = runs.id
     WHERE runs.id = $1 GROUP BY runs.state, type, tasks.state`,
    run,
  );
  const first = rows.at(0);
  if (first === undefined) return null;
  return { run, state: runStateSchema.parse(first.run_state), progress: progressOf(rows) };
}

/** Counts of every state for the task types that occur, in pipeline order. */
export function progressOf(
  counts: readonly { type: string; state: string; number: number }[],
): RunStatus['progress'] {
  return taskTypeNames.flatMap((type) => {
    const own = counts.filter((item) => item.type === type);
    if (own.length === 0) return [];
    const of = (state: TaskState): number => own.find((item) => item.state === state)?.number ?? 0;
    return [
      {
        type,
        counts: {
          waiting: of('waiting'),
          queued: of('queued'),
          done: of('done'),
          reused: of('reused'),
          failed: of('failed'),
          'left-out': of('left-out'),
        },
      },
    ];
  });
}

/** Why tasks failed; then what was left out for it, in one sentence per cause. */
async function taskProblems(sql: Sql, run: string): Promise<Problem[]> {
  const rows = await query<{ type: string; state: string; key: string; reasons: unknown }>(
    sql,
    `SELECT type, state, key, reasons FROM tasks
     WHERE run_id = $1 AND state IN ('failed', 'left-out') ORDER BY position`,
    run,
  );
  const failures: Problem[] = [];
  const leftOut = new Map<string, { reason: Problem; types: string[] }>();
  for (const row of rows) {
    const reasons = problemsSchema.parse(row.reasons);
    if (taskStateSchema.parse(row.state) === 'failed') {
      const own = reasons.map((item) => ({ ...item, message: `${row.key}: ${item.message}` }));
      failures.push(
        ...(own.length > 0 ? own : [problem('task-failed', `${row.key} failed without a reason`)]),
      );
      continue;
    }
    for (const reason of reasons) {
      const key = JSON.stringify(reason);
      const group = leftOut.get(key) ?? { reason, types: [] };
      group.types.push(row.type);
      leftOut.set(key, group);
    }
  }
  const summaries = [...leftOut.values()].map(({ reason, types }) => ({
    ...reason,
    message: `${countTypes(types)} ${reason.message}`,
  }));
  return [...failures, ...summaries];
}

function countTypes(types: readonly string[]): string {
  return taskTypeNames
    .flatMap((name) => {
      const number = types.filter((type) => type === name).length;
      return number === 0 ? [] : [`${number} ${taskTypes[name].title}`];
    })
    .join(', ');
}

/** Caveats of results that stand. */
async function resultCaveats(sql: Sql, run: string): Promise<Problem[]> {
  const rows = await query<{ problems: unknown }>(
    sql,
    `SELECT computations.problems FROM tasks JOIN computations USING (fingerprint)
     WHERE run_id = $1 AND state IN ('done', 'reused') AND jsonb_array_length(problems) > 0
     ORDER BY position`,
    run,
  );
  return rows.flatMap((row) => problemsSchema.parse(row.problems));
}

async function readRunProducts(sql: Sql, store: ArtifactStore, run: string): Promise<Product[]> {
  const rows = await query<Record<string, unknown>>(
    sql,
    `SELECT products.kind, products.night, products.set, products.band, products.frame,
       outputs.digest AS sha256
     FROM products JOIN tasks ON tasks.id = task_id
     JOIN computation_outputs AS outputs
       ON outputs.fingerprint = tasks.fingerprint AND outputs.role = products.output
     WHERE products.run_id = $1 AND state IN ('done', 'reused') ORDER BY products.position`,
    run,
  );
  return rows.map((row) =>
    productSchema.parse({ ...row, path: store.pathOf(String(row['sha256'])) }),
  );
}

async function readRunMetrics(sql: Sql, run: string): Promise<RunMetric[]> {
  const rows = await query<Record<string, unknown>>(
    sql,
    `SELECT tasks.night, tasks.set, tasks.band, metrics.name, metrics.sky, metrics.value,
       metrics.uncertainty, metrics.unit, metrics.reason
     FROM tasks JOIN metrics USING (fingerprint)
     WHERE tasks.run_id = $1 AND state IN ('done', 'reused')
     ORDER BY tasks.position, metrics.name, metrics.sky`,
    run,
  );
  return rows.map((row) => runMetricSchema.parse(row));
}

function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((item) => [JSON.stringify(item), item])).values()];
}
