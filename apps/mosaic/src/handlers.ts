import type { TaskHandlers } from '@nightskies/platform';
import { assembleEquatorial } from './assemble-equatorial.js';
import { assembleFull } from './assemble-full.js';
import { assemble } from './assemble.js';
import { compare } from './compare.js';
import { faintStars } from './faint-stars.js';
import { removeStars } from './remove-stars.js';
import { render } from './render.js';

/** Handlers of the mosaic service: star-free frames, what they say of each other, tiles, maps. */
export const handlers: TaskHandlers = {
  'mosaic.remove-stars': removeStars,
  'mosaic.compare': compare,
  'mosaic.render': render,
  'mosaic.assemble': assemble,
  'mosaic.faint-stars': faintStars,
  'mosaic.assemble-full': assembleFull,
  'mosaic.assemble-equatorial': assembleEquatorial,
};
