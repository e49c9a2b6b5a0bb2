import { z } from 'zod';
import { skyMetricsSchema, starsInFreeSkySchema } from './sky-metrics.js';

/** Names of measured numbers; they stay for ever. */
export const metricNames = {
  'pixel-scale': { unit: 'arcsec/px', title: 'Scale of an unbinned pixel' },
  'zeropoint-free': { unit: 'mag', title: 'Zeropoint, fitted' },
  'zeropoint-default': { unit: 'mag', title: 'Zeropoint of the camera' },
  'zeropoint-applied': { unit: 'mag', title: 'Zeropoint of the maps' },
  'extinction-free': { unit: 'mag/airmass', title: 'Extinction, zeropoint fitted' },
  'extinction-fixed': { unit: 'mag/airmass', title: 'Extinction at the default zeropoint' },
  'overlap-repeatability': { unit: '%', title: 'Repeatability of frames, from overlaps' },
  'zenith-repeatability': { unit: '%', title: 'Repeatability of a cell, from the zenith frames' },
  'zenith-brightness': { unit: 'mag/arcsec2', title: 'Zenith brightness' },
  'zenith-luminance': { unit: 'mcd/m2', title: 'Luminance at the zenith' },
  'mean-luminance': { unit: 'mcd/m2', title: 'All-sky mean luminance' },
  'median-luminance': { unit: 'mcd/m2', title: 'Median luminance' },
  'minimum-luminance': { unit: 'mcd/m2', title: 'Least luminance' },
  'maximum-luminance': { unit: 'mcd/m2', title: 'Greatest luminance' },
  'brightest-quarter-degree2-luminance': {
    unit: 'mcd/m2',
    title: 'Luminance that 0.25 deg2 exceed',
  },
  'brightest-degree2-luminance': { unit: 'mcd/m2', title: 'Luminance that 1 deg2 exceeds' },
  'horizontal-illuminance': { unit: 'mlx', title: 'Horizontal illuminance' },
  'scalar-illuminance': { unit: 'mlx', title: 'Scalar illuminance' },
  'vertical-illuminance-maximum': { unit: 'mlx', title: 'Greatest vertical illuminance' },
  'vertical-illuminance-maximum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the greatest vertical illuminance',
  },
  'vertical-illuminance-minimum': { unit: 'mlx', title: 'Least vertical illuminance' },
  'vertical-illuminance-minimum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the least vertical illuminance',
  },
  'vertical-illuminance-mean': { unit: 'mlx', title: 'Mean vertical illuminance' },
  'natural-zenith-brightness': { unit: 'mag/arcsec2', title: 'Natural brightness at the zenith' },
  'natural-zenith-luminance': { unit: 'mcd/m2', title: 'Natural luminance at the zenith' },
  'natural-mean-luminance': { unit: 'mcd/m2', title: 'Natural mean luminance' },
  'natural-median-luminance': { unit: 'mcd/m2', title: 'Natural median luminance' },
  'natural-minimum-luminance': { unit: 'mcd/m2', title: 'Natural least luminance' },
  'natural-maximum-luminance': { unit: 'mcd/m2', title: 'Natural greatest luminance' },
  'natural-brightest-quarter-degree2-luminance': {
    unit: 'mcd/m2',
    title: 'Natural luminance that 0.25 deg2 exceed',
  },
  'natural-brightest-degree2-luminance': {
    unit: 'mcd/m2',
    title: 'Natural luminance that 1 deg2 exceeds',
  },
  'natural-horizontal-illuminance': { unit: 'mlx', title: 'Natural horizontal illuminance' },
  'natural-scalar-illuminance': { unit: 'mlx', title: 'Natural scalar illuminance' },
  'natural-vertical-illuminance-maximum': {
    unit: 'mlx',
    title: 'Natural greatest vertical illuminance',
  },
  'natural-vertical-illuminance-maximum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the greatest natural vertical illuminance',
  },
  'natural-vertical-illuminance-minimum': {
    unit: 'mlx',
    title: 'Natural least vertical illuminance',
  },
  'natural-vertical-illuminance-minimum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the least natural vertical illuminance',
  },
  'natural-vertical-illuminance-mean': { unit: 'mlx', title: 'Natural mean vertical illuminance' },
  'artificial-zenith-brightness': {
    unit: 'mag/arcsec2',
    title: 'Artificial brightness at the zenith',
  },
  'artificial-zenith-luminance': { unit: 'mcd/m2', title: 'Artificial luminance at the zenith' },
  'artificial-mean-luminance': { unit: 'mcd/m2', title: 'Artificial mean luminance' },
  'artificial-median-luminance': { unit: 'mcd/m2', title: 'Artificial median luminance' },
  'artificial-minimum-luminance': { unit: 'mcd/m2', title: 'Artificial least luminance' },
  'artificial-maximum-luminance': { unit: 'mcd/m2', title: 'Artificial greatest luminance' },
  'artificial-brightest-quarter-degree2-luminance': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 0.25 deg2 exceed',
  },
  'artificial-brightest-degree2-luminance': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 1 deg2 exceeds',
  },
  'artificial-horizontal-illuminance': { unit: 'mlx', title: 'Artificial horizontal illuminance' },
  'artificial-scalar-illuminance': { unit: 'mlx', title: 'Artificial scalar illuminance' },
  'artificial-vertical-illuminance-maximum': {
    unit: 'mlx',
    title: 'Artificial greatest vertical illuminance',
  },
  'artificial-vertical-illuminance-maximum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the greatest artificial vertical illuminance',
  },
  'artificial-vertical-illuminance-minimum': {
    unit: 'mlx',
    title: 'Artificial least vertical illuminance',
  },
  'artificial-vertical-illuminance-minimum-azimuth': {
    unit: 'deg',
    title: 'Azimuth of the least artificial vertical illuminance',
  },
  'artificial-vertical-illuminance-mean': {
    unit: 'mlx',
    title: 'Artificial mean vertical illuminance',
  },
  'artificial-mean-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial mean luminance to 80 deg from the zenith',
  },
  'artificial-median-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial median luminance to 80 deg from the zenith',
  },
  'artificial-minimum-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial least luminance to 80 deg from the zenith',
  },
  'artificial-maximum-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial greatest luminance to 80 deg from the zenith',
  },
  'artificial-brightest-quarter-degree2-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 0.25 deg2 exceed to 80 deg from the zenith',
  },
  'artificial-brightest-degree2-luminance-za80': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 1 deg2 exceeds to 80 deg from the zenith',
  },
  'artificial-horizontal-illuminance-za80': {
    unit: 'mlx',
    title: 'Artificial horizontal illuminance to 80 deg from the zenith',
  },
  'artificial-scalar-illuminance-za80': {
    unit: 'mlx',
    title: 'Artificial scalar illuminance to 80 deg from the zenith',
  },
  'artificial-vertical-illuminance-maximum-za80': {
    unit: 'mlx',
    title: 'Artificial greatest vertical illuminance to 80 deg from the zenith',
  },
  'artificial-vertical-illuminance-maximum-azimuth-za80': {
    unit: 'deg',
    title: 'Azimuth of the greatest artificial vertical illuminance to 80 deg from the zenith',
  },
  'artificial-vertical-illuminance-minimum-za80': {
    unit: 'mlx',
    title: 'Artificial least vertical illuminance to 80 deg from the zenith',
  },
  'artificial-vertical-illuminance-minimum-azimuth-za80': {
    unit: 'deg',
    title: 'Azimuth of the least artificial vertical illuminance to 80 deg from the zenith',
  },
  'artificial-vertical-illuminance-mean-za80': {
    unit: 'mlx',
    title: 'Artificial mean vertical illuminance to 80 deg from the zenith',
  },
  'artificial-mean-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial mean luminance to 70 deg from the zenith',
  },
  'artificial-median-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial median luminance to 70 deg from the zenith',
  },
  'artificial-minimum-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial least luminance to 70 deg from the zenith',
  },
  'artificial-maximum-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial greatest luminance to 70 deg from the zenith',
  },
  'artificial-brightest-quarter-degree2-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 0.25 deg2 exceed to 70 deg from the zenith',
  },
  'artificial-brightest-degree2-luminance-za70': {
    unit: 'mcd/m2',
    title: 'Artificial luminance that 1 deg2 exceeds to 70 deg from the zenith',
  },
  'artificial-horizontal-illuminance-za70': {
    unit: 'mlx',
    title: 'Artificial horizontal illuminance to 70 deg from the zenith',
  },
  'artificial-scalar-illuminance-za70': {
    unit: 'mlx',
    title: 'Artificial scalar illuminance to 70 deg from the zenith',
  },
  'artificial-vertical-illuminance-maximum-za70': {
    unit: 'mlx',
    title: 'Artificial greatest vertical illuminance to 70 deg from the zenith',
  },
  'artificial-vertical-illuminance-maximum-azimuth-za70': {
    unit: 'deg',
    title: 'Azimuth of the greatest artificial vertical illuminance to 70 deg from the zenith',
  },
  'artificial-vertical-illuminance-minimum-za70': {
    unit: 'mlx',
    title: 'Artificial least vertical illuminance to 70 deg from the zenith',
  },
  'artificial-vertical-illuminance-minimum-azimuth-za70': {
    unit: 'deg',
    title: 'Azimuth of the least artificial vertical illuminance to 70 deg from the zenith',
  },
  'artificial-vertical-illuminance-mean-za70': {
    unit: 'mlx',
    title: 'Artificial mean vertical illuminance to 70 deg from the zenith',
  },
  'mean-luminance-ratio': {
    unit: '1',
    title: 'Artificial over natural mean luminance, reference constants',
  },
  'mean-luminance-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural mean luminance, natural model of the night',
  },
  'zenith-luminance-ratio': {
    unit: '1',
    title: 'Artificial over natural zenith luminance, reference constants',
  },
  'zenith-luminance-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural zenith luminance, natural model of the night',
  },
  'brightest-luminance-ratio': {
    unit: '1',
    title: 'Artificial over natural greatest luminance, reference constants',
  },
  'brightest-luminance-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural greatest luminance, natural model of the night',
  },
  'horizontal-illuminance-ratio': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance, reference constants',
  },
  'horizontal-illuminance-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance, natural model of the night',
  },
  'vertical-illuminance-maximum-ratio': {
    unit: '1',
    title: 'Artificial over natural greatest vertical illuminance, reference constants',
  },
  'vertical-illuminance-maximum-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural greatest vertical illuminance, natural model of the night',
  },
  'vertical-illuminance-minimum-ratio': {
    unit: '1',
    title: 'Artificial over natural least vertical illuminance, reference constants',
  },
  'vertical-illuminance-minimum-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural least vertical illuminance, natural model of the night',
  },
  'vertical-illuminance-mean-ratio': {
    unit: '1',
    title: 'Artificial over natural mean vertical illuminance, reference constants',
  },
  'vertical-illuminance-mean-ratio-to-night': {
    unit: '1',
    title: 'Artificial over natural mean vertical illuminance, natural model of the night',
  },
  'mean-luminance-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural mean luminance to 80 deg, reference constants',
  },
  'mean-luminance-ratio-to-night-za80': {
    unit: '1',
    title: 'Artificial over natural mean luminance to 80 deg, natural model of the night',
  },
  'brightest-luminance-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural greatest luminance to 80 deg, reference constants',
  },
  'brightest-luminance-ratio-to-night-za80': {
    unit: '1',
    title: 'Artificial over natural greatest luminance to 80 deg, natural model of the night',
  },
  'horizontal-illuminance-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance to 80 deg, reference constants',
  },
  'horizontal-illuminance-ratio-to-night-za80': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance to 80 deg, natural model of the night',
  },
  'vertical-illuminance-maximum-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural greatest vertical illuminance to 80 deg, reference constants',
  },
  'vertical-illuminance-maximum-ratio-to-night-za80': {
    unit: '1',
    title:
      'Artificial over natural greatest vertical illuminance to 80 deg, natural model of the night',
  },
  'vertical-illuminance-minimum-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural least vertical illuminance to 80 deg, reference constants',
  },
  'vertical-illuminance-minimum-ratio-to-night-za80': {
    unit: '1',
    title:
      'Artificial over natural least vertical illuminance to 80 deg, natural model of the night',
  },
  'vertical-illuminance-mean-ratio-za80': {
    unit: '1',
    title: 'Artificial over natural mean vertical illuminance to 80 deg, reference constants',
  },
  'vertical-illuminance-mean-ratio-to-night-za80': {
    unit: '1',
    title:
      'Artificial over natural mean vertical illuminance to 80 deg, natural model of the night',
  },
  'mean-luminance-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural mean luminance to 70 deg, reference constants',
  },
  'mean-luminance-ratio-to-night-za70': {
    unit: '1',
    title: 'Artificial over natural mean luminance to 70 deg, natural model of the night',
  },
  'brightest-luminance-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural greatest luminance to 70 deg, reference constants',
  },
  'brightest-luminance-ratio-to-night-za70': {
    unit: '1',
    title: 'Artificial over natural greatest luminance to 70 deg, natural model of the night',
  },
  'horizontal-illuminance-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance to 70 deg, reference constants',
  },
  'horizontal-illuminance-ratio-to-night-za70': {
    unit: '1',
    title: 'Artificial over natural horizontal illuminance to 70 deg, natural model of the night',
  },
  'vertical-illuminance-maximum-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural greatest vertical illuminance to 70 deg, reference constants',
  },
  'vertical-illuminance-maximum-ratio-to-night-za70': {
    unit: '1',
    title:
      'Artificial over natural greatest vertical illuminance to 70 deg, natural model of the night',
  },
  'vertical-illuminance-minimum-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural least vertical illuminance to 70 deg, reference constants',
  },
  'vertical-illuminance-minimum-ratio-to-night-za70': {
    unit: '1',
    title:
      'Artificial over natural least vertical illuminance to 70 deg, natural model of the night',
  },
  'vertical-illuminance-mean-ratio-za70': {
    unit: '1',
    title: 'Artificial over natural mean vertical illuminance to 70 deg, reference constants',
  },
  'vertical-illuminance-mean-ratio-to-night-za70': {
    unit: '1',
    title:
      'Artificial over natural mean vertical illuminance to 70 deg, natural model of the night',
  },
  'sky-quality-index': { unit: '1', title: 'Sky quality index, classes' },
  'sky-quality-index-continuous': { unit: '1', title: 'Sky quality index, continuous' },
  'sky-quality-index-za80': { unit: '1', title: 'Sky quality index to 80 deg, classes' },
  'sky-quality-index-continuous-za80': {
    unit: '1',
    title: 'Sky quality index to 80 deg, continuous',
  },
  'sky-quality-index-za70': { unit: '1', title: 'Sky quality index to 70 deg, classes' },
  'sky-quality-index-continuous-za70': {
    unit: '1',
    title: 'Sky quality index to 70 deg, continuous',
  },
  'synthetic-sqm': { unit: 'mag/arcsec2', title: 'What a sky quality meter would read' },
  'synthetic-sqm-sky-only': { unit: 'mag/arcsec2', title: 'The same without stars and planets' },
  'limiting-magnitude': { unit: 'mag', title: 'Faintest star a person sees at the zenith' },
  'visible-stars': { unit: 'stars', title: 'Stars a person sees' },
  'visible-stars-natural': {
    unit: 'stars',
    title: 'Stars a person would see under the natural sky',
  },
  'visible-stars-fraction': {
    unit: '1',
    title: 'Part of the stars of a natural sky that are seen',
  },
  'reflected-illuminance': { unit: 'mlx', title: 'Light the ground sends back' },
  albedo: { unit: '1', title: 'Albedo of the ground' },
  'modelled-light-ratio': {
    unit: '1',
    title: 'Artificial over natural light, modelled from lights on the ground',
  },
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
  /** The same and more, in order; absent from documents of format 1. */
  sky: skyMetricsSchema.optional(),
});
export type MetricsDocument = z.infer<typeof metricsDocumentSchema>;

/** Content of an artifact of kind `observed-metrics`: a document of all light, and the stars in it. */
export const observedMetricsSchema = metricsDocumentSchema.extend({
  sky: skyMetricsSchema,
  /** Null where nothing is said of stars. */
  stars: starsInFreeSkySchema.nullable(),
});
export type ObservedMetrics = z.infer<typeof observedMetricsSchema>;
