import type { NaturalSkyTasks } from './plan-natural-sky.js';
import { asInput } from './plan-natural-sky.js';
import type { PlannedTask } from './plan-types.js';
import { outputOf, plannedTask, type InputOf } from './planned-task.js';
import { missingFrames, scopeOf, siteOf, timeSpan, type SetBand } from './set-band.js';

export interface MetricsTasks {
  readonly observe: PlannedTask;
  readonly measure: PlannedTask;
  readonly report: PlannedTask;
  /** Null without a natural sky. */
  readonly glow: PlannedTask | null;
}

/**
 * Numbers and pictures of a map, and of what is natural and artificial in it where that is known. What
 * follows from the map alone is a task of its own, which another fit does not touch; what follows from the
 * fit takes the model from the map itself, so that it need not wait for the artificial map.
 */
export function planMetrics(
  work: SetBand,
  { assemble, fit }: { readonly assemble: PlannedTask; readonly fit: PlannedTask },
  natural: NaturalSkyTasks | null,
): MetricsTasks {
  const { set, band, parameters, frames } = work;
  const scope = scopeOf(work, null);
  const times = timeSpan(frames, parameters['julian-date']);
  const place = {
    site: siteOf(frames),
    middleJd: times === null ? null : (times.startJd + times.endJd) / 2,
  };
  const words = {
    title: set.location ?? set.night,
    subtitle: `${set.night}, data set ${set.set}, ${band} band`,
  };
  const map = {
    role: 'map',
    name: 'map.fits',
    from: outputOf('mosaic.assemble', assemble, 'map'),
  } as const;
  const photometry = {
    role: 'photometry',
    name: 'photometry.json',
    from: outputOf('photometry.fit', fit, 'fit'),
  } as const;
  const { mask, model } = partsOf(natural);
  const observe = plannedTask(
    'metrics.observe',
    {
      scope,
      arguments: place,
      inputs: [
        map,
        ...mask,
        photometry,
        ...(['places', 'lights', 'albedo'] as const).flatMap((role) =>
          asInput(role, set.given.tables[role]),
        ),
      ],
    },
    parameters,
  );
  const observed = {
    role: 'observed',
    name: 'observed.json',
    from: outputOf('metrics.observe', observe, 'observed'),
  } as const;
  const measure = plannedTask(
    'metrics.measure',
    {
      scope,
      arguments: { ...words, ...place },
      inputs: [
        ...[observed, map, ...mask, ...model],
        ...(parameters.compat === 'nsnsd' ? [photometry] : []),
      ],
    },
    parameters,
  );
  const ofSky = { ...words, centralAzimuthDeg: set.centralAzimuthDeg };
  const report = plannedTask(
    'metrics.report',
    { scope, arguments: ofSky, inputs: [map, observed] },
    parameters,
  );
  const glow =
    natural === null
      ? null
      : plannedTask(
          'metrics.glow',
          {
            scope,
            arguments: ofSky,
            inputs: [
              ...[map, ...mask, ...model],
              {
                role: 'fit',
                name: 'fit.json',
                from: outputOf('natural-sky.fit', natural.fit, 'fit'),
              },
            ],
          },
          parameters,
        );
  return { observe, measure, report, glow };
}

/** Mask and model of a natural sky as inputs; none where there is none. */
function partsOf(natural: NaturalSkyTasks | null) {
  const mask =
    natural?.mask == null
      ? []
      : ([
          {
            role: 'mask',
            name: 'mask.fits',
            from: outputOf('natural-sky.mask', natural.mask, 'mask'),
          },
        ] as const);
  const model =
    natural === null
      ? []
      : ([
          {
            role: 'model',
            name: 'model.fits',
            from: outputOf('natural-sky.fit', natural.fit, 'model'),
          },
        ] as const);
  return { mask, model };
}

/** A set whose numbers are in the report of its night. */
export interface ReportedSet {
  readonly work: SetBand;
  readonly adjust: PlannedTask;
  readonly photometry: PlannedTask;
  /** Null under compat: the old pipeline compared no frames. */
  readonly compare: PlannedTask | null;
  /** Null in a band whose natural light is not modelled. */
  readonly natural: NaturalSkyTasks | null;
  readonly metrics: MetricsTasks;
}

/** The report of a night: of all its sets and bands that were asked for, in the scope of the first. */
export function planNight(sets: readonly [ReportedSet, ...(readonly ReportedSet[])]): PlannedTask {
  const [{ work }] = sets;
  const inputs = sets.flatMap((of): readonly InputOf<'metrics.night'>[] => {
    const { set, band } = of.work;
    const name = (extension: string): string => `set${set.set}-${band}.${extension}`;
    return [
      {
        role: 'metrics',
        name: name('json'),
        from: outputOf('metrics.measure', of.metrics.measure, 'metrics'),
      },
      ...(of.natural === null
        ? []
        : [
            {
              role: 'fit',
              name: name('json'),
              from: outputOf('natural-sky.fit', of.natural.fit, 'fit'),
            } as const,
          ]),
      {
        role: 'photometry',
        name: name('json'),
        from: outputOf('photometry.fit', of.photometry, 'fit'),
      },
      {
        role: 'astrometry',
        name: name('json'),
        from: outputOf('astrometry.adjust', of.adjust, 'astrometry'),
      },
      ...(of.compare === null
        ? []
        : [
            {
              role: 'overlaps',
              name: name('json'),
              from: outputOf('mosaic.compare', of.compare, 'report'),
            } as const,
          ]),
      {
        role: 'panorama',
        name: name('png'),
        from: outputOf('metrics.report', of.metrics.report, 'panorama'),
      },
      {
        role: 'vertical',
        name: name('png'),
        from: outputOf('metrics.measure', of.metrics.measure, 'vertical'),
      },
      ...glowOf(of.metrics.glow, name('png')),
    ];
  });
  return plannedTask(
    'metrics.night',
    {
      scope: scopeOf(work, null),
      arguments: {
        night: work.set.night,
        location: work.set.location,
        site: siteOf(work.frames),
        sets: sets.map(({ work: of }) => {
          const times = timeSpan(of.frames, of.parameters['julian-date']);
          return {
            set: of.set.set,
            band: of.band,
            camera: of.calibration.camera.camera,
            startJd: times?.startJd ?? null,
            endJd: times?.endJd ?? null,
            missingFrames: missingFrames(of.set, of.band).map(({ stem }) => stem),
          };
        }),
      },
      inputs: [...inputs, ...asInput('typed' as const, work.set.given.typed)],
    },
    work.parameters,
  );
}

function glowOf(glow: PlannedTask | null, name: string): readonly InputOf<'metrics.night'>[] {
  if (glow === null) return [];
  return (
    [
      ['natural', 'naturalPanorama'],
      ['artificial', 'artificialPanorama'],
      ['figure', 'figure'],
    ] as const
  ).map(([role, output]) => ({ role, name, from: outputOf('metrics.glow', glow, output) }));
}
