import { planeMapKinds } from '@nightskies/astrometry';
import { z } from 'zod';
import { jsonOption } from '../../options.js';
import { angleDeg, rightAscensionDeg } from '../sky-angles.js';
import { offsetWays, scaleWays, weightWays } from './normalise.js';
import { mostSidePx } from './output-grid.js';
import { registerWays } from './place-frames.js';
import { interpolations } from './resampler.js';

function refuse(context: z.RefinementCtx, found: string, expected: string): never {
  context.addIssue({ code: 'custom', message: `found ${found}, expected ${expected}` });
  return z.NEVER;
}

const centre = z.string().transform((text, context) => {
  const [ra = '', dec = ''] = text.split(',').map((part) => part.trim());
  const [raDeg, decDeg] = [rightAscensionDeg(ra), angleDeg(dec)];
  return raDeg === undefined || decDeg === undefined
    ? refuse(context, text, 'right ascension and declination, such as 83.82,-5.39')
    : { raDeg, decDeg };
});

const size = z.string().transform((text, context) => {
  const parts = /^(\d+)(?:[,x](\d+))?$/.exec(text.trim());
  const [width, height] = [Number(parts?.[1]), Number(parts?.[2] ?? parts?.[1])];
  const isFit = width >= 16 && height >= 16 && Math.max(width, height) <= mostSidePx;
  return isFit ? { width, height } : refuse(context, text, 'width,height in px, such as 4000,3000');
});

const plane = z.string().transform((text, context): number | 'mean' => {
  if (text === 'mean') return text;
  const number = Number(text);
  return Number.isInteger(number) && number > 0
    ? number
    : refuse(context, text, 'the number of a plane from 1, or mean');
});

const positive = z.coerce.number().positive();

/** Options that say how frames are registered and onto what they are brought. */
const alignOptions = {
  ...jsonOption,
  register: z.enum(registerWays).default('auto'),
  transform: z.enum(planeMapKinds).optional(),
  mirrored: z.boolean().optional(),
  reference: z.string().min(1).optional(),
  fwhm: z.coerce.number().min(1).max(100).optional(),
  threshold: z.coerce.number().min(1).max(1000).default(6),
  interpolation: z.enum(interpolations).default('lanczos3'),
  extent: z.enum(['reference', 'all']).default('reference'),
  border: z.enum(['keep', 'crop']).default('keep'),
  wcs: z.string().min(1).optional(),
  center: centre.optional(),
  scale: positive.optional(),
  size: size.optional(),
  rotation: z.coerce.number().min(-360).max(360).optional(),
  plane: plane.optional(),
  compress: z.boolean().optional(),
  overwrite: z.boolean().optional(),
  to: z.string().min(1).optional(),
  memory: z.coerce.number().min(256).max(1e6).default(512),
};

interface GridChoice {
  readonly wcs?: string | undefined;
  readonly center?: unknown;
  readonly scale?: number | undefined;
  readonly size?: unknown;
  readonly rotation?: number | undefined;
}

function isOneGrid({ wcs, center, scale, size: pixels, rotation }: GridChoice): boolean {
  const isMade = [center, scale, pixels, rotation].some((value) => value !== undefined);
  return wcs === undefined || !isMade;
}

/** Whether pixels stay where they are. */
function keepsGrid({
  wcs,
  center,
  scale,
  size: pixels,
  rotation,
  extent,
}: GridChoice & { readonly extent: string }): boolean {
  const isMade = [wcs, center, scale, pixels, rotation].some((value) => value !== undefined);
  return !isMade && extent === 'reference';
}

const oneGrid = {
  path: ['wcs'],
  message: 'found with --center, --scale, --size or --rotation, expected one of the two grids',
};

export const alignOptionsSchema = z.object(alignOptions).refine(isOneGrid, oneGrid);
export type AlignOptions = z.output<typeof alignOptionsSchema>;

export const combineWays = ['mean', 'median', 'sum', 'weighted'] as const;
export const rejectWays = ['auto', 'none', 'sigma', 'winsorised', 'minmax', 'percentile'] as const;
export type RejectWay = (typeof rejectWays)[number];

/** Two numbers, or one for both. */
const limits = z.string().transform((text, context): readonly [number, number] => {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [low = NaN, high = low] = numbers;
  return numbers.length <= 2 && low >= 0 && high >= 0
    ? [low, high]
    : refuse(context, text, 'one number, or two such as 3,2.5');
});

export const stackOptionsSchema = z
  .object({
    ...alignOptions,
    aligned: z.boolean().optional(),
    combine: z.enum(combineWays).default('mean'),
    reject: z.enum(rejectWays).default('auto'),
    limits: limits.optional(),
    normalise: z.boolean().default(true),
    scaling: z.enum(scaleWays).optional(),
    offset: z.enum(offsetWays).optional(),
    weights: z.enum(weightWays).optional(),
    maps: z.boolean().default(true),
  })
  .refine(isOneGrid, oneGrid)
  .refine((options) => options.aligned !== true || keepsGrid(options), {
    path: ['aligned'],
    message:
      'found with options of a grid (--wcs, --center, --scale, --size, --rotation, --extent all), expected without: aligned frames stay where they are',
  })
  .refine(({ combine, weights }) => weights === undefined || combine === 'weighted', {
    path: ['weights'],
    message: 'found without --combine weighted, expected with it: other methods do not weigh',
  })
  .refine(({ normalise, scaling, offset }) => normalise || (scaling ?? offset) === undefined, {
    path: ['noNormalise'],
    message: 'found with --scaling or --offset, expected one of the two',
  })
  .refine(
    ({ reject, limits: given }) => given === undefined || (reject !== 'none' && reject !== 'auto'),
    { path: ['limits'], message: 'found without a --reject they are for, expected with one' },
  );
export type StackOptions = z.output<typeof stackOptionsSchema>;
