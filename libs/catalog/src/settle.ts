import {
  problem,
  taskTypes,
  type InputRole,
  type MissingInput,
  type Problem,
} from '@nightskies/contracts';
import { byRoleAndName, fingerprint } from './fingerprint.js';
import type {
  PlannedInput,
  PlannedTask,
  ResolvedInput,
  TaskKey,
  TaskProgress,
  TaskVerdict,
} from './plan-types.js';

/** True when nothing more will become of a task. */
export function isSettled(progress: TaskProgress): boolean {
  return progress.state !== 'waiting' && progress.state !== 'queued';
}

/**
 * What becomes of a waiting task. It is ready when every task it takes inputs from has settled.
 * With a required input lost it is left out, and so it is when all inputs of a needed role are lost
 * (a map tile of no frame is no tile); with only optional ones lost it runs, and says so. The reason names the task where things went wrong, however far upstream.
 *
 * @param progressOf progress of a task of the same plan; undefined counts as waiting
 */
export function judgeTask(
  task: PlannedTask,
  progressOf: (key: TaskKey) => TaskProgress | undefined,
): TaskVerdict {
  const resolved: ResolvedInput[] = [];
  const lost: { readonly input: PlannedInput; readonly origin: Problem }[] = [];
  for (const input of task.inputs) {
    const { role, name, kind, from } = input;
    if ('artifact' in from) {
      resolved.push({ role, name, kind, digest: from.artifact });
      continue;
    }
    const progress = progressOf(from.task);
    if (progress === undefined || !isSettled(progress)) return { verdict: 'wait' };
    if (progress.state === 'done' || progress.state === 'reused') {
      const digest = progress.outputs[from.output];
      if (digest === undefined) lost.push({ input, origin: withoutOutput(from) });
      else resolved.push({ role, name, kind, digest });
    } else if (progress.state === 'failed' || progress.state === 'left-out') {
      lost.push({ input, origin: originOf(from.task, progress.reason) });
    }
  }
  const rolesLeft = new Set(resolved.map((input) => input.role));
  const roles: Readonly<Partial<Record<string, InputRole>>> = taskTypes[task.type].inputs;
  const fatal = lost.find(
    ({ input }) =>
      input.required || (roles[input.role]?.needed === true && !rolesLeft.has(input.role)),
  );
  if (fatal !== undefined) return { verdict: 'left-out', reason: fatal.origin };
  const missing: MissingInput[] = [
    ...task.missing,
    ...lost.map(({ input, origin }) => ({
      role: input.role,
      name: input.name,
      reason: origin.found ?? origin.code,
    })),
  ].sort(byRoleAndName);
  const inputs = resolved.sort(byRoleAndName);
  return { verdict: 'ready', inputs, missing, fingerprint: fingerprint(task, inputs, missing) };
}

const leftOut = 'left-out';

/**
 * The reason for leaving out what depends on a task that failed. `found` is short and depends on
 * nothing but the plan and the code of the failure, because it enters fingerprints.
 */
function originOf(key: TaskKey, reason: Problem): Problem {
  if (reason.code === leftOut) return reason;
  return problem(leftOut, `left out, because ${key} failed: ${reason.message}`, {
    ...(reason.file === null ? {} : { file: reason.file }),
    found: `${key}: ${reason.code}`,
    ...(reason.hint === null ? {} : { hint: reason.hint }),
  });
}

function withoutOutput(from: { readonly task: TaskKey; readonly output: string }): Problem {
  return problem(leftOut, `left out, because ${from.task} made no ${from.output}`, {
    found: `${from.task}: output-missing`,
  });
}

export interface Advance {
  readonly ready: readonly {
    readonly key: TaskKey;
    readonly verdict: Extract<TaskVerdict, { verdict: 'ready' }>;
  }[];
  readonly leftOut: readonly { readonly key: TaskKey; readonly reason: Problem }[];
}

/**
 * All waiting tasks of a plan that can be decided now, left-out ones carried through to whatever
 * depends on them. A pure function of plan and progress: whatever the order in which results
 * arrived, the same progress gives the same answer.
 *
 * @param tasks in pipeline order, as `planRun` gives them
 */
export function advance(
  tasks: readonly PlannedTask[],
  progress: ReadonlyMap<TaskKey, TaskProgress>,
): Advance {
  const decided = new Map<TaskKey, TaskProgress>();
  const ready: Advance['ready'][number][] = [];
  const out: Advance['leftOut'][number][] = [];
  for (const task of tasks) {
    const state = progress.get(task.key)?.state ?? 'waiting';
    if (state !== 'waiting') continue;
    const verdict = judgeTask(task, (key) => decided.get(key) ?? progress.get(key));
    if (verdict.verdict === 'ready') ready.push({ key: task.key, verdict });
    if (verdict.verdict === 'left-out') {
      decided.set(task.key, { state: 'left-out', reason: verdict.reason });
      out.push({ key: task.key, reason: verdict.reason });
    }
  }
  return { ready, leftOut: out };
}

/** For every task the tasks that take inputs from it, each once, in pipeline order. */
export function dependents(
  tasks: readonly PlannedTask[],
): ReadonlyMap<TaskKey, readonly PlannedTask[]> {
  const index = new Map<TaskKey, PlannedTask[]>();
  for (const task of tasks) {
    const origins = new Set<TaskKey>();
    for (const { from } of task.inputs) if ('task' in from) origins.add(from.task);
    for (const origin of origins) {
      const list = index.get(origin);
      if (list === undefined) index.set(origin, [task]);
      else list.push(task);
    }
  }
  return index;
}
