import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem, taskTypes, type TaskType } from '@nightskies/contracts';
import { digestOf, fingerprint } from './fingerprint.js';
import type { PlannedTask, TaskKey, TaskProgress } from './plan-types.js';
import { planRun } from './plan-run.js';
import { advance, dependents, isSettled, judgeTask } from './settle.js';
import { madeUpRequest } from './test-support/made-up-set.js';

const { tasks } = planRun(madeUpRequest({ bands: ['V', 'B'] }, { 'map-step': '0.5' }));

/** Outputs as a deterministic worker would make them: named by the fingerprint alone. */
function outputsOf(task: PlannedTask, print: string): Record<string, string> {
  const type: TaskType = taskTypes[task.type];
  return Object.fromEntries(
    Object.keys(type.outputs).map((role) => [role, digestOf(`${print} ${role}`)]),
  );
}

/**
 * Runs a plan to its end, finishing queued tasks in the order that `pick` chooses, and tells what
 * became of every task.
 */
function runToEnd(
  plan: readonly PlannedTask[],
  failing: ReadonlySet<TaskKey>,
  pick: (count: number) => number,
): Map<TaskKey, TaskProgress> {
  const byKey = new Map(plan.map((task) => [task.key, task]));
  const progress = new Map<TaskKey, TaskProgress>();
  const queued: { key: TaskKey; print: string }[] = [];
  for (;;) {
    const step = advance(plan, progress);
    for (const { key, reason } of step.leftOut) progress.set(key, { state: 'left-out', reason });
    for (const { key, verdict } of step.ready) {
      progress.set(key, { state: 'queued' });
      queued.push({ key, print: verdict.fingerprint });
    }
    const chosen = queued.splice(pick(queued.length), 1).at(0);
    if (chosen === undefined) return progress;
    const task = byKey.get(chosen.key);
    if (task === undefined) throw new Error('a task that was not planned');
    progress.set(
      chosen.key,
      failing.has(chosen.key)
        ? { state: 'failed', reason: problem('made-up', 'made to fail') }
        : { state: 'done', outputs: outputsOf(task, chosen.print) },
    );
  }
}

const keys = tasks.map(({ key }) => key);
const failures = fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 8 });

