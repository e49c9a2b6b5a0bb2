import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';

/** Module of this service's task handlers, loaded by worker threads. */
export const astrometryHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Plate solutions of frames, and the pointings of a set. */
export const astrometryService: ServiceDefinition = defineService({
  name: 'astrometry',
  handlers: astrometryHandlers,
});
