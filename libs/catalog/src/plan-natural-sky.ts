import type { Digest } from '@nightskies/contracts';
import type { MosaicTasks } from './plan-mosaic.js';
import type { FileInput, PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask, type InputOf } from './planned-task.js';
import {
  artifact,
  inputName,
  missingFrames,
  scopeOf,
  siteOf,
  timeSpan,
  type SetBand,
} from './set-band.js';

export interface NaturalSkyTasks {
  /** Null under compat without a mask given by hand: the old pipeline proposed none. */
  readonly mask: PlannedTask | null;
  readonly components: PlannedTask;
  readonly fit: PlannedTask;
  readonly residuals: PlannedTask;
  readonly subtract: PlannedTask;
}

/** What the natural sky of a set depends on: tasks of other services, and its camera's past. */
interface OfSet {
  /** Calibrated frames, with the tasks that made them. */
  readonly calibrated: readonly { readonly frame: UsableFrame; readonly task: PlannedTask }[];
  readonly measured: readonly PlannedTask[];
  readonly adjust: PlannedTask;
  readonly fit: PlannedTask;
  readonly mosaic: Pick<MosaicTasks, 'assemble'>;
  /** Digest of the snapshot of the airglow of the camera's other sets; null for none. */
  readonly history: Digest | null;
}

/** Frames whose middle is higher see no terrain, deg: half a field of view above the highest ridge. */
const highestTerrainFrameDeg = 45;

/** Terrain mask, model of the natural sky, and what is left: artificial light. */
export function planNaturalSky(work: SetBand, of: OfSet): NaturalSkyTasks {
  const { set, band, parameters, frames } = work;
  const compat = parameters.compat === 'nsnsd';
  const scope = scopeOf(work, null);
  const about = { night: set.night, set: set.set, band };
  const site = siteOf(frames);
  const times = timeSpan(frames, parameters['julian-date']);
  const mask = compat && set.given.mask === null ? null : planMask(work, of, about, site);
  const map = {
    role: 'map',
    name: 'map.fits',
    from: outputOf('mosaic.assemble', of.mosaic.assemble, 'map'),
  } as const;
  const masks =
    mask === null
      ? []
      : [
          {
            role: 'mask',
            name: 'mask.fits',
            from: outputOf('natural-sky.mask', mask, 'mask'),
          } as const,
        ];
  const given = (['airglow', 'zodiacal', 'galactic', 'diffuse'] as const).flatMap((role) =>
    asInput(role, set.given.sky[role]),
  );
  const photometry = {
    role: 'photometry',
    name: 'photometry.json',
    from: outputOf('photometry.fit', of.fit, 'fit'),
  } as const;
  const components = plannedTask(
    'natural-sky.components',
    {
      scope,
      arguments: {
        band,
        site,
        middleJd: times === null ? null : (times.startJd + times.endJd) / 2,
      },
      inputs: [
        map,
        ...masks,
        ...(compat
          ? []
          : [
              {
                role: 'origin',
                name: 'origin.fits',
                from: outputOf('mosaic.assemble', of.mosaic.assemble, 'origin'),
              } as const,
            ]),
        photometry,
        ...given,
      ],
    },
    parameters,
  );
  const made = {
    role: 'components',
    name: 'components.fits',
    from: outputOf('natural-sky.components', components, 'components'),
  } as const;
  const fit = plannedTask(
    'natural-sky.fit',
    {
      scope,
      arguments: { ...about, missingFrames: missingFrames(set, band).map(({ stem }) => stem) },
      inputs: [
        made,
        photometry,
        ...(of.history === null
          ? []
          : [{ role: 'history', name: 'history.json', from: artifact(of.history) } as const]),
      ],
    },
    parameters,
  );
  const residuals = plannedTask(
    'natural-sky.residuals',
    {
      scope,
      arguments: {},
      inputs: [
        made,
        { role: 'fit', name: 'fit.json', from: outputOf('natural-sky.fit', fit, 'fit') },
      ],
    },
    parameters,
  );
  const subtract = plannedTask(
    'natural-sky.subtract',
    {
      scope,
      arguments: {},
      inputs: [
        map,
        ...masks,
        {
          role: 'model',
          name: 'model.fits',
          from: outputOf('natural-sky.fit', fit, 'model'),
        },
      ],
    },
    parameters,
  );
  return { mask, components, fit, residuals, subtract };
}

function planMask(
  work: SetBand,
  { calibrated, measured, adjust }: OfSet,
  about: { readonly night: string; readonly set: number; readonly band: 'V' | 'B' },
  site: ReturnType<typeof siteOf>,
): PlannedTask {
  const low = calibrated.filter(({ frame }) => (frame.altitudeDeg ?? 0) < highestTerrainFrameDeg);
  const stems = new Set(low.map(({ frame }) => frame.stem));
  const given = work.set.given.mask;
  return plannedTask(
    'natural-sky.mask',
    {
      scope: scopeOf(work, null),
      arguments: { ...about, site },
      inputs: [
        {
          role: 'astrometry',
          name: 'astrometry.json',
          from: outputOf('astrometry.adjust', adjust, 'astrometry'),
        },
        // A mask given by hand is taken as it is: the frames have no say in it.
        ...(given !== null
          ? asInput('given' as const, given)
          : [
              ...low.map(({ frame, task }): InputOf<'natural-sky.mask'> => ({
                role: 'frame',
                name: inputName(frame),
                from: outputOf('calibration.frame', task, 'frame'),
              })),
              ...measured
                .filter(({ scope }) => scope.frame !== null && stems.has(scope.frame))
                .map((task): InputOf<'natural-sky.mask'> => ({
                  role: 'stars',
                  name: `${task.scope.frame ?? ''}.fits`,
                  from: outputOf('photometry.measure', task, 'stars'),
                })),
            ]),
      ],
    },
    work.parameters,
  );
}

/** A file a person gave as an input of a role; nothing when none was. */
export function asInput<R extends string>(
  role: R,
  file: FileInput | null | undefined,
): readonly {
  readonly role: R;
  readonly name: string;
  readonly from: ReturnType<typeof artifact>;
}[] {
  return file === null || file === undefined
    ? []
    : [{ role, name: file.name, from: artifact(file.digest) }];
}
