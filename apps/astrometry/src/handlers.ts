import type { TaskHandlers } from '@nightskies/platform';
import { adjust } from './adjust.js';
import { solve } from './solve.js';

/** Handlers of the astrometry service: solutions of frames, the pointings of a set. */
export const handlers: TaskHandlers = {
  'astrometry.solve': solve,
  'astrometry.adjust': adjust,
};
