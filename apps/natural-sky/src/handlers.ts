import type { TaskHandlers } from '@nightskies/platform';
import { components } from './components.js';
import { fit } from './fit.js';
import { mask } from './mask.js';
import { residuals } from './residuals.js';
import { subtract } from './subtract.js';

/**
 * Handlers of the natural sky service: terrain mask, components and model of the natural sky,
 * artificial light.
 */
export const handlers: TaskHandlers = {
  'natural-sky.mask': mask,
  'natural-sky.components': components,
  'natural-sky.fit': fit,
  'natural-sky.residuals': residuals,
  'natural-sky.subtract': subtract,
};
