import { parseRunParameters, type MapName, type RunParameters } from '@nightskies/contracts';
import {
  allSkyGrid,
  averagedTileCells,
  greatestTileCells,
  oldFullStepDeg,
  oldSkyGrid,
} from '@nightskies/sky';
import type { InputOrigin, PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask, type InputOf } from './planned-task.js';
import { artifact, inputName, missingFrames, scopeOf, type SetBand } from './set-band.js';
import {
  cellsHoldPixels,
  cellStepOfPixels,
  tilesOfMap,
  tilesOfSky,
  type TouchedTile,
} from './tiles.js';

/** A frame and the task that makes the pixels of it that are meant. */
interface FrameTask {
  readonly frame: UsableFrame;
  readonly task: PlannedTask;
}

/** The tasks of other services the maps of a set depend on. */
interface OfSet {
  readonly adjust: PlannedTask;
  readonly fit: PlannedTask;
}

export interface MosaicTasks {
  readonly tasks: readonly PlannedTask[];
  /** Not under compat: the old pipeline compared no frames. */
  readonly compare: PlannedTask | null;
  readonly assemble: PlannedTask;
  /** Not under compat: the old pipeline took its maps for star-free. */
  readonly faintStars: PlannedTask | null;
  /** Null when only the star-free map was asked for. */
  readonly full: PlannedTask | null;
  /** Null likewise, and under compat. */
  readonly equatorial: PlannedTask | null;
}

/**
 * Star-free frames, their comparison, and the maps of a band of a set from tiles, of science frames
 * (zenith frames are not part of a mosaic). Null when no frame touches the map.
 *
 * @param calibrated science frames with a commanded pointing, and the tasks that calibrate them
 * @param zenith zenith frames likewise; they show how well a measurement repeats
 * @param ofSet the tasks that find where they looked, and what their light is worth
 */
export function planMosaic(
  work: SetBand,
  calibrated: readonly FrameTask[],
  zenith: readonly FrameTask[],
  ofSet: OfSet,
): MosaicTasks | null {
  const { parameters } = work;
  const compat = parameters.compat === 'nsnsd';
  const starFree = calibrated.map((frame) => planStarFree(work, frame));
  const starFreeZenith = compat ? [] : zenith.map((frame) => planStarFree(work, frame));
  const compare = compat ? null : planCompare(work, starFree, starFreeZenith, ofSet);
  const map = planMap(work, { map: 'star-free', frames: starFree, compare, ofSet });
  if (map === null) return null;
  const assemble = lastOf(map);
  const faintStars = compat ? null : planFaintStars(work, calibrated, assemble);
  const all = parameters.maps === 'all';
  // The old pipeline knew no binned frames, and its cells are far smaller than their pixels.
  const binned = calibrated.some(({ frame }) => frame.binningX > 1);
  const full =
    all && !(compat && binned)
      ? planMap(work, { map: 'full', frames: calibrated, compare, ofSet })
      : null;
  const equatorial =
    all && !compat
      ? planMap(work, { map: 'equatorial', frames: calibrated, compare, ofSet })
      : null;
  return {
    tasks: [
      ...[...starFree, ...starFreeZenith].map(({ task }) => task),
      ...(compare === null ? [] : [compare]),
      ...map,
      ...(faintStars === null ? [] : [faintStars]),
      ...(full ?? []),
      ...(equatorial ?? []),
    ],
    compare,
    ...{ assemble, faintStars },
    full: full === null ? null : lastOf(full),
    equatorial: equatorial === null ? null : lastOf(equatorial),
  };
}

function planStarFree(work: SetBand, { frame, task }: FrameTask): FrameTask {
  const from = outputOf('calibration.frame', task, 'frame');
  return {
    frame,
    task: plannedTask(
      'mosaic.remove-stars',
      {
        scope: scopeOf(work, frame.stem),
        arguments: {},
        inputs: [{ role: 'frame', name: inputName(frame), from }],
      },
      work.parameters,
    ),
  };
}

function planCompare(
  work: SetBand,
  frames: readonly FrameTask[],
  zenith: readonly FrameTask[],
  { adjust }: OfSet,
): PlannedTask {
  const { set, band, parameters } = work;
  const inputs = (
    role: 'frame' | 'zenith',
    of: readonly FrameTask[],
  ): InputOf<'mosaic.compare'>[] =>
    of.map(({ frame, task }) => ({
      role,
      name: inputName(frame),
      from: outputOf('mosaic.remove-stars', task, 'frame'),
    }));
  return plannedTask(
    'mosaic.compare',
    {
      scope: scopeOf(work, null),
      arguments: { night: set.night, set: set.set, band },
      inputs: [
        {
          role: 'astrometry',
          name: 'astrometry.json',
          from: outputOf('astrometry.adjust', adjust, 'astrometry'),
        },
        ...inputs('frame', frames),
        ...inputs('zenith', zenith),
      ],
    },
    parameters,
  );
}

function planFaintStars(
  work: SetBand,
  frames: readonly FrameTask[],
  assemble: PlannedTask,
): PlannedTask {
  return plannedTask(
    'mosaic.faint-stars',
    {
      scope: scopeOf(work, null),
      arguments: {},
      inputs: [
        ...frames.map(({ frame, task }) => ({
          role: 'frame' as const,
          name: inputName(frame),
          from: outputOf('calibration.frame', task, 'frame'),
        })),
        {
          role: 'small',
          name: 'small.fits',
          from: outputOf('mosaic.assemble', assemble, 'small'),
        },
      ],
    },
    work.parameters,
  );
}

