import { openLuminanceMap } from '@nightskies/metrics';
import {
  readNaturalSky,
  readMaskFile,
  skyRowsOf,
  writeArtificialMap,
  type ObservedRows,
} from '@nightskies/natural-sky';
import type { TaskHandler } from '@nightskies/platform';
import { setCards } from './set-cards.js';

/** `natural-sky.subtract`: the artificial light of a set. */
export const subtract: TaskHandler<'natural-sky.subtract'> = async (context) => {
  const [name = 'map.fits'] = context.names('map');
  const map = openLuminanceMap(await context.open('map', name), name);
  const given = await context.one('model');
  const model = readNaturalSky(given.bytes, given.name);
  const mask = await context.maybe('mask');
  const observed: ObservedRows = { grid: map.grid, row: map.row, sigma: map.uncertainty };
  const file = await context.file();
  const { cells, negativeCells } = writeArtificialMap(
    observed,
    model,
    {
      skyOfRow:
        mask === undefined ? null : skyRowsOf(readMaskFile(mask.bytes, mask.name), map.grid),
      cards: setCards(map.header),
    },
    file,
  );
  return {
    outputs: [
      { role: 'artificial', name: 'artificial.fits', bytes: file, facts: { cells, negativeCells } },
    ],
  };
};
