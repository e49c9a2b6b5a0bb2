import type { GivenName } from '@nightskies/contracts';

/**
 * Reads a file a run was given as its task will: what no task could use is refused before hours of
 * work, and no other file of the machine is copied into the store. The readers are loaded when a file
 * is given, which is seldom.
 *
 * @throws NightSkiesError what the reader of the file says, with its path
 */
export async function checkGivenFile(
  name: GivenName,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  if (name === 'places' || name === 'lights' || name === 'albedo') {
    const { readGroundGrid, readPlaces } = await import('@nightskies/metrics');
    if (name === 'places') readPlaces(bytes, path);
    else readGroundGrid(bytes, path);
    return;
  }
  const { groundMap, readGivenSkyMap } = await import('@nightskies/natural-sky');
  const map = readGivenSkyMap(bytes, path);
  // Light of the air has no place among the stars.
  if (name === 'airglow' || name === 'diffuse') groundMap(name, map);
}
