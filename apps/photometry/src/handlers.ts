import type { TaskHandlers } from '@nightskies/platform';

/** Handlers of the photometry service: stars of frames, zeropoint and extinction of a set. */
export const handlers: TaskHandlers = {};
