import { readDocument, setAstrometrySchema } from '@nightskies/contracts';
import { openTile, TiledMap, type MapSize, type Missing } from '@nightskies/mosaic';
import type { TaskContext } from '@nightskies/platform';
import type { AssembleTask } from './map-identity.js';

/** The map of a task that puts tiles together, with what it is made without. */
export async function tilesOfTask(
  context: Pick<TaskContext<AssembleTask>, 'names' | 'open' | 'one' | 'arguments' | 'missing'>,
  size: MapSize,
): Promise<TiledMap> {
  const tiles = [];
  for (const name of context.names('tile')) {
    tiles.push(openTile(await context.open('tile', name), name));
  }
  const { frames } = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const used = new Set(tiles.flatMap((tile) => tile.frames.map(({ name }) => name)));
  const lacking: Missing[] = [
    ...context.arguments.missingFrames.map((stem) => ({
      name: `${stem}.fit`,
      reason: 'not there when the run was planned',
    })),
    ...context.missing
      .filter(({ role }) => role === 'tile')
      .map(({ name, reason }) => ({ name, reason })),
    ...frames
      .map(({ frame }) => `${frame}.fit`)
      .filter((name) => !used.has(name))
      .map((name) => ({ name, reason: 'no pixel of it can be used' })),
  ];
  return new TiledMap(size, tiles, lacking);
}

/** Facts the catalog keeps of a map. */
export function factsOf({ contents }: TiledMap): {
  readonly frames: number;
  readonly missing: { readonly name: string; readonly reason: string }[];
} {
  return {
    frames: contents.frames.length,
    missing: contents.missing.map(({ name, reason }) => ({ name, reason })),
  };
}
