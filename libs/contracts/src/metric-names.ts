import { z } from 'zod';

/** Names of measured numbers; they stay for ever. */
export const metricNames = {
  'zenith-brightness': { unit: 'mag/arcsec2', title: 'Zenith brightness' },
  'mean-luminance': { unit: 'mcd/m2', title: 'All-sky mean luminance' },
  'pixel-scale': { unit: 'arcsec/px', title: 'Scale of an unbinned pixel' },
  'zeropoint-free': { unit: 'mag', title: 'Zeropoint, fitted' },
  'zeropoint-default': { unit: 'mag', title: 'Zeropoint of the camera' },
  'zeropoint-applied': { unit: 'mag', title: 'Zeropoint of the maps' },
  'extinction-free': { unit: 'mag/airmass', title: 'Extinction, zeropoint fitted' },
  'extinction-fixed': { unit: 'mag/airmass', title: 'Extinction at the default zeropoint' },
  'overlap-repeatability': { unit: '%', title: 'Repeatability of frames, from overlaps' },
  'zenith-repeatability': { unit: '%', title: 'Repeatability of a cell, from the zenith frames' },
  'horizontal-illuminance': { unit: 'mlx', title: 'Horizontal illuminance' },
} as const;

export type MetricName = keyof typeof metricNames;

export const metricSchema = z.object({
  name: z.string().min(1),
  sky: z.enum(['full', 'free']),
  value: z.number().nullable(),
  uncertainty: z.number().nullable(),
  unit: z.string(),
  /** Why value or uncertainty is null. */
  reason: z.string().nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

/** Content of an artifact of kind `metrics`. */
export const metricsDocumentSchema = z.object({
  night: z.string(),
  set: z.int(),
  band: z.string(),
  metrics: z.array(metricSchema),
});
export type MetricsDocument = z.infer<typeof metricsDocumentSchema>;
