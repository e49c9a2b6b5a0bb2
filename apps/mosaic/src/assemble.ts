import { writeStarFreeMap } from '@nightskies/mosaic';
import type { TaskHandler, TaskOutput } from '@nightskies/platform';
import { gridOfMap } from './grid-of-map.js';
import { readCalibration } from './map-identity.js';
import { factsOf, tilesOfTask } from './tiles-of-task.js';

/** `mosaic.assemble`: the star-free map of a set and band from its tiles, in the units people use. */
export const assemble: TaskHandler<'mosaic.assemble'> = async (context) => {
  const { set, band } = context.arguments;
  const { compat } = context.parameters;
  const grid = gridOfMap(context);
  const map = await tilesOfTask(context, grid);
  const { identity, problems } = await readCalibration(context, map.contents);
  const files = {
    map: await context.file(),
    origin: compat === 'nsnsd' ? null : await context.file(),
    skybright: await context.file(),
    skybrightmags: await context.file(),
  };
  const small = writeStarFreeMap(map, grid, identity, { compat, sinks: files });
  const letter = band === 'B' ? 'b' : '';
  const outputs: TaskOutput<'mosaic.assemble'>[] = [
    { role: 'map', name: 'map.fits', bytes: files.map, facts: factsOf(map) },
    { role: 'skybright', name: 'skybright.fits', bytes: files.skybright },
    { role: 'skybrightmags', name: 'skybrightmags.fits', bytes: files.skybrightmags },
    { role: 'small', name: `skybrightmags${letter}${set}.fits`, bytes: small },
  ];
  if (files.origin !== null) {
    outputs.push({ role: 'origin', name: 'origin.fits', bytes: files.origin });
  }
  return { outputs, problems };
};
