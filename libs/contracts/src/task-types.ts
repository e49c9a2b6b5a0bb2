import { z } from 'zod';
import { calibrationFrame, calibrationMasters } from './task-types/calibration.js';
import { astrometryAdjust, astrometrySolve } from './task-types/astrometry.js';
import { photometryFit, photometryMeasure } from './task-types/photometry.js';
import {
  mosaicAssemble,
  mosaicAssembleEquatorial,
  mosaicAssembleFull,
  mosaicCompare,
  mosaicFaintStars,
  mosaicRemoveStars,
  mosaicRender,
} from './task-types/mosaic.js';
import {
  naturalSkyComponents,
  naturalSkyFit,
  naturalSkyMask,
  naturalSkyResiduals,
  naturalSkySubtract,
} from './task-types/natural-sky.js';
import {
  metricsGlow,
  metricsMeasure,
  metricsNight,
  metricsObserve,
  metricsReport,
} from './task-types/metrics.js';
import type { TaskType } from './task-types/task-type.js';

export { mapNames, type MapName } from './task-types/mosaic.js';
export type { InputRole, OutputRole, TaskType } from './task-types/task-type.js';

/** Every task type by name, in the order of the pipeline. */
export const taskTypes = {
  'calibration.masters': calibrationMasters,
  'calibration.frame': calibrationFrame,
  'astrometry.solve': astrometrySolve,
  'astrometry.adjust': astrometryAdjust,
  'photometry.measure': photometryMeasure,
  'photometry.fit': photometryFit,
  'mosaic.remove-stars': mosaicRemoveStars,
  'mosaic.compare': mosaicCompare,
  'mosaic.render': mosaicRender,
  'mosaic.assemble': mosaicAssemble,
  'mosaic.faint-stars': mosaicFaintStars,
  'mosaic.assemble-full': mosaicAssembleFull,
  'mosaic.assemble-equatorial': mosaicAssembleEquatorial,
  'natural-sky.mask': naturalSkyMask,
  'natural-sky.components': naturalSkyComponents,
  'natural-sky.fit': naturalSkyFit,
  'natural-sky.residuals': naturalSkyResiduals,
  'natural-sky.subtract': naturalSkySubtract,
  'metrics.observe': metricsObserve,
  'metrics.measure': metricsMeasure,
  'metrics.report': metricsReport,
  'metrics.glow': metricsGlow,
  'metrics.night': metricsNight,
} as const satisfies Record<string, TaskType>;

export type TaskTypeName = keyof typeof taskTypes;
export const taskTypeNames = Object.keys(taskTypes) as [TaskTypeName, ...TaskTypeName[]];
export const taskTypeNameSchema = z.enum(taskTypeNames);
