import type { ReadMask } from '@nightskies/natural-sky';
import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';
import { allSkyGrid } from '@nightskies/sky';

/** Module of this service's task handlers, loaded by worker threads. */
export const naturalSkyHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Terrain masks, natural sky and artificial light of all-sky maps. */
export const naturalSkyService: ServiceDefinition = defineService({
  name: 'natural-sky',
  handlers: naturalSkyHandlers,
});

/** A mask a person gives, judged before it is taken; pictures are decoded only when it is called. */
export async function readGivenMask(
  bytes: Uint8Array,
  name: string,
  stepDeg: number,
): Promise<ReadMask> {
  const files = await import('./mask-files.js');
  return files.readGivenMask(bytes, name, allSkyGrid(stepDeg));
}
