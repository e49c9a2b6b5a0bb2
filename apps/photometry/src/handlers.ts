import type { TaskHandlers } from '@nightskies/platform';
import { fit } from './fit.js';
import { measure } from './measure.js';

/** Handlers of the photometry service: stars of frames, zeropoint and extinction of a set. */
export const handlers: TaskHandlers = {
  'photometry.measure': measure,
  'photometry.fit': fit,
};