/** The tiles of a map and, last, what puts them together; null when no frame touches it. */
function planMap(
  work: SetBand,
  wanted: {
    readonly map: MapName;
    readonly frames: readonly FrameTask[];
    readonly compare: PlannedTask | null;
    readonly ofSet: OfSet;
  },
): readonly PlannedTask[] | null {
  const { set, band } = work;
  const { map, frames, compare, ofSet } = wanted;
  const missing = missingFrames(set, band);
  const stepDeg = stepOf(work, map, frames);
  const parameters = parametersOf(work, map, frames, stepDeg);
  const tiles = tilesOf(work, map, frames, stepDeg);
  if (tiles.length === 0) return null;
  const astrometry = {
    role: 'astrometry',
    name: 'astrometry.json',
    from: outputOf('astrometry.adjust', ofSet.adjust, 'astrometry'),
  } as const;
  const overlaps =
    compare === null
      ? []
      : [
          {
            role: 'overlaps',
            name: 'overlaps.json',
            from: outputOf('mosaic.compare', compare, 'report'),
          } as const,
        ];
  const matched = parameters['background-matching'] !== 'none';
  const pixels = (task: PlannedTask): InputOrigin =>
    map === 'star-free'
      ? outputOf('mosaic.remove-stars', task, 'frame')
      : outputOf('calibration.frame', task, 'frame');
  const renders = tiles.map((tile) =>
    plannedTask(
      'mosaic.render',
      {
        scope: scopeOf(work, null),
        detail: `${map} tile ${tile.range.tile}`,
        arguments: { map, stepDeg, ...tile.range },
        inputs: [
          astrometry,
          ...(matched ? overlaps : []),
          ...frames
            .filter(({ frame }) => tile.frames.has(frame.stem))
            .map(({ frame, task }) => ({
              role: 'frame' as const,
              name: inputName(frame),
              from: pixels(task),
              kind:
                map === 'star-free' ? ('star-free-frame' as const) : ('calibrated-frame' as const),
            })),
        ],
        missing: missing
          .filter(({ stem }) => tile.missing.has(stem))
          .map((frame) => ({ role: 'frame', name: inputName(frame), reason: frame.reason })),
      },
      parameters,
    ),
  );
  const assemble = plannedTask(
    assembleTypes[map],
    {
      scope: scopeOf(work, null),
      arguments: {
        map,
        stepDeg,
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
          from: outputOf('photometry.fit', ofSet.fit, 'fit'),
        },
        ...overlaps,
        ...renders.map((task, index) => ({
          role: 'tile' as const,
          name: tileName(tiles[index]?.range.tile ?? index),
          from: outputOf('mosaic.render', task, 'tile'),
        })),
      ],
    },
    parameters,
  );
  return [...renders, assemble];
}

const assembleTypes = {
  'star-free': 'mosaic.assemble',
  full: 'mosaic.assemble-full',
  equatorial: 'mosaic.assemble-equatorial',
} as const satisfies Record<MapName, string>;

/**
 * Parameters as a map takes them. Those it takes no notice of are at their defaults: changing one does
 * not make such a map anew. Frames without stars are averaged and always resampled alike; with stars
 * each cell shows one frame, and by default all pixels of a cell that holds several.
 */
function parametersOf(
  { parameters }: SetBand,
  map: MapName,
  frames: readonly FrameTask[],
  stepDeg: number,
): RunParameters {
  const usual = parseRunParameters({});
  if (map === 'star-free') return { ...parameters, resampling: usual.resampling };
  const several = parameters.compat === 'none' && cellsHoldPixels(stepDeg, leastBinning(frames));
  const resampling =
    parameters.resampling === 'bilinear' && several ? 'area' : parameters.resampling;
  return { ...parameters, feather: usual.feather, resampling };
}

function leastBinning(frames: readonly FrameTask[]): number {
  return Math.min(...frames.map(({ frame }) => Math.min(frame.binningX, frame.binningY)));
}

/**
 * Size of a map's cells, deg: that asked for, but none smaller than the pixels of binned frames. The
 * old pipeline's for its map with stars.
 */
function stepOf({ parameters }: SetBand, map: MapName, frames: readonly FrameTask[]): number {
  if (map === 'star-free') return parameters['map-step'];
  if (parameters.compat === 'nsnsd') return oldFullStepDeg;
  const wanted = parameters[map === 'full' ? 'full-map-step' : 'equatorial-map-step'];
  return cellStepOfPixels(wanted, leastBinning(frames));
}

function tilesOf(
  work: SetBand,
  map: MapName,
  tasks: readonly FrameTask[],
  stepDeg: number,
): readonly TouchedTile[] {
  const frames = tasks.map(({ frame }) => frame);
  const missing = missingFrames(work.set, work.band);
  // When a frame was taken is not planned with: any frame may touch any tile among the stars.
  return map === 'equatorial'
    ? tilesOfSky(frames, missing, stepDeg)
    : tilesOfMap(
        frames,
        missing,
        map === 'full' && work.parameters.compat === 'nsnsd'
          ? oldSkyGrid(stepDeg)
          : allSkyGrid(stepDeg),
        work.calibration.camera.plateScaleArcsec.value,
        map === 'star-free' ? averagedTileCells : greatestTileCells,
      );
}

function lastOf(tasks: readonly PlannedTask[]): PlannedTask {
  const last = tasks.at(-1);
  if (last === undefined) throw new RangeError('a map without tasks');
  return last;
}

const tileName = (tile: number): string => `tile${String(tile).padStart(4, '0')}.fits`;
