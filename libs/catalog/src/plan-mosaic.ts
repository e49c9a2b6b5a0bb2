import type { PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask } from './planned-task.js';
import { artifact, inputName, missingFrames, scopeOf, type SetBand } from './set-band.js';
import { tilesOfMap } from './tiles.js';

export interface MosaicTasks {
  readonly tasks: readonly PlannedTask[];
  readonly assemble: PlannedTask;
}

/**
 * Star-free frames, the tiles of the map and the map, from calibrated science frames (zenith frames
 * are not part of the mosaic). Null when no frame touches the map.
 *
 * @param calibrated science frames with a commanded pointing, and the tasks that calibrate them
 * @param ofSet the tasks that find where they looked, and what their light is worth
 */
export function planMosaic(
  work: SetBand,
  calibrated: readonly { readonly frame: UsableFrame; readonly task: PlannedTask }[],
  { adjust, fit }: { readonly adjust: PlannedTask; readonly fit: PlannedTask },
): MosaicTasks | null {
  const { set, band, parameters } = work;
  const starFree = calibrated.map(({ frame, task }) => ({
    frame,
    task: plannedTask(
      'mosaic.remove-stars',
      {
        scope: scopeOf(work, frame.stem),
        arguments: {},
        inputs: [
          {
            role: 'frame',
            name: inputName(frame),
            from: outputOf('calibration.frame', task, 'frame'),
          },
        ],
      },
      parameters,
    ),
  }));
  const missing = missingFrames(set, band);
  const tiles = tilesOfMap(
    starFree.map(({ frame }) => frame),
    missing,
    parameters['map-step'],
    work.calibration.camera.plateScaleArcsec.value,
  );
  const astrometry = {
    role: 'astrometry',
    name: 'astrometry.json',
    from: outputOf('astrometry.adjust', adjust, 'astrometry'),
  } as const;
  const renders = tiles.map((tile) =>
    plannedTask(
      'mosaic.render',
      {
        scope: scopeOf(work, null),
        detail: `tile ${tile.range.tile}`,
        arguments: tile.range,
        inputs: [
          astrometry,
          ...starFree
            .filter(({ frame }) => tile.frames.has(frame.stem))
            .map(({ frame, task }) => ({
              role: 'frame' as const,
              name: inputName(frame),
              from: outputOf('mosaic.remove-stars', task, 'frame'),
            })),
        ],
        missing: missing
          .filter(({ stem }) => tile.missing.has(stem))
          .map((frame) => ({ role: 'frame', name: inputName(frame), reason: frame.reason })),
      },
      parameters,
    ),
  );
  if (renders.length === 0) return null;
  const assemble = plannedTask(
    'mosaic.assemble',
    {
      scope: scopeOf(work, null),
      arguments: {
        night: set.night,
        set: set.set,
        band,
        missingFrames: missing.map(({ stem }) => stem),
      },
      inputs: [
        { role: 'camera', name: 'camera.json', from: artifact(work.camera) },
        astrometry,
        {
          role: 'photometry',
          name: 'photometry.json',
          from: outputOf('photometry.fit', fit, 'fit'),
        },
        ...renders.map((task, index) => ({
          role: 'tile' as const,
          name: tileName(tiles[index]?.range.tile ?? index),
          from: outputOf('mosaic.render', task, 'tile'),
        })),
      ],
    },
    parameters,
  );
  return { tasks: [...starFree.map(({ task }) => task), ...renders, assemble], assemble };
}

const tileName = (tile: number): string => `tile${String(tile).padStart(4, '0')}.fits`;
