import { describe, expect, it } from 'vitest';
import type { PlannedTask } from './plan-types.js';
import { planRun } from './plan-run.js';
import { taskPriorities } from './priorities.js';
import { madeUpRequest, madeUpSet } from './test-support/made-up-set.js';

/** Priorities of all tasks of a type (of a map, for tiles). */
function prioritiesOf(tasks: readonly PlannedTask[], type: string, map?: string): number[] {
  const priorities = taskPriorities(tasks);
  return tasks
    .filter((task) => task.type === type && (map === undefined || task.arguments['map'] === map))
    .map((task) => priorities.get(task.key) ?? Number.NaN);
}

describe('the order of work', () => {
  const { tasks } = planRun(madeUpRequest());

  it('never puts a task before one it takes inputs from', () => {
    const priorities = taskPriorities(tasks);
    for (const task of tasks) {
      for (const { from } of task.inputs) {
        if (!('task' in from)) continue;
        expect(priorities.get(from.task)).toBeGreaterThan(priorities.get(task.key) ?? Infinity);
      }
    }
  });

  it('prefers what the long chain to the report waits for to tiles of maps nobody waits for', () => {
    const most = (type: string, map?: string): number =>
      Math.max(...prioritiesOf(tasks, type, map));
    const least = (type: string, map?: string): number =>
      Math.min(...prioritiesOf(tasks, type, map));
    for (const type of ['photometry.measure', 'photometry.fit', 'mosaic.remove-stars']) {
      expect(least(type)).toBeGreaterThan(most('mosaic.render', 'full'));
    }
    expect(least('astrometry.solve')).toBeGreaterThan(most('mosaic.remove-stars'));
    for (const later of ['full', 'equatorial']) {
      expect(least('mosaic.render', 'star-free')).toBeGreaterThan(most('mosaic.render', later));
      expect(least('natural-sky.fit')).toBeGreaterThan(most('mosaic.render', later));
    }
    expect(least('natural-sky.fit')).toBeGreaterThan(most('mosaic.assemble-full'));
  });

  it('finishes one set before it begins the next', () => {
    const both = planRun(
      madeUpRequest({ sets: [madeUpSet(), madeUpSet({ changes: { set: 2 } })] }),
    );
    const priorities = taskPriorities(both.tasks);
    const of = (set: number): number[] =>
      both.tasks
        .filter(({ scope, type }) => scope.set === set && type !== 'metrics.night')
        .map(({ key }) => priorities.get(key) ?? Number.NaN);
    expect(Math.min(...of(1))).toBeGreaterThan(Math.max(...of(2)));
  });
});
