import { z } from 'zod';
import { any, maybe, none, one, type TaskType } from './task-type.js';

export const mosaicRemoveStars = {
  name: 'mosaic.remove-stars',
  service: 'mosaic',
  version: 2,
  title: 'star-free frames',
  inputs: { frame: one('calibrated-frame') },
  outputs: { frame: { kind: 'star-free-frame' } },
  parameters: ['compat', 'star-removal-radius'],
  arguments: none,
} as const satisfies TaskType;

export const mosaicCompare = {
  name: 'mosaic.compare',
  service: 'mosaic',
  version: 1,
  title: 'overlaps of frames',
  inputs: {
    frame: any('star-free-frame'),
    /** Star-free pictures of the zenith, before and after the others. */
    zenith: any('star-free-frame'),
    astrometry: one('set-astrometry'),
  },
  outputs: { report: { kind: 'overlap-report' }, plot: { kind: 'overlap-plot' } },
  parameters: ['background-matching'],
  arguments: z.strictObject({ night: z.string(), set: z.int(), band: z.enum(['V', 'B']) }),
} as const satisfies TaskType;

/**
 * Which map of a set: without stars, of all pixels as they are, or this one in right ascension and
 * declination.
 */
export const mapNames = ['star-free', 'full', 'equatorial'] as const;
export type MapName = (typeof mapNames)[number];

const mapOfSet = {
  map: z.enum(mapNames),
  /** Size of a cell, deg. */
  stepDeg: z.number().positive(),
};

export const mosaicRender = {
  name: 'mosaic.render',
  service: 'mosaic',
  version: 5,
  title: 'map tiles',
  inputs: {
    /** Without stars for the map without them, calibrated ones for the others. */
    frame: any(['star-free-frame', 'calibrated-frame']),
    astrometry: one('set-astrometry'),
    /** Given when the levels of the frames are to be matched. */
    overlaps: maybe('overlap-report'),
  },
  outputs: { tile: { kind: 'map-tile' } },
  parameters: ['compat', 'feather', 'resampling', 'julian-date'],
  /** Column and row ranges of the tile in the map's grid, end exclusive, row 0 lowest. */
  arguments: z.strictObject({
    ...mapOfSet,
    tile: z.int().min(0),
    columnStart: z.int().min(0),
    columnEnd: z.int().min(1),
    rowStart: z.int().min(0),
    rowEnd: z.int().min(1),
  }),
} as const satisfies TaskType;

/** Identity of the set for the headers of a map, and the frames it could not have. */
const assembled = {
  inputs: {
    tile: any('map-tile'),
    camera: one('camera-constants'),
    astrometry: one('set-astrometry'),
    /** The zeropoint to calibrate with; without it that of the camera. */
    photometry: maybe('photometric-fit'),
    /** The error of the flat, as the overlaps show it. */
    overlaps: maybe('overlap-report'),
  },
  arguments: z.strictObject({
    ...mapOfSet,
    night: z.string(),
    set: z.int(),
    band: z.enum(['V', 'B']),
    missingFrames: z.array(z.string()),
  }),
} as const;

export const mosaicAssemble = {
  name: 'mosaic.assemble',
  service: 'mosaic',
  version: 5,
  title: 'star-free maps',
  ...assembled,
  outputs: {
    map: { kind: 'brightness-map' },
    origin: { kind: 'map-origin' },
    skybright: { kind: 'sky-brightness-dn' },
    skybrightmags: { kind: 'sky-brightness-mag' },
    small: { kind: 'sky-brightness-small' },
  },
  parameters: ['compat'],
} as const satisfies TaskType;

export const mosaicFaintStars = {
  name: 'mosaic.faint-stars',
  service: 'mosaic',
  version: 1,
  title: 'faint starlight in the map',
  inputs: {
    small: one('sky-brightness-small'),
    /** Of these the one from the middle of the set tells when, where and with which camera. */
    frame: any('calibrated-frame'),
  },
  outputs: { starlight: { kind: 'faint-starlight' } },
  parameters: ['airmass', 'star-removal-radius', 'julian-date'],
  arguments: none,
} as const satisfies TaskType;

export const mosaicAssembleFull = {
  name: 'mosaic.assemble-full',
  service: 'mosaic',
  version: 1,
  title: 'maps with stars',
  ...assembled,
  outputs: { map: { kind: 'sky-brightness-full' } },
  parameters: ['compat'],
} as const satisfies TaskType;

export const mosaicAssembleEquatorial = {
  name: 'mosaic.assemble-equatorial',
  service: 'mosaic',
  version: 1,
  title: 'maps among the stars',
  ...assembled,
  outputs: { map: { kind: 'equatorial-map' } },
  parameters: ['compat'],
} as const satisfies TaskType;
