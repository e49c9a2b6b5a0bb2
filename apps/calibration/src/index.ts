/** Module of this service's task handlers, loaded by worker threads. */
export const calibrationHandlers = new URL('./handlers.js', import.meta.url);
