import { z } from 'zod';
import { any, maybe, none, one, type TaskType } from './task-type.js';

export const photometryMeasure = {
  name: 'photometry.measure',
  service: 'photometry',
  version: 3,
  title: 'stars of frames',
  inputs: {
    frame: one('calibrated-frame'),
    camera: one('camera-constants'),
    /** Where the frame looked, by the set. */
    astrometry: one('set-astrometry'),
    /** The frame's own solution: the old pipeline knows no other. */
    solution: maybe('frame-astrometry'),
  },
  outputs: { stars: { kind: 'frame-photometry' } },
  parameters: ['compat', 'julian-date', 'airmass'],
  arguments: none,
} as const satisfies TaskType;

export const photometryFit = {
  name: 'photometry.fit',
  service: 'photometry',
  version: 4,
  title: 'zeropoint and extinction',
  inputs: {
    stars: any('frame-photometry'),
    camera: one('camera-constants'),
    /** Scale, size and pointings of the frames, for tables and pictures. */
    astrometry: one('set-astrometry'),
    /** Zeropoints of the camera's other sets when the run was planned; none for a new camera. */
    history: maybe('zeropoint-history'),
  },
  outputs: {
    fit: { kind: 'photometric-fit' },
    stars: { kind: 'star-photometry' },
    list: { kind: 'extinction-stars' },
    plot: { kind: 'extinction-plot' },
    residuals: { kind: 'extinction-residuals' },
    growth: { kind: 'growth-plot' },
    past: { kind: 'zeropoint-plot' },
  },
  parameters: ['compat', 'zeropoint', 'airmass'],
  arguments: z.strictObject({
    night: z.string(),
    set: z.int(),
    band: z.enum(['V', 'B']),
    missingFrames: z.array(z.string()),
  }),
} as const satisfies TaskType;
