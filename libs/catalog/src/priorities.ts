import type { TaskTypeName } from '@nightskies/contracts';
import type { PlannedTask, TaskKey } from './plan-types.js';
import { dependents } from './settle.js';

/**
 * Seconds a task of each type takes on one core, as measured for 45 frames of 1024 x 1024 with all
 * maps. Only their ratios count, and those only for the order of work.
 */
const typicalSeconds: Readonly<Record<TaskTypeName, number>> = {
  'calibration.masters': 2,
  'calibration.frame': 0.1,
  'astrometry.solve': 0.3,
  'astrometry.adjust': 1,
  'photometry.measure': 0.3,
  'photometry.fit': 2,
  'mosaic.remove-stars': 0.2,
  'mosaic.compare': 3,
  'mosaic.render': 0.2,
  'mosaic.assemble': 3,
  'mosaic.assemble-full': 1.7,
  'mosaic.assemble-equatorial': 0.4,
  'mosaic.faint-stars': 0.8,
  'natural-sky.mask': 1.6,
  'natural-sky.components': 1,
  'natural-sky.fit': 0.8,
  'natural-sky.residuals': 0.3,
  'natural-sky.subtract': 0.4,
  'metrics.observe': 1,
  'metrics.measure': 1,
  'metrics.report': 0.5,
  'metrics.glow': 1.2,
  'metrics.night': 0.2,
};

/**
 * How much each task of a plan is to be preferred among those that are ready; the greater, the
 * sooner. Within a band of a set it is the length of the longest chain of work that begins with the
 * task (the critical path, Kelley 1961), so that what holds no chain up fills the gaps. A band of a
 * set comes before all later ones: its frames are still at hand when they are needed next, and its
 * last tasks, which go one by one, leave room for the next one's frames. The first of every run is as
 * urgent as that of any other, so that a short run does not wait for the end of a long one.
 *
 * @param tasks in pipeline order, as `planRun` gives them
 */
export function taskPriorities(tasks: readonly PlannedTask[]): ReadonlyMap<TaskKey, number> {
  const chains = chainSeconds(tasks);
  const longest = Math.max(0, ...chains.values());
  const groups = [...new Set(tasks.map(groupOf))];
  const placeOf = new Map(groups.map((group, at) => [group, -at]));
  return new Map(
    tasks.map((task) => {
      const place = placeOf.get(groupOf(task)) ?? 0;
      return [task.key, Math.round(10 * (place * longest + (chains.get(task.key) ?? 0))) / 10];
    }),
  );
}

/** Seconds from the start of each task to the end of the longest chain of tasks that needs it. */
function chainSeconds(tasks: readonly PlannedTask[]): ReadonlyMap<TaskKey, number> {
  const next = dependents(tasks);
  const chains = new Map<TaskKey, number>();
  for (const task of tasks.toReversed()) {
    const behind = (next.get(task.key) ?? []).map(({ key }) => chains.get(key) ?? 0);
    chains.set(task.key, typicalSeconds[task.type] + Math.max(0, ...behind));
  }
  return chains;
}

function groupOf({ scope }: PlannedTask): string {
  return `${scope.night} ${scope.set} ${scope.band}`;
}
