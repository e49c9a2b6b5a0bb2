import {
  dependents,
  judgeTask,
  type PlannedTask,
  type TaskKey,
  type TaskProgress,
} from '@nightskies/catalog';
import type { Digest } from '@nightskies/contracts';
import type { Sql } from '../database/sql.js';
import { knownWork, type PresenceStore } from './known-work.js';

/**
 * Tasks of a plan that are done already, found before a row of them is written: most of a plan, when a
 * night is worked on again. Decided one after the other from the rows, as `releaseTasks` does, they
 * would cost a turn of transactions for each step of the pipeline.
 *
 * @param tasks in pipeline order, as `planRun` gives them
 * @returns their fingerprints, by key; what is not among them is decided when the run has begun
 */
export async function foreseeReuse(
  sql: Sql,
  store: PresenceStore,
  tasks: readonly PlannedTask[],
): Promise<ReadonlyMap<TaskKey, Digest>> {
  const reused = new Map<TaskKey, Digest>();
  const progress = new Map<TaskKey, TaskProgress>();
  const waitingOn = new Map(tasks.map((task) => [task.key, upstreamOf(task).size]));
  const next = dependents(tasks);
  let step = tasks.filter(({ key }) => waitingOn.get(key) === 0);
  while (step.length > 0) {
    const ready = step.flatMap((task) => {
      const verdict = judgeTask(task, (key) => progress.get(key));
      if (verdict.verdict !== 'ready') return [];
      return [{ key: task.key, fingerprint: verdict.fingerprint }];
    });
    const known = await knownWork(
      sql,
      store,
      ready.map(({ fingerprint }) => fingerprint),
    );
    step = [];
    for (const { key, fingerprint } of ready) {
      const outputs = known.get(fingerprint);
      if (outputs === undefined) continue;
      reused.set(key, fingerprint);
      progress.set(key, { state: 'reused', outputs });
      for (const task of next.get(key) ?? []) {
        const left = (waitingOn.get(task.key) ?? 0) - 1;
        waitingOn.set(task.key, left);
        if (left === 0) step.push(task);
      }
    }
  }
  return reused;
}

/** Tasks that a task takes inputs from. */
export function upstreamOf({ inputs }: PlannedTask): ReadonlySet<TaskKey> {
  return new Set(inputs.flatMap(({ from }) => ('task' in from ? [from.task] : [])));
}
