import { defineService, moduleUrl, type ServiceDefinition } from '@nightskies/platform';

/** Module of this service's task handlers, loaded by worker threads. */
export const calibrationHandlers: URL = moduleUrl('./handlers.js', import.meta.url);

/** Masters and calibrated frames from raw ones. */
export const calibrationService: ServiceDefinition = defineService({
  name: 'calibration',
  handlers: calibrationHandlers,
});