describe('a run', () => {
  it('ends in the same states, and the same products, whatever the order of results and failures', () => {
    fc.assert(
      fc.property(failures, fc.infiniteStream(fc.nat()), (failed, numbers) => {
        const failing = new Set(failed);
        const inOrder = runToEnd(tasks, failing, () => 0);
        const anyOrder = runToEnd(tasks, failing, (count) =>
          count === 0 ? 0 : Number(numbers.next().value) % count,
        );
        expect(anyOrder.size).toBe(tasks.length);
        for (const [key, state] of inOrder) expect(anyOrder.get(key)).toEqual(state);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('settles every task: none waits for ever', () => {
    fc.assert(
      fc.property(failures, (failed) => {
        const end = runToEnd(tasks, new Set(failed), () => 0);
        expect([...end.values()].every(isSettled)).toBe(true);
        expect([...end.keys()].sort()).toEqual(keys.toSorted());
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  it('leaves out just what depends on a failed master, and names it as the origin everywhere', () => {
    const master = 'calibration.masters ROMO241004 1 B';
    const end = runToEnd(tasks, new Set([master]), () => 0);
    for (const task of tasks) {
      const state = end.get(task.key);
      if (task.key === master) expect(state?.state).toBe('failed');
      else if (task.scope.band === 'V') expect(state?.state).toBe('done');
      else {
        expect(state).toMatchObject({
          state: 'left-out',
          reason: { code: 'left-out', found: `${master}: made-up` },
        });
      }
    }
  });

  it('makes the map without a frame that failed, and says so in the tiles it would touch', () => {
    const frame = 'calibration.frame ROMO241004 1 V ib020';
    const progress = runToEnd(tasks, new Set([frame]), () => 0);
    expect(progress.get('mosaic.assemble ROMO241004 1 V')?.state).toBe('done');
    expect(progress.get('mosaic.remove-stars ROMO241004 1 V ib020')?.state).toBe('left-out');
    const tiles = tasks.filter(
      ({ type, inputs }) =>
        type === 'mosaic.render' &&
        inputs.some(({ from }) => 'task' in from && from.task.endsWith('V ib020')),
    );
    expect(tiles.length).toBeGreaterThan(0);
    for (const tile of tiles) {
      expect(judgeTask(tile, (key) => progress.get(key))).toMatchObject({
        verdict: 'ready',
        missing: [{ role: 'frame', name: 'ib020.fit', reason: `${frame}: made-up` }],
      });
    }
  });

  it('makes no map of nothing: without any frame its tiles are left out, not empty', () => {
    const frames = keys.filter((key) => key.startsWith('calibration.frame ROMO241004 1 B'));
    const end = runToEnd(tasks, new Set(frames), () => 0);
    expect(end.get('mosaic.assemble ROMO241004 1 B')?.state).toBe('left-out');
    expect(end.get('mosaic.assemble ROMO241004 1 V')?.state).toBe('done');
  });

  it('leaves out what needs an output that was not made', () => {
    const measure = tasks.find(({ key }) => key === 'metrics.measure ROMO241004 1 V');
    const verdict =
      measure &&
      judgeTask(measure, () => ({ state: 'done', outputs: { skybright: digestOf('x') } }));
    expect(verdict).toMatchObject({
      verdict: 'left-out',
      reason: { found: 'mosaic.assemble ROMO241004 1 V: output-missing' },
    });
  });
});

it('a task is found from each task it takes inputs from, once', () => {
  const index = dependents(tasks);
  const ofMasters = index.get('calibration.masters ROMO241004 1 V') ?? [];
  expect(ofMasters).toHaveLength(47);
  expect(index.get('metrics.observe ROMO241004 1 B')?.map(({ key }) => key)).toEqual([
    ...['metrics.measure ROMO241004 1 B', 'metrics.report ROMO241004 1 B'],
  ]);
});

describe('a fingerprint', () => {
  const task = tasks.find(({ type }) => type === 'mosaic.render');
  if (task === undefined) throw new Error('the plan renders nothing');
  const inputs = ['a', 'b'].map((name) => ({ role: 'frame', name, digest: digestOf(name) }));
  const missing = [{ role: 'frame', name: 'c', reason: 'refused: fits-truncated' }];
  const print = fingerprint(task, inputs, missing);

  it('does not depend on the order of inputs or parameters, nor on night, set or key', () => {
    const parameters = Object.fromEntries(Object.entries(task.parameters).reverse());
    const elsewhere = { ...task, parameters, key: 'other', scope: { ...task.scope, set: 2 } };
    expect(fingerprint(elsewhere, inputs.toReversed(), missing)).toBe(print);
  });

  it('changes with version, parameters, arguments, inputs, their names, and what is missing', () => {
    const [first, second] = inputs;
    const others = [
      fingerprint({ ...task, version: task.version + 1 }, inputs, missing),
      fingerprint({ ...task, parameters: { ...task.parameters, feather: 9 } }, inputs, missing),
      fingerprint({ ...task, arguments: { ...task.arguments, tile: 99 } }, inputs, missing),
      fingerprint({ ...task, type: 'mosaic.assemble' }, inputs, missing),
      fingerprint(task, inputs.slice(1), missing),
      fingerprint(task, [first, { ...second, name: 'z' }] as typeof inputs, missing),
      fingerprint(task, [first, { ...second, digest: digestOf('z') }] as typeof inputs, missing),
      fingerprint(task, inputs, []),
      fingerprint(task, inputs, [{ role: 'frame', name: 'c', reason: 'not in the set folder' }]),
    ];
    expect(new Set([print, ...others]).size).toBe(others.length + 1);
  });

  it('is a SHA-256 of documented text, so that other programs can compute it', () => {
    expect(
      fingerprint(
        { type: 'metrics.measure', version: 1, parameters: {}, arguments: {} },
        [{ role: 'map', name: 'map.fits', digest: 'd' }],
        [],
      ),
    ).toBe(
      digestOf(
        '{"arguments":{},"inputs":[{"digest":"d","name":"map.fits","role":"map"}],"missing":[],"parameters":{},"type":"metrics.measure","version":1}',
      ),
    );
  });
});
