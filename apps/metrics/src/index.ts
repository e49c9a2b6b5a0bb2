import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';

/** Module of this service's task handlers, loaded by worker threads. */
export const metricsHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Numbers and pictures of all-sky maps. */
export const metricsService: ServiceDefinition = defineService({
  name: 'metrics',
  handlers: metricsHandlers,
});
