import { z } from 'zod';
import { any, maybe, one, type TaskType } from './task-type.js';

export const calibrationMasters = {
  name: 'calibration.masters',
  service: 'calibration',
  version: 1,
  title: 'master frames',
  inputs: {
    /** The first frame of the band: its exposure time and shape are those of the set. */
    reference: one('raw-frame'),
    /** The V frame the old pipeline scales its thermal frame by (zenith1); compat only. */
    compatReference: maybe('raw-frame'),
    masterBias: maybe('master-bias'),
    masterThermal: maybe('master-thermal'),
    bias: any('raw-bias'),
    dark: any('raw-dark'),
    flat: one('master-flat'),
    linearity: one('linearity-curve'),
    camera: one('camera-constants'),
    /** Science frames to measure the gain from, given only when nothing states it. */
    science: any('raw-frame'),
    /** Bias crops of the set, given with `science`: the bias at the time of those frames. */
    crop: any('raw-bias-crop'),
  },
  outputs: { masters: { kind: 'calibration-masters' } },
  parameters: ['compat', 'masters', 'bad-pixel-sigma'],
  arguments: z.strictObject({ band: z.enum(['V', 'B']) }),
} as const satisfies TaskType;

export const calibrationFrame = {
  name: 'calibration.frame',
  service: 'calibration',
  version: 2,
  title: 'calibrated frames',
  inputs: {
    raw: one('raw-frame'),
    masters: one('calibration-masters'),
    /** The crop of this frame's own number, or where it is missing its nearest neighbours. */
    crop: any('raw-bias-crop'),
  },
  outputs: { frame: { kind: 'calibrated-frame' } },
  parameters: ['compat'],
  arguments: z.strictObject({ band: z.enum(['V', 'B']) }),
} as const satisfies TaskType;
