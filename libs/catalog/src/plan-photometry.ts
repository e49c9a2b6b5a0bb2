import type { PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask } from './planned-task.js';
import { artifact, inputName, missingFrames, scopeOf, type SetBand } from './set-band.js';

export interface PhotometryTasks {
  readonly measured: readonly PlannedTask[];
  readonly fit: PlannedTask;
}

/** A science frame, the task that calibrates it and the one that solves it. */
export interface SolvedFrameTasks {
  readonly frame: UsableFrame;
  readonly task: PlannedTask;
  readonly solution: PlannedTask;
}

/** The stars of every science frame, and the zeropoint and extinction of the set from all of them. */
export function planPhotometry(
  work: SetBand,
  frames: readonly SolvedFrameTasks[],
  adjust: PlannedTask,
): PhotometryTasks {
  const { set, band, parameters } = work;
  const camera = { role: 'camera', name: 'camera.json', from: artifact(work.camera) } as const;
  const astrometry = {
    role: 'astrometry',
    name: 'astrometry.json',
    from: outputOf('astrometry.adjust', adjust, 'astrometry'),
  } as const;
  const measured = frames.map(({ frame, task, solution }) =>
    plannedTask(
      'photometry.measure',
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
          astrometry,
          // Only the old pipeline asks the frame itself; by default the set has placed it.
          ...(parameters.compat === 'nsnsd'
            ? [
                {
                  role: 'solution' as const,
                  name: inputName(frame),
                  from: outputOf('astrometry.solve', solution, 'solution'),
                },
              ]
            : []),
        ],
      },
      parameters,
    ),
  );
  const fit = plannedTask(
    'photometry.fit',
    {
      scope: scopeOf(work, null),
      arguments: {
        night: set.night,
        set: set.set,
        band,
        missingFrames: missingFrames(set, band).map(({ stem }) => stem),
      },
      inputs: [
        camera,
        astrometry,
        ...(work.history === null
          ? []
          : [{ role: 'history' as const, name: 'history.json', from: artifact(work.history) }]),
        ...measured.map((task, index) => ({
          role: 'stars' as const,
          name: inputName(frames[index]?.frame ?? { stem: String(index) }),
          from: outputOf('photometry.measure', task, 'stars'),
        })),
      ],
    },
    parameters,
  );
  return { measured, fit };
}
