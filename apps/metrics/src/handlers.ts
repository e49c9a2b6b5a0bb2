import type { TaskHandlers } from '@nightskies/platform';
import { glow } from './glow.js';
import { measure } from './measure.js';
import { night } from './night/night.js';
import { observe } from './observe.js';
import { report } from './report.js';

/** Handlers of the metrics service: numbers and pictures of a map. */
export const handlers: TaskHandlers = {
  'metrics.observe': observe,
  'metrics.measure': measure,
  'metrics.report': report,
  'metrics.glow': glow,
  'metrics.night': night,
};
