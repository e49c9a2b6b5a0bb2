import type { TaskHandler } from '@nightskies/platform';
import { measureNow } from './measure-now.js';
import { measureOld } from './measure-old.js';

/**
 * `photometry.measure`: the stars of one calibrated frame. A frame in which nothing can be measured is
 * a result as well, with its reason: the set goes on without it.
 */
export const measure: TaskHandler<'photometry.measure'> = async (context) =>
  context.parameters.compat === 'nsnsd' ? measureOld(context) : measureNow(context);
