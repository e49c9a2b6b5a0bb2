import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pyramidDescriptor, writeMapPyramid } from '@nightskies/imaging';
import type { FileState } from './file-state.js';
import type { MapFile } from './map-file.js';

/**
 * Writes the pyramid of tiles of a map, `NAME.dzi` and `NAME_files`. The descriptor names the map it
 * was made of, so that one that is there is known again; it is written last, so that a pyramid with a
 * descriptor is whole.
 *
 * @param path of the descriptor
 * @param digest of the map
 */
export async function placePyramid(
  map: MapFile,
  path: string,
  { digest, force }: { readonly digest: string; readonly force: boolean },
  told: (part: number) => void,
): Promise<FileState> {
  const folder = path.replace(/\.dzi$/, '_files');
  const rows = map.luminanceRows(told);
  const comment = `Map of SHA-256 ${digest}: azimuth ${rows.leftDeg} deg at the left edge, apparent altitude ${rows.bottomDeg + rows.rows * rows.stepDeg} deg at the upper edge, ${rows.stepDeg} deg a pixel`;
  const present = await readFile(path, 'utf8').catch(() => null);
  if (present?.includes(comment) === true && existsSync(folder)) return 'unchanged';
  if ((present !== null || existsSync(folder)) && !force) return 'kept';
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    const facts = await writeMapPyramid(rows, async ({ level, column, row }, png) => {
      const ofLevel = join(partial, String(level));
      if (row === 0) await mkdir(ofLevel, { recursive: true });
      await writeFile(join(ofLevel, `${column}_${row}.png`), png);
    });
    await rm(path, { force: true });
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    await writeFile(path, pyramidDescriptor(facts, comment));
    return 'written';
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
