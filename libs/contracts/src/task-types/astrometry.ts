import { z } from 'zod';
import { any, none, one, type TaskType } from './task-type.js';

export const astrometrySolve = {
  name: 'astrometry.solve',
  service: 'astrometry',
  version: 2,
  title: 'plate solutions',
  inputs: { frame: one('calibrated-frame'), camera: one('camera-constants') },
  outputs: { solution: { kind: 'frame-astrometry' } },
  parameters: ['compat', 'julian-date'],
  arguments: none,
} as const satisfies TaskType;

export const astrometryAdjust = {
  name: 'astrometry.adjust',
  service: 'astrometry',
  version: 2,
  title: 'pointings of the set',
  inputs: { solution: any('frame-astrometry'), camera: one('camera-constants') },
  outputs: {
    astrometry: { kind: 'set-astrometry' },
    pointing: { kind: 'pointing-table' },
    plot: { kind: 'pointing-plot' },
    coordinates: { kind: 'coordinates-table' },
  },
  parameters: ['compat', 'julian-date'],
  arguments: z.strictObject({ night: z.string(), set: z.int(), band: z.enum(['V', 'B']) }),
} as const satisfies TaskType;
