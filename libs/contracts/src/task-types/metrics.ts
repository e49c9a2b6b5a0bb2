import { z } from 'zod';
import { bandSchema } from '../identifiers.js';
import { any, maybe, one, perhaps, site, type TaskType } from './task-type.js';

/** What the pictures of a set say besides their numbers. */
const words = { title: z.string(), subtitle: z.string() };

/** Over whom the stars of a set stood, and when. */
const place = { site, middleJd: z.number().nullable() };

/** What follows from the map alone: a fit again leaves it as it is. */
export const metricsObserve = {
  name: 'metrics.observe',
  service: 'metrics',
  version: 1,
  title: 'numbers of all light',
  inputs: {
    map: one('brightness-map'),
    mask: maybe('terrain-mask'),
    photometry: maybe('photometric-fit'),
    places: maybe('given-table'),
    lights: maybe('given-table'),
    albedo: maybe('given-table'),
  },
  outputs: { observed: { kind: 'observed-metrics' } },
  parameters: [],
  arguments: z.strictObject(place),
} as const satisfies TaskType;

export const metricsMeasure = {
  name: 'metrics.measure',
  service: 'metrics',
  version: 6,
  title: 'metrics',
  inputs: {
    observed: one('observed-metrics'),
    map: one('brightness-map'),
    mask: maybe('terrain-mask'),
    model: maybe('natural-sky-map'),
    /** For the old numbers about stars. */
    photometry: maybe('photometric-fit'),
  },
  outputs: { metrics: { kind: 'metrics' }, vertical: { kind: 'vertical-plot' } },
  parameters: ['compat'],
  arguments: z.strictObject({ ...words, ...place }),
} as const satisfies TaskType;

const picturesOfSky = z.strictObject({
  ...words,
  centralAzimuthDeg: z.number().min(-360).max(360),
});

export const metricsReport = {
  name: 'metrics.report',
  service: 'metrics',
  version: 3,
  title: 'pictures',
  inputs: { map: one('brightness-map'), observed: one('observed-metrics') },
  outputs: { panorama: { kind: 'panorama' }, fisheye: { kind: 'fisheye' } },
  parameters: ['palette'],
  arguments: picturesOfSky,
} as const satisfies TaskType;

export const metricsGlow = {
  name: 'metrics.glow',
  service: 'metrics',
  version: 1,
  title: 'pictures of artificial light',
  inputs: {
    map: one('brightness-map'),
    mask: maybe('terrain-mask'),
    model: one('natural-sky-map'),
    fit: one('natural-sky-fit'),
  },
  outputs: {
    naturalPanorama: { kind: 'natural-panorama' },
    artificialPanorama: { kind: 'artificial-panorama' },
    artificialFisheye: { kind: 'artificial-fisheye' },
    figure: { kind: 'natural-sky-figure' },
  },
  parameters: ['palette'],
  arguments: picturesOfSky,
} as const satisfies TaskType;

export const metricsNight = {
  name: 'metrics.night',
  service: 'metrics',
  version: 2,
  title: 'report of the night',
  inputs: {
    /** Of each set in each band, named by them: `set1-V.json`. */
    metrics: any('metrics'),
    fit: perhaps('natural-sky-fit'),
    photometry: perhaps('photometric-fit'),
    astrometry: perhaps('set-astrometry'),
    /** What its frames say of each other. */
    overlaps: perhaps('overlap-report'),
    panorama: perhaps('panorama'),
    natural: perhaps('natural-panorama'),
    artificial: perhaps('artificial-panorama'),
    figure: perhaps('natural-sky-figure'),
    vertical: perhaps('vertical-plot'),
    typed: maybe('typed-fields'),
  },
  outputs: {
    page: { kind: 'night-report' },
    facts: { kind: 'night-report-facts' },
  },
  parameters: ['compat', 'site-elevation'],
  arguments: z.strictObject({
    night: z.string(),
    location: z.string().nullable(),
    site,
    sets: z.array(
      z.strictObject({
        set: z.int(),
        band: bandSchema,
        camera: z.string(),
        startJd: z.number().nullable(),
        endJd: z.number().nullable(),
        missingFrames: z.array(z.string()),
      }),
    ),
  }),
} as const satisfies TaskType;
