import type { PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask } from './planned-task.js';
import { artifact, inputName, scopeOf, type SetBand } from './set-band.js';

export interface AstrometryTasks {
  readonly solutions: readonly PlannedTask[];
  readonly adjust: PlannedTask;
}

/**
 * A plate solution of every science frame, and the joint solution of the set. Both bands of a set are
 * solved apart: each has its own filter, and a run in V alone gives the same V as one in both.
 */
export function planAstrometry(
  work: SetBand,
  calibrated: readonly { readonly frame: UsableFrame; readonly task: PlannedTask }[],
): AstrometryTasks {
  const { set, band, parameters } = work;
  const camera = { role: 'camera', name: 'camera.json', from: artifact(work.camera) } as const;
  const solutions = calibrated.map(({ frame, task }) =>
    plannedTask(
      'astrometry.solve',
      {
        scope: scopeOf(work, frame.stem),
        arguments: {},
        inputs: [
          camera,
          {
            role: 'frame',
            name: inputName(frame),
            from: outputOf('calibration.frame', task, 'frame'),
          },
        ],
      },
      parameters,
    ),
  );
  const adjust = plannedTask(
    'astrometry.adjust',
    {
      scope: scopeOf(work, null),
      arguments: { night: set.night, set: set.set, band },
      inputs: [
        camera,
        ...solutions.map((task, index) => ({
          role: 'solution' as const,
          name: inputName(calibrated[index]?.frame ?? { stem: String(index) }),
          from: outputOf('astrometry.solve', task, 'solution'),
        })),
      ],
    },
    parameters,
  );
  return { solutions, adjust };
}
