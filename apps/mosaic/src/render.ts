import {
  describeProblem,
  NightSkiesError,
  overlapReportSchema,
  readDocument,
  setAstrometrySchema,
  type OverlapReport,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import { readCircumstances, skyOver } from '@nightskies/astrometry';
import {
  mayReach,
  OldTileAccumulator,
  placementOf,
  readMapFrame,
  renderFrames,
  TileAccumulator,
  tileFrame,
  writeTile,
  type MapFrame,
  type Missing,
  type RenderOptions,
  type TileMaker,
} from '@nightskies/mosaic';
import { fileRoom } from '@nightskies/fits';
import type { InputFile, TaskContext, TaskHandler } from '@nightskies/platform';
import { icrsCells } from '@nightskies/sky';
import { gridOfMap, oldMapOf } from './grid-of-map.js';

/**
 * `mosaic.render`: one tile of a map from the frames that may touch it. A frame that cannot be
 * placed on the sky is left out, and named, rather than the tile.
 */
export const render: TaskHandler<'mosaic.render'> = async (context) => {
  const { map, stepDeg, ...range } = context.arguments;
  const old = oldMapOf(context);
  const grid = map === 'equatorial' ? icrsCells(stepDeg) : gridOfMap(context);
  const options = await renderOptions(context);
  const make = (): TileMaker =>
    old === null ? new TileAccumulator(grid, range, options) : new OldTileAccumulator(old, range);
  const astrometry = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const missing: Missing[] = context.missing
    .filter(({ role }) => role === 'frame')
    .map(({ name, reason }) => ({ name, reason }));
  const problems: Problem[] = [];
  const leaveOut = (name: string, { problem }: NightSkiesError): void => {
    problems.push(problem);
    missing.push({ name, reason: describeProblem({ ...problem, file: null, hint: null }) });
  };
  const placed: MapFrame[] = [];
  for (const name of context.names('frame').filter(mayReach(astrometry, grid, range))) {
    const input = await context.open('frame', name);
    try {
      placed.push(placedFrame(context, astrometry, input));
    } catch (error) {
      if (!(error instanceof NightSkiesError)) throw error;
      leaveOut(name, error);
    }
  }
  const { tile, frames, faults } = renderFrames(make, placed);
  for (const { frame, error } of faults) leaveOut(frame.name, error);
  const bytes = (): Uint8Array =>
    writeTile(
      {
        ...{ tile, stepDeg, frames: frames.map(tileFrame), missing },
        // Only the map without stars says where its cells are from.
        withOrigin: map === 'star-free',
      },
      fileRoom,
    );
  const name = `tile${String(context.arguments.tile).padStart(4, '0')}.fits`;
  return { outputs: [{ role: 'tile', name, bytes }], problems };
};

/** Without stars frames are averaged where they overlap; a star must not be drawn twice. */
async function renderOptions({
  arguments: { map },
  parameters,
  maybe,
}: Pick<
  TaskContext<'mosaic.render'>,
  'arguments' | 'parameters' | 'maybe'
>): Promise<RenderOptions> {
  const overlaps = await maybe('overlaps');
  const matching =
    overlaps === undefined
      ? null
      : matchingOf(readDocument(overlapReportSchema, overlaps, 'overlaps of a set'));
  return {
    featherDeg: parameters.feather,
    blend: map === 'star-free' ? 'feather' : 'nearest-axis',
    interpolation: map === 'star-free' ? 'bilinear' : parameters.resampling,
    ...(matching === null ? {} : { matching }),
  };
}

type Matching = NonNullable<RenderOptions['matching']>;

/** What frames are changed by, by the names of their files. */
function matchingOf({ matching }: OverlapReport): Matching | null {
  if (matching === null) return null;
  const { kind, frames } = matching;
  return new Map(
    frames.map(({ frame, value }) => [
      `${frame}.fit`,
      kind === 'factor' ? { factor: value, offset: 0 } : { factor: 1, offset: value },
    ]),
  );
}

function placedFrame(
  { parameters }: Pick<TaskContext<'mosaic.render'>, 'parameters'>,
  astrometry: SetAstrometry,
  input: InputFile,
): MapFrame {
  return readMapFrame(input, input.name, placementOf(astrometry, input.name), (header) => {
    const circumstances = readCircumstances(header, astrometry.band, parameters['julian-date']);
    return {
      middleJdUtc: circumstances.middleJdUtc,
      sky: () => skyOver(circumstances),
    };
  });
}
