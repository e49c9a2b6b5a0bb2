import type { PlannedTask } from './plan-types.js';
import { outputOf, plannedTask } from './planned-task.js';
import { scopeOf, type SetBand } from './set-band.js';

export interface MetricsTasks {
  readonly measure: PlannedTask;
  readonly report: PlannedTask;
}

/** Numbers and pictures of a map. */
export function planMetrics(work: SetBand, assemble: PlannedTask): MetricsTasks {
  const { set, band, parameters } = work;
  const map = {
    role: 'map',
    name: 'map.fits',
    from: outputOf('mosaic.assemble', assemble, 'map'),
  } as const;
  const measure = plannedTask(
    'metrics.measure',
    { scope: scopeOf(work, null), arguments: {}, inputs: [map] },
    parameters,
  );
  const report = plannedTask(
    'metrics.report',
    {
      scope: scopeOf(work, null),
      arguments: {
        title: set.location ?? set.night,
        subtitle: `${set.night}, data set ${set.set}, ${band} band`,
        centralAzimuthDeg: set.centralAzimuthDeg,
      },
      inputs: [
        map,
        {
          role: 'metrics',
          name: 'metrics.json',
          from: outputOf('metrics.measure', measure, 'metrics'),
        },
      ],
    },
    parameters,
  );
  return { measure, report };
}
