import { writeEquatorialMap } from '@nightskies/mosaic';
import type { TaskHandler } from '@nightskies/platform';
import { icrsCells } from '@nightskies/sky';
import { readCalibration } from './map-identity.js';
import { factsOf, tilesOfTask } from './tiles-of-task.js';

/** `mosaic.assemble-equatorial`: the map of a set and band among the stars, from its tiles. */
export const assembleEquatorial: TaskHandler<'mosaic.assemble-equatorial'> = async (context) => {
  const cells = icrsCells(context.arguments.stepDeg);
  const map = await tilesOfTask(context, { ...cells, stepDeg: context.arguments.stepDeg });
  const { identity, problems } = await readCalibration(context, map.contents);
  const file = await context.file();
  writeEquatorialMap(map, cells, identity, file);
  return {
    outputs: [{ role: 'map', name: 'equatorial.fits', bytes: file, facts: factsOf(map) }],
    problems,
  };
};
