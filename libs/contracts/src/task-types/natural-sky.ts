import { z } from 'zod';
import { any, maybe, none, one, perhaps, site, type TaskType } from './task-type.js';

/** What the documents of the natural sky are about. */
const ofSet = { night: z.string(), set: z.int(), band: z.enum(['V', 'B']) };

export const naturalSkyMask = {
  name: 'natural-sky.mask',
  service: 'natural-sky',
  version: 1,
  title: 'terrain mask',
  inputs: {
    /** Frames that may see the horizon. */
    frame: any('calibrated-frame'),
    astrometry: one('set-astrometry'),
    /** Stars seen in these frames. */
    stars: perhaps('frame-photometry'),
    /** A mask given by hand always wins. */
    given: maybe('given-mask'),
  },
  outputs: {
    mask: { kind: 'terrain-mask' },
    drawing: { kind: 'mask-drawing' },
    picture: { kind: 'mask-picture' },
  },
  parameters: ['julian-date'],
  arguments: z.strictObject({ ...ofSet, site }),
} as const satisfies TaskType;

/** What of a fit and its model does not depend on what is fitted, so that a fit again need not make it. */
export const naturalSkyComponents = {
  name: 'natural-sky.components',
  service: 'natural-sky',
  version: 3,
  title: 'components of the natural sky',
  inputs: {
    map: one('brightness-map'),
    /** When each cell was seen; the old pipeline knew the middle of the set only. */
    origin: maybe('map-origin'),
    mask: maybe('terrain-mask'),
    /** Extinction of the set; without it that of a usual night. */
    photometry: maybe('photometric-fit'),
    airglow: maybe('given-sky-map'),
    zodiacal: maybe('given-sky-map'),
    galactic: maybe('given-sky-map'),
    diffuse: maybe('given-sky-map'),
  },
  outputs: { components: { kind: 'natural-sky-components' } },
  parameters: [
    'compat',
    'airglow-height',
    'extinction-law',
    'airglow-extinction',
    'zodiacal-extinction',
    'galactic-extinction',
    'extinction-coefficient',
    'site-elevation',
  ],
  arguments: z.strictObject({
    band: ofSet.band,
    site,
    /** Middle of the set, JD UTC; for the compat mode, whose maps have no times. */
    middleJd: z.number().nullable(),
  }),
} as const satisfies TaskType;

export const naturalSkyFit = {
  name: 'natural-sky.fit',
  service: 'natural-sky',
  version: 4,
  title: 'natural sky',
  inputs: {
    components: one('natural-sky-components'),
    /** What the stars say of the clearness of the set. */
    photometry: maybe('photometric-fit'),
    /** Airglow of other nights with the camera. */
    history: maybe('airglow-history'),
  },
  outputs: {
    fit: { kind: 'natural-sky-fit' },
    model: { kind: 'natural-sky-map' },
  },
  parameters: [
    'compat',
    'airglow-zenith',
    'airglow-gradient',
    'airglow-drift',
    'adl-factor',
    'zodiacal-factor',
    'galactic-factor',
    'far-glow',
    'moonlight',
  ],
  arguments: z.strictObject({
    ...ofSet,
    /** Stems of the frames the set should have. */
    missingFrames: z.array(z.string()),
  }),
} as const satisfies TaskType;

/** A picture nothing waits for, drawn beside what does. */
export const naturalSkyResiduals = {
  name: 'natural-sky.residuals',
  service: 'natural-sky',
  version: 1,
  title: 'picture of what the model leaves',
  inputs: { components: one('natural-sky-components'), fit: one('natural-sky-fit') },
  outputs: { residuals: { kind: 'natural-sky-residuals' } },
  parameters: ['moonlight'],
  arguments: none,
} as const satisfies TaskType;

export const naturalSkySubtract = {
  name: 'natural-sky.subtract',
  service: 'natural-sky',
  version: 1,
  title: 'artificial light',
  inputs: {
    map: one('brightness-map'),
    mask: maybe('terrain-mask'),
    model: one('natural-sky-map'),
  },
  outputs: { artificial: { kind: 'artificial-map' } },
  parameters: ['compat'],
  arguments: none,
} as const satisfies TaskType;
