import {
  describeProblem,
  NightSkiesError,
  readDocument,
  setAstrometrySchema,
  type Problem,
} from '@nightskies/contracts';
import {
  allSkyGrid,
  placementOf,
  readMapFrame,
  TileAccumulator,
  tileFrame,
  writeTile,
  type Missing,
  type TileFrame,
} from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';

/**
 * `mosaic.render`: one tile of the map from the frames that may touch it. A frame that cannot be
 * placed on the sky is left out, and named, rather than the tile.
 */
export const render: TaskHandler<'mosaic.render'> = async (context) => {
  const grid = allSkyGrid(context.parameters['map-step']);
  const tile = new TileAccumulator(grid, context.arguments, {
    featherDeg: context.parameters.feather,
  });
  const astrometry = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const frames: TileFrame[] = [];
  const missing: Missing[] = context.missing.map(({ name, reason }) => ({ name, reason }));
  const problems: Problem[] = [];
  for await (const { name, bytes } of context.each('frame')) {
    try {
      const frame = readMapFrame(bytes, name, placementOf(astrometry, name));
      if (tile.add(frame) > 0) frames.push(tileFrame(frame));
    } catch (error) {
      if (!(error instanceof NightSkiesError)) throw error;
      problems.push(error.problem);
      missing.push({ name, reason: describeProblem({ ...error.problem, file: null, hint: null }) });
    }
  }
  const bytes = writeTile({ tile: tile.finish(), stepDeg: grid.stepDeg, frames, missing });
  const name = `tile${String(context.arguments.tile).padStart(4, '0')}.fits`;
  return { outputs: [{ role: 'tile', name, bytes }], problems };
};
