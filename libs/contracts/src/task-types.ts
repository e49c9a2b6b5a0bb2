import { z } from 'zod';
import type { ArtifactKind } from './artifact-kinds.js';
import type { ServiceName } from './identifiers.js';
import type { RunParameterName } from './parameters.js';

/** One named place for inputs of a task. `many` roles take any number, told apart by their names. */
export interface InputRole {
  readonly kind: ArtifactKind | readonly ArtifactKind[];
  readonly required: boolean;
  readonly many: boolean;
}

export interface OutputRole {
  readonly kind: ArtifactKind;
}

/**
 * A task type is declared once, here, and handled once, in its service. `version` is the version of
 * the algorithm: it enters the fingerprint and must change whenever the result may.
 */
export interface TaskType {
  readonly name: string;
  readonly service: ServiceName;
  readonly version: number;
  readonly title: string;
  readonly inputs: Readonly<Record<string, InputRole>>;
  readonly outputs: Readonly<Record<string, OutputRole>>;
  readonly parameters: readonly RunParameterName[];
  /** What tells apart tasks of this type with equal inputs, for example the number of a tile. */
  readonly arguments: z.ZodType;
}

const one = (kind: InputRole['kind']): InputRole => ({ kind, required: true, many: false });
const maybe = (kind: InputRole['kind']): InputRole => ({ kind, required: false, many: false });
const any = (kind: InputRole['kind']): InputRole => ({ kind, required: false, many: true });

const none = z.strictObject({});

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

export const astrometrySolve = {
  name: 'astrometry.solve',
  service: 'astrometry',
  version: 1,
  title: 'plate solutions',
  inputs: { frame: one('calibrated-frame'), camera: one('camera-constants') },
  outputs: { solution: { kind: 'frame-astrometry' } },
  parameters: ['compat', 'julian-date'],
  arguments: none,
} as const satisfies TaskType;

export const astrometryAdjust = {
  name: 'astrometry.adjust',
  service: 'astrometry',
  version: 1,
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

export const photometryMeasure = {
  name: 'photometry.measure',
  service: 'photometry',
  version: 2,
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
  version: 3,
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
  version: 3,
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
  version: 4,
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

export const metricsMeasure = {
  name: 'metrics.measure',
  service: 'metrics',
  version: 3,
  title: 'metrics',
  inputs: { map: one('brightness-map') },
  outputs: { metrics: { kind: 'metrics' } },
  parameters: [],
  arguments: none,
} as const satisfies TaskType;

export const metricsReport = {
  name: 'metrics.report',
  service: 'metrics',
  version: 2,
  title: 'pictures',
  inputs: { map: one('brightness-map'), metrics: one('metrics') },
  outputs: { panorama: { kind: 'panorama' }, fisheye: { kind: 'fisheye' } },
  parameters: ['palette'],
  arguments: z.strictObject({
    title: z.string(),
    subtitle: z.string(),
    centralAzimuthDeg: z.number().min(-360).max(360),
  }),
} as const satisfies TaskType;

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
  'metrics.measure': metricsMeasure,
  'metrics.report': metricsReport,
} as const satisfies Record<string, TaskType>;

export type TaskTypeName = keyof typeof taskTypes;
export const taskTypeNames = Object.keys(taskTypes) as [TaskTypeName, ...TaskTypeName[]];
export const taskTypeNameSchema = z.enum(taskTypeNames);
