import {
  judgeTask,
  type PlannedTask,
  type TaskProgress,
  type TaskVerdict,
} from '@nightskies/catalog';
import {
  digestSchema,
  problem,
  type Digest,
  type Problem,
  type TaskRequest,
} from '@nightskies/contracts';
import { coordinate, type Database, query, type Sql } from '../database/sql.js';
import { knownWork, type PresenceStore } from './known-work.js';
import { plannedTaskSchema, problemsSchema } from './planned-task-row.js';
import { countDown, moveOn, type Settlement } from './settle-tasks.js';

/** Tasks decided in one round; more wait for the next one. */
const roundSize = 500;

interface ReleasedRow {
  readonly id: string;
  readonly run_id: string;
  readonly plan: unknown;
}

interface ProgressRow {
  readonly run_id: string;
  readonly key: string;
  readonly state: string;
  readonly reasons: unknown;
  readonly outputs: unknown;
}

interface ReadyTask {
  readonly row: ReleasedRow;
  readonly task: PlannedTask & { readonly priority: number };
  readonly verdict: Extract<TaskVerdict, { verdict: 'ready' }>;
}

/**
 * Decides about every task of the active runs that waits for nothing any more: it is reused when
 * the outputs of its fingerprint are known and in the store, else queued, or left out for lack of
 * an input. Goes on until nothing more can be decided. Reads and decides outside of transactions;
 * only writing is one.
 *
 * @returns the tasks queued, which the relay has to send, with their priorities, and whether others
 *   were settled here
 */
export async function releaseTasks(
  database: Database,
  store: PresenceStore,
  now: () => Date,
): Promise<{ readonly queued: ReadonlyMap<string, number>; readonly settled: boolean }> {
  const queued = new Map<string, number>();
  let settled = false;
  for (;;) {
    const settlements = await decide(database, store);
    if (settlements.length === 0) return { queued, settled };
    const moved = await coordinate(database, async (sql) => {
      const rows = await moveOn(sql, settlements, now());
      await countDown(
        sql,
        rows.filter((row) => row.state !== 'queued').map((row) => row.id),
      );
      return rows;
    });
    const priorities = new Map(settlements.map(({ id, priority }) => [id, priority]));
    const newlyQueued = moved.filter((row) => row.state === 'queued');
    for (const { id } of newlyQueued) queued.set(id, priorities.get(id) ?? 0);
    settled ||= newlyQueued.length < moved.length;
    // Tasks that are queued release no others.
    if (newlyQueued.length === moved.length && settlements.length < roundSize) {
      return { queued, settled };
    }
  }
}

async function decide(sql: Sql, store: PresenceStore): Promise<Settlement[]> {
  const released = await query<ReleasedRow>(
    sql,
    `SELECT tasks.id, run_id, plan FROM tasks JOIN runs ON runs.id = run_id
     WHERE runs.state = 'active' AND tasks.state = 'waiting' AND waiting_on = 0
     ORDER BY requested_at, position LIMIT ${roundSize}`,
  );
  if (released.length === 0) return [];
  const progress = await readProgress(sql, released);
  const settlements: Settlement[] = [];
  const ready: ReadyTask[] = [];
  for (const row of released) {
    const task = plannedTaskSchema.parse(row.plan);
    const verdict = judgeTask(task, (key) => progress.get(row.run_id)?.get(key));
    if (verdict.verdict === 'ready') ready.push({ row, task, verdict });
    else if (verdict.verdict === 'left-out') {
      settlements.push({
        ...{ id: row.id, state: 'left-out', fingerprint: null, request: null },
        priority: task.priority,
        reasons: [verdict.reason],
      });
    }
  }
  return [...settlements, ...(await reuseOrQueue(sql, store, ready))];
}

