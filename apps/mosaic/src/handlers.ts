import type { TaskHandlers } from '@nightskies/platform';
import { assemble } from './assemble.js';
import { removeStars } from './remove-stars.js';
import { render } from './render.js';

/** Handlers of the mosaic service: star-free frames, tiles of the map, the map. */
export const handlers: TaskHandlers = {
  'mosaic.remove-stars': removeStars,
  'mosaic.render': render,
  'mosaic.assemble': assemble,
};
