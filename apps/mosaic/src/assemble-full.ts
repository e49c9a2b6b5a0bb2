import { writeFullMap } from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';
import { gridOfMap } from './grid-of-map.js';
import { readCalibration } from './map-identity.js';
import { factsOf, tilesOfTask } from './tiles-of-task.js';

/** `mosaic.assemble-full`: the map with stars of a set and band from its tiles. */
export const assembleFull: TaskHandler<'mosaic.assemble-full'> = async (context) => {
  const grid = gridOfMap(context);
  const map = await tilesOfTask(context, grid);
  const { identity, problems } = await readCalibration(context, map.contents);
  const file = await context.file();
  writeFullMap(map, grid, identity, file);
  return {
    outputs: [{ role: 'map', name: 'skytopomags.fits', bytes: file, facts: factsOf(map) }],
    problems,
  };
};
