import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';

/** Module of this service's task handlers, loaded by worker threads. */
export const photometryHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Stars of frames, and the zeropoint and extinction of a set. */
export const photometryService: ServiceDefinition = defineService({
  name: 'photometry',
  handlers: photometryHandlers,
});