/** How far the tasks are that the released ones take inputs from: by run, then by key. */
async function readProgress(
  sql: Sql,
  released: readonly ReleasedRow[],
): Promise<Map<string, Map<string, TaskProgress>>> {
  const rows = await query<ProgressRow>(
    sql,
    `SELECT run_id, key, state, reasons,
       (SELECT jsonb_object_agg(role, digest) FROM computation_outputs AS output
        WHERE output.fingerprint = upstream.fingerprint) AS outputs
     FROM tasks AS upstream WHERE id IN (SELECT DISTINCT upstream_id FROM task_dependencies
       WHERE task_id IN (SELECT jsonb_array_elements_text($1::jsonb)))`,
    JSON.stringify(released.map((row) => row.id)),
  );
  const progress = new Map<string, Map<string, TaskProgress>>();
  for (const row of rows) {
    const own = progress.get(row.run_id) ?? new Map<string, TaskProgress>();
    own.set(row.key, progressOf(row));
    progress.set(row.run_id, own);
  }
  return progress;
}

function progressOf(row: ProgressRow): TaskProgress {
  switch (row.state) {
    case 'done':
    case 'reused':
      return { state: row.state, outputs: outputsOf(row.outputs) };
    case 'failed':
    case 'left-out':
      return { state: row.state, reason: firstReason(row) };
    default:
      return { state: 'waiting' };
  }
}

function outputsOf(column: unknown): Record<string, Digest> {
  if (column === null || typeof column !== 'object') return {};
  return Object.fromEntries(
    Object.entries(column).map(([role, digest]) => [role, digestSchema.parse(digest)]),
  );
}

function firstReason(row: ProgressRow): Problem {
  const first = problemsSchema.parse(row.reasons).at(0);
  return first ?? problem('task-failed', `${row.key} failed without a reason`);
}

async function reuseOrQueue(
  sql: Sql,
  store: PresenceStore,
  ready: readonly ReadyTask[],
): Promise<Settlement[]> {
  if (ready.length === 0) return [];
  const known = await knownWork(
    sql,
    store,
    ready.map(({ verdict }) => verdict.fingerprint),
  );
  const toQueue: ReadyTask[] = [];
  const settlements: Settlement[] = [];
  for (const item of ready) {
    const { fingerprint } = item.verdict;
    if (known.has(fingerprint)) {
      settlements.push({
        id: item.row.id,
        state: 'reused',
        fingerprint,
        priority: item.task.priority,
        request: null,
        reasons: [],
      });
    } else toQueue.push(item);
  }
  const places = await readPlaces(sql, toQueue);
  for (const item of toQueue) settlements.push(queuedTask(item, places));
  return settlements;
}

/** Where raw inputs lie; what is not among them lies in the store. */
async function readPlaces(
  sql: Sql,
  tasks: readonly ReadyTask[],
): Promise<ReadonlyMap<string, string>> {
  const digests = new Set(tasks.flatMap(({ verdict }) => verdict.inputs.map((i) => i.digest)));
  if (digests.size === 0) return new Map();
  const rows = await query<{ digest: string; path: string }>(
    sql,
    `SELECT digest, path FROM artifacts WHERE path IS NOT NULL
       AND digest IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    JSON.stringify([...digests]),
  );
  return new Map(rows.map(({ digest, path }) => [digest, path]));
}

function queuedTask(
  { row, task, verdict }: ReadyTask,
  places: ReadonlyMap<string, string>,
): Settlement {
  const location = (digest: Digest): TaskRequest['inputs'][number]['location'] => {
    const path = places.get(digest);
    return path === undefined ? { type: 'store' } : { type: 'file', path };
  };
  const inputs = verdict.inputs.map((input) => ({ ...input, location: location(input.digest) }));
  const request: Omit<TaskRequest, 'attempt'> = {
    taskId: row.id,
    runId: row.run_id,
    type: task.type,
    version: task.version,
    fingerprint: verdict.fingerprint,
    parameters: { ...task.parameters },
    arguments: { ...task.arguments },
    inputs,
    missing: [...verdict.missing],
    priority: task.priority,
  };
  const { fingerprint } = verdict;
  const { priority } = task;
  return { id: row.id, state: 'queued', fingerprint, priority, request, reasons: [] };
}
