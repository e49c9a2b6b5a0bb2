import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';

/** Module of this service's task handlers, loaded by worker threads. */
export const mosaicHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Star-free frames and all-sky maps from calibrated frames. */
export const mosaicService: ServiceDefinition = defineService({
  name: 'mosaic',
  handlers: mosaicHandlers,
});
